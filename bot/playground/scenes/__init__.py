"""Invented companies and their histories, to open the playground with."""
