"""The messages around the meeting itself: the brief, the start, the last minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.checklists.queries import Material
from bot.delivery.conversations import Talk
from bot.kit.blocks import (
    Block,
    actions,
    button,
    clip,
    context,
    divider,
    quote,
    section,
)
from bot.kit.i18n import Param, Words
from bot.kit.reader import Reader
from bot.sessions import rules, texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import (
    PREPARE,
    Message,
    first_name,
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


def brief(
    reader: Reader, meeting: Meeting, party: Party, shared: Material, gaps: Sequence[Words], talk: Talk
) -> Message:
    """Return the brief: the same for both, with the party's own open items below it."""
    session = meeting.session
    filled = _filled(reader, meeting, party)
    told = reader(texts.BRIEF, when=when(reader, session.starts_at), **filled)
    blocks = [
        section(f"{told}\n{_where(reader, meeting, party, talk)}"),
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


def _filled(reader: Reader, meeting: Meeting, party: Party) -> dict[str, Param]:
    other = first_name(reader, meeting, meeting.other(party.user_id))
    return names(reader, meeting) | {"other": other}


def _where(reader: Reader, meeting: Meeting, party: Party, talk: Talk) -> str:
    """Return where the two meet: at their place, or in a huddle of their conversation."""
    if meeting.session.place or talk.alone:
        return reader(texts.WHERE, place=place(reader, meeting))
    other = first_name(reader, meeting, meeting.other(party.user_id))
    return reader(texts.WHERE_HUDDLE, conversation=talk.shown(reader, other))


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


def start(
    reader: Reader, meeting: Meeting, party: Party, shared: Material, talk: Talk, now: datetime
) -> Message:
    """Return the message of the start: objective, time box, agenda, and what to do if somebody is missing."""
    session = meeting.session
    until = reader.clock_time(session.ends_at) if session.ends_at else ""
    filled = _filled(reader, meeting, party) | {"until": until}
    told = reader(texts.START, **filled)
    blocks = [section(f"{told}\n{_where(reader, meeting, party, talk)}")]
    if shared.goal:
        blocks += [section(reader(texts.OBJECTIVE)), quote(clip(shared.goal, QUOTED_CHARS))]
    blocks += _agenda(reader, session.minutes)
    blocks += [context(reader(texts.RUNNING))] if session.started_at else _begin(reader, meeting, now)
    return reader(texts.START_TEXT, **filled), [*blocks, *_last_minutes(reader, meeting, now)]


def _begin(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return what can be said of the start; that somebody is missing only once it can be told."""
    value, starts_at = session_version(meeting), meeting.session.starts_at
    buttons = [
        button(reader(texts.STARTED), STARTED, value, style="primary"),
        button(reader(texts.CANNOT), CANNOT, value),
    ]
    if starts_at is not None and now >= starts_at + rules.NOT_HERE_AFTER:
        return [actions(*buttons, button(reader(texts.ABSENT), ABSENT, value))]
    return [actions(*buttons), context(reader(texts.ABSENT_HINT))]


def _last_minutes(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return the quiet reminder to sum up, once the end is near."""
    session = meeting.session
    if session.starts_at is None or now < rules.sum_up_at(session.starts_at, session.minutes):
        return []
    return [context(reader(texts.SUM_UP))]
