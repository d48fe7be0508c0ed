"""What sessions listen to."""

from __future__ import annotations

from bot.kit.router import Router
from bot.sessions.listeners import actions, running, scheduling


def register(router: Router) -> None:
    """Say what this feature listens to."""
    scheduling.register(router)
    running.register(router)
    actions.register(router)
