"""How long a replay takes, and whether it is the same each time."""
