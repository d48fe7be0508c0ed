"""The Web API methods that the stand-in answers, by family, and the one table of them all."""

from __future__ import annotations

from bot.playground.slack.methods import (
    apps,
    canvases,
    chat,
    conversations,
    files,
    pins,
    users,
    validation,
    views,
)
from bot.playground.slack.methods.table import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **canvases.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **pins.METHODS,
    **users.METHODS,
    **validation.METHODS,
    **views.METHODS,
}
"""Every method by its name; what is not here is answered ``unknown_method``."""
