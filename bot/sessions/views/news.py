"""What the two hear of a session that is booked, moved, off or over."""

from __future__ import annotations

from bot.delivery.conversations import Talk
from bot.kit.blocks import Block, context, escape, quote, section
from bot.kit.i18n import Param
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import (
    Message,
    first_name,
    names,
    place,
    spoken,
    when,
)


def who_did(reader: Reader, meeting: Meeting, user_id: str | None) -> dict[str, Param]:
    """Return the names of whoever did something about a session and of the other one, escaped."""
    return {
        "who": first_name(reader, meeting, meeting.party(user_id)),
        "other": first_name(reader, meeting, meeting.other(user_id)),
    }


def reason(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return why a session was moved or called off, where somebody said so."""
    session = meeting.session
    if not session.change_reason:
        return []
    who = who_did(reader, meeting, session.changed_by)
    return [context(reader(texts.REASON, who=who["who"])), quote(session.change_reason)]


def told(reader: Reader, meeting: Meeting, me: Party, talk: Talk) -> Message:
    """Return what one of the two is told where the other one booked, changed something or called it off."""
    session, other = meeting.session, meeting.other(me.user_id)
    filled: dict[str, Param] = {
        "other": first_name(reader, meeting, other),
        "topic": escape(reader(meeting.topic)),
        "minutes": session.minutes,
        "when": spoken(reader, session.starts_at),
        "place": place(reader, meeting),
        "conversation": talk.shown(reader, first_name(reader, meeting, other)),
    }
    if session.state is SessionState.CANCELLED:
        return _told_off(reader, meeting, filled, me)
    sentence = texts.NOW_BOOKED if session.sequence else texts.WAS_BOOKED
    said = reader(sentence, **filled)
    return said, [section(said)]


def _told_off(reader: Reader, meeting: Meeting, filled: dict[str, Param], me: Party) -> Message:
    by, reason = meeting.session.changed_by, meeting.session.change_reason
    if meeting.series_ended_by:
        said = reader(texts.IS_OFF, **filled)
        return said, [section(said)]
    theirs = by is not None and by != me.user_id  # whoever called it off need not hear that they had to
    off = who_did(reader, meeting, by) if theirs else {}
    lines = [reader(texts.IS_OFF_BY if theirs else texts.IS_OFF, **(filled | off))]
    if reason:
        lines.append(f"{reader(texts.REASON, who=who_did(reader, meeting, by)['who'])} {escape(reason)}")
    said = "\n".join([*lines, *what_follows(reader, meeting)])
    return said, [section(said)]


def cancelled(reader: Reader, meeting: Meeting) -> Message:
    """Return the card of a session that is off."""
    filled = names(reader, meeting)
    by = meeting.session.changed_by
    if meeting.series_ended_by:
        filled |= who_did(reader, meeting, meeting.series_ended_by)
        return reader(texts.SERIES_LEFT_TEXT, **filled), [section(reader(texts.SERIES_LEFT, **filled))]
    if by:
        filled |= who_did(reader, meeting, by)
        text = reader(texts.CANCELLED_BY_TEXT, **filled)
        blocks = [section(reader(texts.CANCELLED_BY, **filled)), *reason(reader, meeting)]
    elif leaver := next((party for party in meeting.parties if party.has_left), None):
        filled |= {"who": first_name(reader, meeting, leaver)}
        text = reader(texts.HAS_LEFT_TEXT, **filled)
        blocks = [section(reader(texts.HAS_LEFT, **filled))]
    else:
        text = reader(texts.CLOSED_SESSION_TEXT, **filled)
        blocks = [section(reader(texts.CLOSED_SESSION, **filled))]
    return text, [*blocks, *(context(line) for line in what_follows(reader, meeting))]


def what_follows(reader: Reader, meeting: Meeting) -> list[str]:
    """Return what becomes of the question, and of the series, of a session that is off."""
    if meeting.goes_on and not meeting.in_series:
        return [reader(texts.SERIES_FOLLOWS)]
    follows = texts.ASK_AGAIN
    if meeting.looking:
        follows = texts.ASKED_HOW if meeting.only else texts.STILL_LOOKING
    ends = [reader(texts.SERIES_ENDS)] if meeting.in_series else []
    return [*ends, reader(follows, **names(reader, meeting))]


def over(reader: Reader, meeting: Meeting) -> Message:
    """Return the card of a session whose time is over."""
    filled = names(reader, meeting)
    if meeting.session.state is SessionState.HELD:
        at = meeting.session.starts_at
        text = reader(texts.HELD, when=spoken(reader, at), **filled)
        return text, [section(reader(texts.HELD, when=when(reader, at), **filled))]
    return reader(texts.ENDED_TEXT, **filled), [section(reader(texts.ENDED, **filled))]
