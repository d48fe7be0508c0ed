"""What sessions listen to."""

from __future__ import annotations

from bot.kit.listening import Listeners
from bot.sessions.listeners import running, scheduling


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    scheduling.register(on)
    running.register(on)
