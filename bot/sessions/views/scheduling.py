"""The card of a session, from its introduction to its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.kit.blocks import Block, actions, button, context, mention, quote, section
from bot.kit.hours import zone_of
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import texts
from bot.sessions.forms import SlotChoice
from bot.sessions.queries import Meeting, Party
from bot.sessions.rules import HORIZON
from bot.sessions.views.calendar import links
from bot.sessions.views.common import (
    PREPARE,
    Message,
    book_label,
    called,
    first_name,
    names,
    place,
    session_id,
    session_version,
    slot_line,
    spoken,
    when,
)
from bot.sessions.views.news import cancelled, over, reason, who_did
from bot.sessions.views.running import presence_buttons

BOOK = "session_book"
PROPOSE = "session_propose"
AGREE = "session_agree"
MOVE = "session_move"
CANCEL = "session_cancel"
PLACE = "session_place"
SHOW_LATER = "session_show_later"
AFTER_ALL = "session_after_all"
KEEP = "session_keep"
CLOSE = "session_close"
GOOGLE = "session_google"
OUTLOOK = "session_outlook"
CALENDAR_FILE = "session_calendar_file"


def card(reader: Reader, meeting: Meeting, parties: Sequence[Party], now: datetime) -> Message:
    """Return the present card of a session."""
    match meeting.session.state:
        case SessionState.SCHEDULING if meeting.session.proposed_at:
            return _proposed(reader, meeting, parties, now)
        case SessionState.SCHEDULING:
            return _scheduling(reader, meeting, parties, now)
        case SessionState.BOOKED | SessionState.MISSING:
            return _booked(reader, meeting, now)
        case SessionState.CANCELLED:
            return cancelled(reader, meeting)
        case _:
            return over(reader, meeting)


def _introduction(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return who meets whom, each mentioned once, and about what."""
    mentee, expert = (mention(user_id) for user_id in meeting.user_ids)
    filled = names(reader, meeting)
    words = texts.GO_ON if meeting.have_met else texts.MEET
    met = reader(words, mentee_mention=mentee, expert_mention=expert, **filled)
    part = part_words(reader, meeting)
    return [section(met), *_about(reader, meeting), *([context(part)] if part else [])]


def part_words(reader: Reader, meeting: Meeting) -> str:
    """Return which session of a series it is; "" for one that stands alone."""
    if meeting.agreed > 1 and meeting.part == 1:
        return reader(texts.PART_FIRST.get(meeting.agreed, texts.PART_FIRST_OF_MANY), agreed=meeting.agreed)
    if meeting.goes_on:
        return reader(texts.PART, part=meeting.part, agreed=meeting.agreed)
    if meeting.wished > 1:
        return reader(texts.ONE_FOR_NOW, expert=first_name(reader, meeting, meeting.expert))
    return ""


def _about(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return the question with its background and the wished result, as far as somebody wrote them."""
    blocks = [quote(meeting.question)]
    for title, words in ((texts.BACKGROUND, meeting.background), (texts.SUCCESS, meeting.outcome)):
        if words:
            blocks += [section(reader(title)), quote(words)]
    return blocks


def _scheduling(reader: Reader, meeting: Meeting, parties: Sequence[Party], now: datetime) -> Message:
    text, lead = _why_now(reader, meeting)
    lines = slot_lines(reader, meeting, parties, now)
    told = reader(texts.PICK, **names(reader, meeting)) if lines else no_slots(reader, meeting, now)
    row = actions(*scheduling_buttons(reader, meeting, now))
    return text, [*lead, section(told), *lines, *later_note(reader, meeting, lines), row]


def no_slots(reader: Reader, meeting: Meeting, now: datetime) -> str:
    """Return why no time is proposed: none is left before the answer is needed, or in two weeks."""
    if _is_bounded(meeting, now) and meeting.needed_by:
        return reader(texts.NO_SLOTS_LEFT, day=reader.day(meeting.needed_by))
    return reader(texts.NO_SLOTS)


def later_note(reader: Reader, meeting: Meeting, lines: Sequence[Block]) -> list[Block]:
    """Return a note where the proposed times lie after the day by which the answer was needed."""
    day = meeting.needed_by
    if not lines or day is None or not all(_day(meeting, at) > day for at in meeting.slots):
        return []
    return [context(reader(texts.LATER_SLOTS, day=reader.day(day)))]


def _is_bounded(meeting: Meeting, now: datetime) -> bool:
    return meeting.needed_by is not None and meeting.needed_by <= _day(meeting, now + HORIZON)


def _day(meeting: Meeting, at: datetime) -> date:
    """Return the day on the calendar of the mentee, who named the day by which the answer is needed."""
    return at.astimezone(zone_of(meeting.mentee.zone)).date()


def scheduling_buttons(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return what else can be done about a session without a time."""
    buttons = [propose_button(reader, meeting, now)]
    if _is_bounded(meeting, now) and not any(at > now for at in meeting.slots):
        buttons.append(button(reader(texts.SHOW_LATER), SHOW_LATER, session_version(meeting)))
    until = meeting.session.missed_until
    if until is not None and now < until:
        buttons.append(button(reader(texts.TOOK_PLACE_AFTER_ALL), AFTER_ALL, session_version(meeting)))
    return [*buttons, cancel_button(reader, meeting)]


def _why_now(reader: Reader, meeting: Meeting) -> tuple[str, list[Block]]:
    """Return why a time is wanted: for the first time, or because the one before fell through."""
    session, filled = meeting.session, names(reader, meeting)
    if session.version == 1 and meeting.goes_on:
        text = reader(texts.PART_TEXT, part=meeting.part, agreed=meeting.agreed, **filled)
        return text, _introduction(reader, meeting)
    if session.version == 1:
        return reader(texts.MEET_TEXT, **filled), _introduction(reader, meeting)
    if session.reminders:
        return reader(texts.REMINDED_TEXT, **filled), [section(reader(texts.REMINDED, **filled))]
    if session.changed_by:
        who = who_did(reader, meeting, session.changed_by)
        blocks = [section(reader(texts.MOVED, **who, **filled)), *reason(reader, meeting)]
        return reader(texts.MOVED_TEXT, **who, **filled), blocks
    if session.missed_at:
        return reader(texts.MISSED_TEXT, **filled), [section(reader(texts.MISSED, **filled))]
    return reader(texts.REMINDED_TEXT, **filled), [section(reader(texts.REMINDED, **filled))]


def slot_lines(
    reader: Reader, meeting: Meeting, parties: Sequence[Party], now: datetime, *, leads: bool = True
) -> list[Block]:
    """Return the proposed times that are ahead, each a line with a button; the best one ``leads``."""
    buttons = slot_buttons(reader, meeting, parties, now, leads=leads)
    ahead = (at for at in meeting.slots if at > now)
    return [
        section(slot_line(reader, meeting, at, parties), book)
        for at, book in zip(ahead, buttons, strict=True)
    ]


def slot_buttons(
    reader: Reader, meeting: Meeting, parties: Sequence[Party], now: datetime, *, leads: bool = True
) -> list[Block]:
    """Return a button for each proposed time that is ahead; the best one ``leads``."""
    buttons = []
    for number, at in enumerate(at for at in meeting.slots if at > now):
        style = "primary" if leads and not number else None
        label = book_label(reader, meeting, at, parties)
        buttons.append(button(label, f"{BOOK}:{number}", _choice(meeting, at), style=style))
    return buttons


def propose_button(reader: Reader, meeting: Meeting, now: datetime) -> Block:
    """Return the way to a time of one's own; it leads where none is proposed."""
    if any(at > now for at in meeting.slots):
        return button(reader(texts.NONE_OF_THESE), PROPOSE, session_id(meeting))
    return button(reader(texts.PROPOSE_A_TIME), PROPOSE, session_id(meeting), style="primary")


def cancel_button(reader: Reader, meeting: Meeting) -> Block:
    """Return the way out."""
    return button(reader(texts.CANCEL), CANCEL, session_id(meeting))


def agree_buttons(reader: Reader, meeting: Meeting, parties: Sequence[Party]) -> list[Block]:
    """Return what can be answered to a proposed time; only the other side agrees, by name where both read."""
    session = meeting.session
    another = button(reader(texts.PROPOSE_ANOTHER), PROPOSE, session_id(meeting))
    other = meeting.other(session.proposed_by)
    if session.proposed_at is None or other not in parties:
        return [another]
    words = reader(texts.WORKS)
    if len(parties) > 1:
        words = reader(texts.WORKS_FOR, name=called(reader, meeting, other))
    return [button(words, AGREE, _choice(meeting, session.proposed_at), style="primary"), another]


def _choice(meeting: Meeting, at: datetime) -> str:
    return SlotChoice(id=meeting.session.id, at=at).encode()


def _proposed(reader: Reader, meeting: Meeting, parties: Sequence[Party], now: datetime) -> Message:
    session = meeting.session
    filled = names(reader, meeting) | who_did(reader, meeting, session.proposed_by)
    text = reader(texts.PROPOSED_TEXT, when=spoken(reader, session.proposed_at), **filled)
    blocks = _change(reader, meeting) + proposal(reader, meeting, parties, reader(texts.PROPOSED, **filled))
    blocks.append(actions(*agree_buttons(reader, meeting, parties), cancel_button(reader, meeting)))
    lines = slot_lines(reader, meeting, parties, now, leads=False)
    return text, [*blocks, section(reader(texts.OR_ONE_OF_THESE)), *lines] if lines else blocks


def _change(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return who gave the old time up, and why, if somebody did."""
    by = meeting.session.changed_by
    if not by:
        return []
    filled = names(reader, meeting) | who_did(reader, meeting, by)
    return [section(reader(texts.MOVED, **filled)), *reason(reader, meeting)]


def proposal(reader: Reader, meeting: Meeting, parties: Sequence[Party], told: str) -> list[Block]:
    """Return a proposed time below what is ``told`` of it: on both clocks, and where."""
    at = meeting.session.proposed_at
    line = slot_line(reader, meeting, at, parties) if at else ""
    return [section(f"{told}\n{line}\n{reader(texts.WHERE, place=place(reader, meeting))}")]


def _booked(reader: Reader, meeting: Meeting, now: datetime) -> Message:
    session = meeting.session
    filled = names(reader, meeting)
    text = reader(texts.BOOKED_TEXT, when=spoken(reader, session.starts_at), **filled)
    told = reader(texts.BOOKED, when=when(reader, session.starts_at), **filled)
    blocks = [
        section(f"{told}\n{reader(texts.WHERE, place=place(reader, meeting))}"),
        *_about(reader, meeting),
        actions(*booked_buttons(reader, meeting, now)),
    ]
    if session.sequence:
        blocks.append(context(reader(texts.OLD_ENTRY)))
    return text, blocks


def booked_buttons(reader: Reader, meeting: Meeting, now: datetime) -> list[Block]:
    """Return what can be done with a booked session: before its start, and from then until its end."""
    starts_at = meeting.session.starts_at
    if starts_at is not None and starts_at <= now:
        return presence_buttons(reader, meeting, now)
    return [prepare_button(reader, meeting), *change_buttons(reader, meeting)]


def prepare_button(reader: Reader, meeting: Meeting, *, main: bool = True) -> Block:
    """Return the way to one's checklist."""
    style = "primary" if main else None
    return button(reader(texts.PREPARE), PREPARE, session_id(meeting), style=style)


def change_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return what can be changed about a booked session, and the links to calendars."""
    value = session_id(meeting)
    buttons = [
        button(reader(texts.RESCHEDULE), MOVE, value),
        button(reader(texts.SET_PLACE), PLACE, value),
        cancel_button(reader, meeting),
    ]
    found = links(reader, meeting)
    if found:
        buttons.append(button(reader(texts.GOOGLE), GOOGLE, value, url=found.google))
        buttons.append(button(reader(texts.OUTLOOK), OUTLOOK, value, url=found.outlook))
    return [*buttons, button(reader(texts.CALENDAR_FILE), CALENDAR_FILE, value)]


def still_needed(reader: Reader, meeting: Meeting) -> Message:
    """Return the question to the mentee whether a session that nobody schedules is still needed."""
    row, filled = actions(*still_needed_buttons(reader, meeting)), names(reader, meeting)
    return reader(texts.STILL_NEEDED_TEXT, **filled), [section(reader(texts.STILL_NEEDED, **filled)), row]


def still_needed_buttons(reader: Reader, meeting: Meeting) -> list[Block]:
    """Return the answers to that question."""
    value = session_version(meeting)
    return [
        button(reader(texts.KEEP), KEEP, value, style="primary"),
        button(reader(texts.CLOSE), CLOSE, value),
    ]
