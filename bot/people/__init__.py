"""The people of a workspace: who they are, when they work, who looks after the program."""
