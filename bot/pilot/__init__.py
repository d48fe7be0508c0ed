"""How a program begins: the first steps, the guide, and the posts that tell of it."""
