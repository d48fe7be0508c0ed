"""What somebody who has joined sees: their card, and what is news to them."""

from __future__ import annotations

from bot.flash import texts
from bot.flash.queries import Overview, OwnRound, OwnSeat
from bot.flash.views.announcement import Message, shape
from bot.kit.blocks import Block, Confirm, actions, button, context, escape, quote, section
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader, first_name, first_names
from bot.models import EventState, SeatRole, SeatState

LEAVE = "flash_leave"
LATE = "flash_late"
HERE = "flash_here"

_STANDS = {
    SeatState.WAITING: texts.ON_LIST,
    SeatState.MISSING: texts.YOU_MISSED,
    SeatState.LEFT: texts.YOU_LEFT,
}


def card(reader: Reader, found: OwnSeat) -> Message:
    """Return the card of whoever has joined."""
    event = found.overview.event
    title, when = escape(event.title), reader.when(event.starts_at)
    status = _status(reader, found)
    blocks = [
        section(reader(texts.CARD, title=title, when=when, shape=shape(reader, event))),
        section(status),
    ]
    if _is_live(found) and found.seat.question:
        blocks += [context(reader(texts.YOUR_QUESTION)), quote(found.seat.question)]
    if _is_live(found) and found.rounds:
        blocks.append(section(f"{reader(texts.YOUR_ROUNDS)}\n{_rounds(reader, found.rounds)}"))
    blocks += _buttons(reader, found) if _is_live(found) else []
    text = reader(texts.CARD_TEXT, title=title, when=reader.spoken(event.starts_at), status=status)
    return text, blocks


def home_line(reader: Reader, found: OwnSeat) -> list[Block]:
    """Return the line of App Home about an event that somebody has joined."""
    event = found.overview.event
    head = reader(texts.HOME_LINE, title=escape(event.title), when=reader.when(event.starts_at))
    return [section(f"{head}\n{_status(reader, found)}"), *_buttons(reader, found)]


def _is_live(found: OwnSeat) -> bool:
    over = found.overview.event.state in (EventState.ENDED, EventState.CANCELLED)
    return not over and found.seat.state is not SeatState.LEFT


def _status(reader: Reader, found: OwnSeat) -> str:
    event, seat = found.overview.event, found.seat
    if event.state is EventState.CANCELLED:
        return reader(texts.EVENT_CALLED_OFF)
    if event.state is EventState.ENDED:
        return reader(texts.EVENT_ENDED)
    if seat.state in _STANDS:
        return reader(_STANDS[seat.state])
    if seat.first_round > max(1, event.rung):
        time = reader.time(found.overview.table.start_of(seat.first_round))
        return reader(texts.FROM_ROUND, number=seat.first_round, time=time)
    if event.version:
        some = any(one.name for one in found.rounds)
        return reader(texts.ROTA_MADE if some else texts.NO_TALK_YET)
    return reader(texts.IN_EXPERT if seat.role is SeatRole.EXPERT else texts.IN_QUESTION)


def _rounds(reader: Reader, rounds: tuple[OwnRound, ...]) -> str:
    names = first_names(reader, *(one.name for one in rounds))
    return "\n".join(_round(reader, one, name) for one, name in zip(rounds, names, strict=True))


def _round(reader: Reader, one: OwnRound, name: str) -> str:
    time = reader.time(one.starts_at)
    if not one.name:
        return reader(texts.ROUND_BREAK, time=time)
    return reader(texts.ROUND_WITH, time=time, name=escape(name))


def _buttons(reader: Reader, found: OwnSeat) -> list[Block]:
    event, carried = found.overview.event, RowId(id=found.overview.event.id).encode()
    sure: Confirm = {
        "title": reader(texts.LEAVE_TITLE),
        "text": reader(texts.LEAVE_SURE),
        "yes": reader(texts.LEAVE),
        "no": reader(texts.STAY),
    }
    buttons = [button(reader(texts.LEAVE), LEAVE, carried, confirm=sure)]
    more = event.rung + 1 < event.rounds
    if found.seat.state is SeatState.MISSING and event.rung < event.rounds:
        buttons.insert(0, button(reader(texts.HERE), HERE, carried, style="primary"))
    elif found.seat.state is SeatState.IN and event.version and more:
        buttons.insert(0, button(reader(texts.LATE_BUTTON), LATE, carried))
    return [actions(*buttons)]


def reminder(reader: Reader, found: OwnSeat) -> Message:
    """Return the reminder an hour before."""
    event = found.overview.event
    title = escape(event.title)
    text = reader(texts.REMINDER_TEXT, title=title, time=reader.time(event.starts_at))
    return text, [section(reader(texts.REMINDER, title=title, time=reader.clock_time(event.starts_at)))]


def moved_up(reader: Reader, found: OwnSeat) -> Message:
    """Return the news that there is a place."""
    event = found.overview.event
    title = escape(event.title)
    text = reader(texts.MOVED_UP_TEXT, title=title, when=reader.spoken(event.starts_at))
    return text, [section(reader(texts.MOVED_UP, title=title, when=reader.when(event.starts_at)))]


def changed(reader: Reader, found: OwnSeat) -> Message:
    """Return the news that somebody's next rounds are others, and who can't make the present one."""
    title = escape(found.overview.event.title)
    some = found.rounds if any(one.name for one in found.rounds) else ()
    rounds = _rounds(reader, some) if some else reader(texts.NO_TALK_YET)
    first = (
        [section(reader(texts.NOT_COMING, name=escape(first_name(reader, found.not_coming))))]
        if found.not_coming
        else []
    )
    blocks = [*first, section(f"{reader(texts.CHANGED, title=title)}\n{rounds}")]
    return reader(texts.CHANGED_TEXT, title=title, rounds=rounds.replace("\n", "; ")), blocks


def called_off(reader: Reader, found: Overview) -> Message:
    """Return the news that an event does not take place, and why."""
    event, title = found.event, escape(found.event.title)
    reason = reader(_reason(found))
    text = reader(texts.CALLED_OFF_TEXT, title=title, when=reader.spoken(event.starts_at), reason=reason)
    words = reader(texts.CALLED_OFF_YOU, title=title, when=reader.when(event.starts_at), reason=reason)
    return text, [section(words)]


def _reason(found: Overview) -> Sentence:
    if found.event.cancelled_by is not None:
        return texts.REASON_ORGANISER
    if not found.helping:
        return texts.REASON_NO_EXPERT
    return texts.REASON_NO_TALK if found.asking else texts.REASON_NO_QUESTION
