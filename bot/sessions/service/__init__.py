"""Decisions about sessions, in the order of their life: opening, booking, changes, deadlines, wrapping up."""
