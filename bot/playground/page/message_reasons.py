"""What the page calls each kind of message, and why it is sent."""

from __future__ import annotations

from bot.app import MESSAGES


def reason_of(kind: str) -> tuple[str, str]:
    """Return title and reason of a kind of message; one that is gone is named after its id."""
    found = MESSAGES.get(kind)
    if found is None:
        return kind.replace("_", " ").capitalize(), "The app planned it."
    return found.title, found.why
