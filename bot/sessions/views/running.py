"""The messages around the meeting itself: the brief, the start, the last minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    escape,
    quote,
    section,
)
from bot.kit.i18n import Param, Words
from bot.kit.reader import Reader
from bot.models import PresenceSaid, SessionState
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
TAKE_BACK = "session_take_back"
HERE = "session_here"
LATE = "session_late"
QUOTED_CHARS = 1500
Pressed = Mapping[str, PresenceSaid]  # by whom: what they said last around the start


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
        *((f"*{escape(reader(filled.item.text))}*", filled.words) for filled in shared.worksheet),
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
    reader: Reader,
    meeting: Meeting,
    party: Party,
    shared: Material,
    talk: Talk,
    pressed: Pressed,
    now: datetime,
) -> Message:
    """Return the message of the start: objective, time box, agenda, and what to do if somebody is missing.

    Where one of the two is missing, it asks them, or tells the one who waits.
    """
    session = meeting.session
    until = reader.clock_time(session.ends_at) if session.ends_at else ""
    filled = _filled(reader, meeting, party) | {"until": until}
    where = _where(reader, meeting, party, talk)
    if _is_asked(meeting, party, now):
        return _where_are_you(reader, meeting, filled, where)
    news = _news(reader, meeting, party, pressed, filled)
    told = reader(texts.START, **filled)
    blocks = [*([section(news)] if news else []), section(f"{told}\n{where}")]
    if shared.goal:
        blocks += [section(reader(texts.OBJECTIVE)), quote(clip(shared.goal, QUOTED_CHARS))]
    blocks += [*_agenda(reader, session.minutes), *_presence(reader, meeting, party, pressed, now)]
    return news or reader(texts.START_TEXT, **filled), [*blocks, *_last_minutes(reader, meeting, now)]


def _is_asked(meeting: Meeting, party: Party, now: datetime) -> bool:
    """Return whether somebody seems not to be there, and it is time to ask them."""
    session = meeting.session
    if session.state is not SessionState.MISSING or session.starts_at is None:
        return False
    missing = session.absent_reported_by != party.user_id
    return missing and now >= session.starts_at + rules.NOT_HERE_AFTER


def _where_are_you(reader: Reader, meeting: Meeting, filled: dict[str, Param], where: str) -> Message:
    """Return the question to whoever seems not to be there."""
    until = meeting.session.wakes_at
    blocks = [
        section(f"{reader(texts.WHERE_ARE_YOU, **filled)}\n{where}"),
        actions(*where_buttons(reader, meeting)),
    ]
    if until is not None:
        blocks.append(context(reader(texts.UNANSWERED_UNTIL, time=reader.clock_time(until))))
    return reader(texts.WHERE_ARE_YOU_TEXT, **filled), blocks


def where_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return the answers to the question where somebody is."""
    value = session_version(meeting)
    return [
        button(reader(texts.I_AM_HERE), HERE, value, style="primary"),
        button(reader(texts.ON_MY_WAY), LATE, value),
        button(reader(texts.CANNOT), CANNOT, value),
    ]


def alone_buttons(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return what the one who waits can say while the other one is asked."""
    back = button(reader(texts.TAKE_BACK), TAKE_BACK, session_version(meeting))
    return [presence_buttons(reader, meeting, now)[0], back]


def _news(reader: Reader, meeting: Meeting, party: Party, pressed: Pressed, filled: dict[str, Param]) -> str:
    """Return what the one who was looked for says, to the one who waits."""
    mine, theirs = _said(meeting, party, pressed)
    if mine is not PresenceSaid.ALONE or meeting.session.state is SessionState.MISSING:
        return ""
    sentences = {
        PresenceSaid.HERE: texts.THEY_ARE_HERE,
        PresenceSaid.LATE: texts.THEY_ARE_LATE,
        PresenceSaid.ALONE: texts.BOTH_WAIT,
    }
    return reader(sentences[theirs], **filled) if theirs in sentences else ""


def _said(
    meeting: Meeting, party: Party, pressed: Pressed
) -> tuple[PresenceSaid | None, PresenceSaid | None]:
    return pressed.get(party.user_id), pressed.get(meeting.other(party.user_id).user_id)


def _presence(reader: Reader, meeting: Meeting, party: Party, pressed: Pressed, now: datetime) -> list[Block]:
    """Return what can be said of the start; that somebody is missing only once it can be told."""
    mine, theirs = (said is PresenceSaid.STARTED for said in _said(meeting, party, pressed))
    session, other = meeting.session, first_name(reader, meeting, meeting.other(party.user_id))
    if mine and theirs:
        return [context(reader(texts.RUNNING))]
    buttons = presence_buttons(reader, meeting, now)
    if session.absent_reported_by == party.user_id and session.wakes_at:
        buttons = alone_buttons(reader, meeting, now)
        told = reader(texts.ASKING_THEM, other=other, time=reader.clock_time(session.wakes_at))
    elif mine or theirs:
        told = reader(texts.I_STARTED if mine else texts.ONE_STARTED, other=other)
        buttons = buttons[1:] if mine else buttons
    elif len(buttons) == 3:
        return [actions(*buttons)]
    else:
        told = reader(texts.ABSENT_HINT)
    return [actions(*buttons), context(told)] if buttons else [context(told)]


def presence_buttons(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return what either can say from the start of a session until its end."""
    value, session = session_version(meeting), meeting.session
    buttons = [
        button(reader(texts.STARTED), STARTED, value, style="primary"),
        button(reader(texts.CANNOT), CANNOT, value),
    ]
    late = session.starts_at is not None and now >= session.starts_at + rules.NOT_HERE_AFTER
    if late and session.state is SessionState.BOOKED:
        buttons.append(button(reader(texts.ABSENT), ABSENT, value))
    return buttons


def _last_minutes(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return the quiet reminder to sum up, once the end is near."""
    session = meeting.session
    if session.starts_at is None or now < rules.sum_up_at(session.starts_at, session.minutes):
        return []
    return [context(reader(texts.SUM_UP))]
