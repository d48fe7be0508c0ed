"""The card of a session, from its introduction to its end."""

from __future__ import annotations

from datetime import datetime

from bot.kit.blocks import Block, actions, button, context, escape, quote, section
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.queries import Meeting
from bot.sessions.views.calendar import links
from bot.sessions.views.common import PREPARE, Message, Readers, live, names, place, said, slot_label

BOOK = "session_book"
SUGGEST = "session_suggest"
AGREE = "session_agree"
MOVE = "session_move"
CANCEL = "session_cancel"
PLACE = "session_place"
KEEP = "session_keep"
LET_GO = "session_let_go"
GOOGLE = "session_google"
OUTLOOK = "session_outlook"


def card(meeting: Meeting, readers: Readers, now: datetime) -> Message:
    """Return the present card of a session."""
    match meeting.session.state:
        case SessionState.SCHEDULING if meeting.session.proposed_at:
            return _proposed(meeting, readers)
        case SessionState.SCHEDULING:
            return _scheduling(meeting, readers, now)
        case SessionState.BOOKED:
            return _booked(meeting, readers)
        case SessionState.CANCELLED:
            return _cancelled(meeting)
        case _:
            return _over(meeting, readers)


def old_card(meeting: Meeting, version: int) -> Message:
    """Return what stays of a card once a newer one stands below it."""
    if version == 1:
        return texts.MEET_TEXT.format(**names(meeting)), [*_introduction(meeting), context(texts.OLD)]
    return texts.OLD, [context(texts.OLD)]


def _introduction(meeting: Meeting) -> list[Block]:
    return [section(texts.MEET.format(**names(meeting))), quote(meeting.question)]


def _scheduling(meeting: Meeting, readers: Readers, now: datetime) -> Message:
    text, lead = _why_now(meeting)
    slots = [at for at in meeting.slots if at > now]
    if slots:
        lines = "\n".join(f"• {live(at, readers.zone)}" for at in slots)
        lead.append(section(f"{texts.PICK.format(**names(meeting))}\n{lines}"))
    else:
        lead.append(section(texts.NO_SLOTS))
    blocks = [*lead, actions(*scheduling_buttons(meeting, readers, now), cancel_button(meeting))]
    if slots and len(readers.parties) > 1:
        blocks.append(context(texts.OWN_ZONE))
    return text, blocks


def _why_now(meeting: Meeting) -> tuple[str, list[Block]]:
    """Return why a time is wanted: for the first time, or because the one before fell through."""
    session, filled = meeting.session, names(meeting)
    if session.version == 1:
        return texts.MEET_TEXT.format(**filled), _introduction(meeting)
    if session.reminders:
        return texts.REMINDED_TEXT.format(**filled), [section(texts.REMINDED.format(**filled))]
    if session.absent_reported_by:
        who = _who(meeting, session.absent_reported_by)
        return texts.MISSED_TEXT.format(**who, **filled), [section(texts.MISSED.format(**who, **filled))]
    if session.changed_by:
        who = _who(meeting, session.changed_by)
        blocks = [section(texts.MOVED.format(**who, **filled)), *_reason(meeting)]
        return texts.MOVED_TEXT.format(**who, **filled), blocks
    if session.calendar_at:
        return texts.NOT_HELD_TEXT.format(**filled), [section(texts.NOT_HELD.format(**filled))]
    return texts.REMINDED_TEXT.format(**filled), [section(texts.REMINDED.format(**filled))]


def _who(meeting: Meeting, user_id: str | None) -> dict[str, str]:
    return {
        "who": escape(meeting.party(user_id).name),
        "other": escape(meeting.other(user_id).name),
    }


def _reason(meeting: Meeting) -> list[Block]:
    session = meeting.session
    if not session.change_reason:
        return []
    who = _who(meeting, session.changed_by)
    return [context(texts.REASON.format(who=who["who"])), quote(session.change_reason)]


def scheduling_buttons(meeting: Meeting, readers: Readers, now: datetime) -> list[Block]:
    """Return the proposed times as buttons, and the way to another; it leads where there are none."""
    slots = [at for at in meeting.slots if at > now]
    session_id = meeting.session.id
    buttons = [
        button(slot_label(at, readers), f"{BOOK}:{n}", f"{session_id}|{int(at.timestamp())}")
        for n, at in enumerate(slots)
    ]
    if slots:
        return [*buttons, button(texts.NONE_OF_THESE, SUGGEST, session_id)]
    return [button(texts.PROPOSE_A_TIME, SUGGEST, session_id, style="primary")]


def cancel_button(meeting: Meeting) -> Block:
    """Return the way out."""
    return button(texts.CANCEL, CANCEL, meeting.session.id)


def agree_buttons(meeting: Meeting) -> list[Block]:
    """Return what can be answered to a proposed time."""
    session = meeting.session
    at = int(session.proposed_at.timestamp()) if session.proposed_at else 0
    return [
        button(texts.WORKS, AGREE, f"{session.id}|{at}", style="primary"),
        button(texts.PROPOSE_ANOTHER, SUGGEST, session.id),
    ]


def _proposed(meeting: Meeting, readers: Readers) -> Message:
    session = meeting.session
    filled = names(meeting) | _who(meeting, session.proposed_by)
    spoken = texts.PROPOSED_TEXT.format(when=said(session.proposed_at, readers.zone), **filled)
    blocks = [section(texts.PROPOSED.format(when=live(session.proposed_at, readers.zone), **filled))]
    if session.changed_by:
        blocks = [section(texts.MOVED.format(**filled | _who(meeting, session.changed_by))), *blocks]
        blocks[1:1] = _reason(meeting)
    return spoken, [*blocks, actions(*agree_buttons(meeting), cancel_button(meeting))]


def _booked(meeting: Meeting, readers: Readers) -> Message:
    session = meeting.session
    filled = names(meeting)
    text = texts.BOOKED_TEXT.format(when=said(session.starts_at, readers.zone), **filled)
    told = texts.BOOKED.format(when=live(session.starts_at, readers.zone), **filled)
    blocks = [
        section(f"{told}\n{texts.WHERE.format(place=place(meeting))}"),
        actions(*booked_buttons(meeting)),
    ]
    return text, blocks


def booked_buttons(meeting: Meeting) -> list[Block]:
    """Return what can be done with a booked session, until its end."""
    session_id = meeting.session.id
    buttons = [
        button(texts.PREPARE, PREPARE, session_id, style="primary"),
        button(texts.RESCHEDULE, MOVE, session_id),
        button(texts.SET_PLACE, PLACE, session_id),
        cancel_button(meeting),
    ]
    found = links(meeting)
    if found:
        buttons.append(button(texts.GOOGLE, GOOGLE, session_id, url=found.google))
        buttons.append(button(texts.OUTLOOK, OUTLOOK, session_id, url=found.outlook))
    return buttons


def _cancelled(meeting: Meeting) -> Message:
    filled = names(meeting)
    by = meeting.session.changed_by
    if by:
        filled |= _who(meeting, by)
        text = texts.CANCELLED_BY_TEXT.format(**filled)
        blocks = [section(texts.CANCELLED_BY.format(**filled)), *_reason(meeting)]
    elif gone := next((party for party in meeting.parties if party.gone), None):
        filled |= {"gone": escape(gone.name)}
        text = texts.GONE_FOR_GOOD_TEXT.format(**filled)
        blocks = [section(texts.GONE_FOR_GOOD.format(**filled))]
    else:
        text = texts.CLOSED_SESSION_TEXT.format(**filled)
        blocks = [section(texts.CLOSED_SESSION.format(**filled))]
    follows = texts.LOOKING_ON if meeting.looking else texts.ASK_AGAIN
    return text, [*blocks, context(follows.format(**filled))]


def _over(meeting: Meeting, readers: Readers) -> Message:
    filled = names(meeting)
    if meeting.session.state is SessionState.HELD:
        at = meeting.session.starts_at
        text = texts.HELD.format(when=said(at, readers.zone), **filled)
        return text, [section(texts.HELD.format(when=live(at, readers.zone), **filled))]
    return texts.ENDED_TEXT.format(**filled), [section(texts.ENDED.format(**filled))]


def still_needed(meeting: Meeting) -> Message:
    """Return the question to the mentee whether a session that nobody schedules is still needed."""
    value = f"{meeting.session.id}|{meeting.session.version}"
    row = actions(
        button(texts.KEEP, KEEP, value, style="primary"),
        button(texts.CLOSE, LET_GO, value),
    )
    filled = names(meeting)
    return texts.STILL_NEEDED_TEXT.format(**filled), [section(texts.STILL_NEEDED.format(**filled)), row]


def place_news(meeting: Meeting, readers: Readers) -> Message:
    """Return that the other side set the place."""
    filled = names(meeting) | {"place": place(meeting)}
    at = live(meeting.session.starts_at, readers.zone)
    return texts.PLACE_NEWS_TEXT.format(**filled), [section(texts.PLACE_NEWS.format(when=at, **filled))]
