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
    context,
    divider,
    escape,
    quote,
    section,
)
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import rules, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import (
    PREPARE,
    Message,
    names,
    place,
    session_id,
    session_version,
    spoken,
    when,
)

STARTED = "session_started"
CANNOT = "session_cannot"
ABSENT = "session_absent"
QUOTED_CHARS = 2000


def brief(reader: Reader, meeting: Meeting, party: Party, shared: Material, gaps: Sequence[Words]) -> Message:
    """Return the brief: the same for both, with the party's own open items below it."""
    session = meeting.session
    filled = names(reader, meeting) | {"other": escape(reader(meeting.other(party.user_id).name))}
    told = reader(texts.BRIEF, when=when(reader, session.starts_at), **filled)
    blocks = [
        section(f"{told}\n{reader(texts.WHERE, place=place(reader, meeting))}"),
        *_material(reader, shared),
        *_agenda(reader, session.minutes),
    ]
    if gaps:
        lines = "\n".join(f"• {reader(gap)}" for gap in gaps)
        blocks += [
            divider(),
            section(f"{reader(texts.BRIEF_GAPS)}\n{lines}"),
            actions(button(reader(texts.PREPARE), PREPARE, session_id(meeting), style="primary")),
        ]
    return reader(texts.BRIEF_TEXT, when=spoken(reader, session.starts_at), **filled), blocks


def _material(reader: Reader, shared: Material) -> list[Block]:
    parts = [
        (reader(texts.GOAL), shared.goal),
        (reader(texts.BACKGROUND), shared.background),
        (reader(texts.SUCCESS), shared.success),
    ]
    blocks: list[Block] = []
    for title, words in parts:
        if words:
            blocks += [section(title), quote(clip(words, QUOTED_CHARS))]
    return blocks


def _agenda(reader: Reader, minutes: int) -> list[Block]:
    lines = [
        reader(texts.AGENDA_LINE, minutes=length, what=texts.AGENDA[part])
        for length, part in rules.agenda(minutes)
    ]
    title = reader(texts.AGENDA_TITLE, minutes=minutes)
    return [section("\n".join([title, *(f"• {line}" for line in lines)]))]


def start(reader: Reader, meeting: Meeting, shared: Material) -> Message:
    """Return the message of the start: objective, time box, agenda, and what to do if somebody is missing."""
    session = meeting.session
    until = reader.clock_time(session.ends_at) if session.ends_at else ""
    filled = names(reader, meeting) | {"until": until, "place": place(reader, meeting)}
    blocks = [section(reader(texts.START, **filled))]
    if shared.goal:
        blocks += [section(reader(texts.OBJECTIVE)), quote(clip(shared.goal, QUOTED_CHARS))]
    blocks += _agenda(reader, session.minutes)
    if session.state is not SessionState.BOOKED:
        blocks.append(context(reader(texts.OLD)))
    elif session.started_at:
        blocks.append(context(reader(texts.RUNNING)))
    else:
        value = session_version(meeting)
        blocks += [
            actions(
                button(reader(texts.STARTED), STARTED, value, style="primary"),
                button(reader(texts.CANNOT), CANNOT, value),
                button(reader(texts.ABSENT), ABSENT, value),
            ),
            context(reader(texts.ABSENT_HINT)),
        ]
    return reader(texts.START_TEXT, **filled), blocks


def sum_up(reader: Reader, meeting: Meeting, now: datetime) -> Message:
    """Return the quiet reminder that the end is near."""
    ends_at = meeting.session.ends_at or now
    left = max(1, -((now - ends_at) // timedelta(minutes=1)))
    text = reader(texts.SUM_UP, count=left)
    return text, [context(text)]
