"""How an address is wished for, and what a calendar reads there."""
