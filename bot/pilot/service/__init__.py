"""Decisions as a program begins."""

from bot.pilot.service.posts import (
    CANVAS_KIND,
    CHANGES_GUIDE,
    POST_KIND,
    note_refused,
    post,
    post_again,
    show_anew,
)
from bot.pilot.service.steps import (
    appoint,
    begin,
    choose_topics,
    follow,
    greet,
    invite,
    may_invite,
    put_away,
)

__all__ = [
    "CANVAS_KIND",
    "CHANGES_GUIDE",
    "POST_KIND",
    "appoint",
    "begin",
    "choose_topics",
    "follow",
    "greet",
    "invite",
    "may_invite",
    "note_refused",
    "post",
    "post_again",
    "put_away",
    "show_anew",
]
