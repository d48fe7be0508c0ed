"""Who could help with an ask, and why."""
