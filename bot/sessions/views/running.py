"""The messages around the meeting itself: the brief, the start, the last minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from bot.models import PresenceSaid, SessionState
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
TAKE_BACK = "session_take_back"
HERE = "session_here"
LATE = "session_late"
QUOTED_CHARS = 2000
UNDER_WAY = (SessionState.BOOKED, SessionState.MISSING)


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


def start(reader: Reader, meeting: Meeting, shared: Material, pressed: Mapping[str, PresenceSaid]) -> Message:
    """Return the message of the start: objective, time box, agenda, and what to do if somebody is missing.

    ``pressed`` is what each of the two said last.
    """
    session = meeting.session
    until = reader.clock_time(session.ends_at) if session.ends_at else ""
    filled = names(reader, meeting) | {"until": until, "place": place(reader, meeting)}
    blocks = [section(reader(texts.START, **filled))]
    if shared.goal:
        blocks += [section(reader(texts.OBJECTIVE)), quote(clip(shared.goal, QUOTED_CHARS))]
    blocks += [*_agenda(reader, session.minutes), *_presence(reader, meeting, pressed)]
    return reader(texts.START_TEXT, **filled), blocks


def _presence(reader: Reader, meeting: Meeting, pressed: Mapping[str, PresenceSaid]) -> list[Block]:
    session = meeting.session
    started = [one for one in meeting.parties if pressed.get(one.user_id) is PresenceSaid.STARTED]
    if session.state not in UNDER_WAY:
        return [context(reader(texts.OLD))]
    if session.state is SessionState.MISSING:
        told = reader(texts.LOOKING_FOR)
    elif len(started) == len(meeting.parties):
        return [context(reader(texts.RUNNING))]
    elif started:
        told = reader(texts.ONE_STARTED, who=escape(reader(started[0].name)))
    else:
        told = reader(texts.ABSENT_HINT)
    return [actions(*presence_buttons(reader, meeting)), context(told)]


def presence_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return what either can say from the start of a session until its end."""
    value = session_version(meeting)
    missing = meeting.session.state is SessionState.MISSING
    last = (texts.TAKE_BACK, TAKE_BACK) if missing else (texts.ABSENT, ABSENT)
    return [
        button(reader(texts.STARTED), STARTED, value, style="primary"),
        button(reader(texts.CANNOT), CANNOT, value),
        button(reader(last[0]), last[1], value),
    ]


def where_are_you(reader: Reader, meeting: Meeting, me: Party, *, asked: bool) -> Message:
    """Return the question to whoever seems not to be there; what stays of it once nobody is ``asked``."""
    if not asked:
        return reader(texts.FOUND_EACH_OTHER), [context(reader(texts.FOUND_EACH_OTHER))]
    filled = {"other": escape(reader(meeting.other(me.user_id).name)), "topic": escape(meeting.topic)}
    value = session_version(meeting)
    where = reader(texts.WHERE, place=place(reader, meeting))
    blocks = [
        section(f"{reader(texts.WHERE_ARE_YOU, **filled)}\n{where}"),
        actions(
            button(reader(texts.I_AM_HERE), HERE, value, style="primary"),
            button(reader(texts.ON_MY_WAY), LATE, value),
            button(reader(texts.CANNOT), CANNOT, value),
        ),
    ]
    if meeting.session.wakes_at:
        time = reader.clock_time(meeting.session.wakes_at)
        blocks.append(context(reader(texts.UNANSWERED_UNTIL, time=time)))
    return reader(texts.WHERE_ARE_YOU_TEXT, **filled), blocks


def found(reader: Reader, meeting: Meeting, pressed: Mapping[str, PresenceSaid]) -> Message:
    """Return to both that the one who was looked for is there, or on the way; or that both waited."""
    said = {said: user_id for user_id, said in pressed.items()}
    filled = {"place": place(reader, meeting)}
    for state, sentence in ((PresenceSaid.LATE, texts.FOUND_LATE), (PresenceSaid.HERE, texts.FOUND_HERE)):
        if state in said:
            told = reader(sentence, who=escape(reader(meeting.party(said[state]).name)), **filled)
            return told, [section(told)]
    told = reader(texts.FOUND_BOTH, **filled)
    return told, [section(told)]


def sum_up(reader: Reader, meeting: Meeting, now: datetime) -> Message:
    """Return the quiet reminder that the end is near."""
    ends_at = meeting.session.ends_at or now
    left = max(1, -((now - ends_at) // timedelta(minutes=1)))
    text = reader(texts.SUM_UP, count=left)
    return text, [context(text)]
