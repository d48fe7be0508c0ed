"""How topics are named in figures, and how many."""

from __future__ import annotations

from bot.kit.blocks import clip, escape

TOPICS_SHOWN = 12
TOPIC_CHARS = 60


def topic_name(name: str) -> str:
    """Return a topic's name as it stands in a line; escaped."""
    return escape(clip(name, TOPIC_CHARS))
