"""What sessions look like: cards, forms, messages around the meeting, wrap-ups, calendar files, App Home."""

from bot.sessions.views.home import home_blocks

__all__ = ["home_blocks"]
