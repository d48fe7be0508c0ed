"""How the program goes: figures for those who run it, a file of them, and a digest each week."""
