"""Series: two or three sessions of the same two people with one shared goal."""
