"""How the app comes into a workspace, acts in it with its token, and leaves it."""
