"""The messages around the meeting itself: the brief, the start, the last minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.checklists.queries import Material
from bot.kit.blocks import (
    Block,
    actions,
    button,
    clip,
    clock_time,
    context,
    divider,
    escape,
    quote,
    section,
)
from bot.models import SessionState
from bot.sessions import rules, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import PREPARE, Message, Readers, live, names, place, said

STARTED = "session_started"
CANNOT = "session_cannot"
ABSENT = "session_absent"
QUOTED_CHARS = 2000


def brief(meeting: Meeting, party: Party, shared: Material, gaps: Sequence[str]) -> Message:
    """Return the brief: the same for both, with the party's own open items below it."""
    session = meeting.session
    filled = names(meeting) | {"other": escape(meeting.other(party.user_id).name)}
    told = texts.BRIEF.format(when=live(session.starts_at, party.zone), **filled)
    blocks = [
        section(f"{told}\n{texts.WHERE.format(place=place(meeting))}"),
        *_material(shared),
        *_agenda(session.minutes),
    ]
    if gaps:
        lines = "\n".join(f"• {gap}" for gap in gaps)
        blocks += [
            divider(),
            section(f"{texts.BRIEF_GAPS}\n{lines}"),
            actions(button(texts.PREPARE, PREPARE, session.id, style="primary")),
        ]
    return texts.BRIEF_TEXT.format(when=said(session.starts_at, party.zone), **filled), blocks


def _material(shared: Material) -> list[Block]:
    parts = [
        (texts.GOAL, shared.goal),
        (texts.BACKGROUND, shared.background),
        (texts.SUCCESS, shared.success),
    ]
    blocks: list[Block] = []
    for title, words in parts:
        if words:
            blocks += [section(title), quote(clip(words, QUOTED_CHARS))]
    return blocks


def _agenda(minutes: int) -> list[Block]:
    lines = [
        texts.AGENDA_LINE.format(minutes=length, what=texts.AGENDA[part])
        for length, part in rules.agenda(minutes)
    ]
    title = texts.AGENDA_TITLE.format(minutes=minutes)
    return [section("\n".join([title, *(f"• {line}" for line in lines)]))]


def start(meeting: Meeting, readers: Readers, shared: Material) -> Message:
    """Return the message of the start: objective, time box, agenda, and what to do if somebody is missing."""
    session = meeting.session
    until = clock_time(session.ends_at, readers.zone) if session.ends_at else ""
    filled = names(meeting) | {"until": until, "place": place(meeting)}
    blocks = [section(texts.START.format(**filled))]
    if shared.goal:
        blocks += [section(texts.OBJECTIVE), quote(clip(shared.goal, QUOTED_CHARS))]
    blocks += _agenda(session.minutes)
    if session.state is not SessionState.BOOKED:
        blocks.append(context(texts.OLD))
    elif session.started_at:
        blocks.append(context(texts.RUNNING))
    else:
        value = f"{session.id}|{session.version}"
        blocks += [
            actions(
                button(texts.STARTED, STARTED, value, style="primary"),
                button(texts.CANNOT, CANNOT, value),
                button(texts.ABSENT, ABSENT, value),
            ),
            context(texts.ABSENT_HINT),
        ]
    return texts.START_TEXT.format(**filled), blocks


def sum_up(meeting: Meeting, now: datetime) -> Message:
    """Return the quiet reminder that the end is near."""
    ends_at = meeting.session.ends_at or now
    left = max(1, -((now - ends_at) // timedelta(minutes=1)))
    text = texts.SUM_UP.format(left=left)
    return text, [context(text)]
