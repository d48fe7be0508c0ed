"""What sign-up sheets take."""
