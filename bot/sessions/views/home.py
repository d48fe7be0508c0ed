"""A person's sessions in App Home, with the same buttons as their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit.blocks import Block, actions, context, escape, header, section
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import Mine
from bot.sessions.views.common import Readers, live, place
from bot.sessions.views.scheduling import (
    agree_buttons,
    booked_buttons,
    cancel_button,
    scheduling_buttons,
)
from bot.sessions.views.wrap_up import wrap_up_button


def home_blocks(sessions: Sequence[Mine], now: datetime) -> list[Block]:
    """Return the section "My sessions" of App Home, which also answers ``/mentoring sessions``."""
    blocks = [header(texts.MY_SESSIONS)]
    for mine in sessions:
        blocks += _one(mine, now)
    return blocks if sessions else [*blocks, context(texts.NO_SESSIONS)]


def _one(mine: Mine, now: datetime) -> list[Block]:
    session = mine.meeting.session
    filled = {
        "topic": escape(mine.meeting.topic),
        "other": escape(mine.other.name),
        "minutes": str(session.minutes),
        "place": place(mine.meeting),
    }
    if session.state is SessionState.SCHEDULING:
        return _scheduling(mine, filled, now)
    if session.state is SessionState.BOOKED:
        told = texts.HOME_BOOKED.format(when=live(session.starts_at, mine.me.zone), **filled)
        progress = {"ready": mine.progress.ready, "total": mine.progress.total}
        ready = context(texts.HOME_PROGRESS.format(**progress))
        return [section(told), ready, actions(*booked_buttons(mine.meeting))]
    told = texts.HOME_WRAPPED_UP if mine.wrapped_up else texts.HOME_ENDED
    return [section(told.format(**filled)), actions(wrap_up_button(mine.meeting, mine.wrapped_up))]


def _scheduling(mine: Mine, filled: dict[str, str], now: datetime) -> list[Block]:
    session = mine.meeting.session
    if session.proposed_at is not None:
        own = session.proposed_by == mine.me.user_id
        told = texts.HOME_PROPOSED_MINE if own else texts.HOME_PROPOSED
        told = told.format(when=live(session.proposed_at, mine.me.zone), **filled)
        buttons = agree_buttons(mine.meeting)[1 if own else 0 :]
    else:
        ahead = any(at > now for at in mine.meeting.slots)
        told = (texts.HOME_SCHEDULING if ahead else texts.HOME_NO_SLOTS).format(**filled)
        buttons = scheduling_buttons(mine.meeting, Readers((mine.me,)), now)
    return [section(told), actions(*buttons, cancel_button(mine.meeting))]
