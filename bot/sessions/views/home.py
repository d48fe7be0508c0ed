"""A person's sessions in App Home, with the same buttons as their messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit.blocks import Block, actions, context, escape, header, section
from bot.kit.i18n import Param
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import OwnSession
from bot.sessions.views.common import place, when
from bot.sessions.views.scheduling import (
    agree_buttons,
    booked_buttons,
    cancel_button,
    proposal,
    propose_button,
    slot_lines,
)
from bot.sessions.views.wrap_up import wrap_up_button


def home_blocks(reader: Reader, sessions: Sequence[OwnSession], now: datetime) -> list[Block]:
    """Return the section "My sessions" of App Home, which also answers ``/mentoring sessions``."""
    blocks = [header(reader(texts.MY_SESSIONS))]
    for mine in sessions:
        blocks += _one(reader, mine, now)
    return blocks if sessions else [*blocks, context(reader(texts.NO_SESSIONS))]


def _one(reader: Reader, mine: OwnSession, now: datetime) -> list[Block]:
    session = mine.meeting.session
    filled: dict[str, Param] = {
        "topic": escape(reader(mine.meeting.topic)),
        "other": escape(reader(mine.other.name)),
        "minutes": session.minutes,
        "place": place(reader, mine.meeting),
    }
    if session.state is SessionState.SCHEDULING:
        return _scheduling(reader, mine, filled, now)
    if session.state is SessionState.BOOKED:
        told = reader(texts.HOME_BOOKED, when=when(reader, session.starts_at), **filled)
        progress = {"ready": mine.progress.ready, "total": mine.progress.total}
        ready = context(reader(texts.HOME_PROGRESS, **progress))
        return [section(told), ready, actions(*booked_buttons(reader, mine.meeting))]
    sentence = texts.HOME_WRAPPED_UP if mine.wrapped_up else texts.HOME_ENDED
    return [
        section(reader(sentence, **filled)),
        actions(wrap_up_button(reader, mine.meeting, mine.wrapped_up)),
    ]


def _scheduling(reader: Reader, mine: OwnSession, filled: dict[str, Param], now: datetime) -> list[Block]:
    meeting, me = mine.meeting, [mine.me]
    cancel = cancel_button(reader, meeting)
    if meeting.session.proposed_at is not None:
        own = meeting.session.proposed_by == mine.me.user_id
        told = reader(texts.HOME_PROPOSED_MINE if own else texts.HOME_PROPOSED, **filled)
        shown = proposal(reader, meeting, me, told)
        return [*shown, actions(*agree_buttons(reader, meeting, me), cancel)]
    lines = slot_lines(reader, meeting, me, now)
    told = reader(texts.HOME_SCHEDULING if lines else texts.HOME_NO_SLOTS, **filled)
    return [section(told), *lines, actions(propose_button(reader, meeting, now), cancel)]
