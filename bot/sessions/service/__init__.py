"""Decisions about sessions, in the order of their life: opening, booking, changing, waking, wrapping up."""
