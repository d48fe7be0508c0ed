"""Checklists: what each side gets ready before a session, with the words that some items ask for."""
