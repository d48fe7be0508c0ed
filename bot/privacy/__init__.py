"""What is held about somebody: shown, handed out, erased, and forgotten in time."""
