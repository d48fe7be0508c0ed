"""What all of them see in their conversation: the time, the agenda, and that somebody can't come."""

from __future__ import annotations

from datetime import datetime

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    header,
    modal,
    option,
    quote,
    radios,
    section,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Param, Words
from bot.kit.reader import Reader, first_name, first_names
from bot.kit.texts import CANCEL
from bot.kit.words import clean
from bot.models import Pool, PoolState
from bot.pooled import rules, texts
from bot.pooled.queries import ForExpert, Shared, Sharing
from bot.sessions.rules.entry import entry_links

CANT_COME_OPEN = "pool_cant_come_open"
CANT_COME = "pool_cant_come"
MOVE_OPEN = "pool_move_open"
MOVE = "pool_move"
RETURN = "pool_return"

Message = tuple[str, list[Block]]


def card(reader: Reader, shared: Shared, now: datetime) -> Message:
    """Return the card of the conversation as it should be now."""
    if shared.pool.state is PoolState.DISSOLVED:
        return _off(reader, shared)
    starts_at, filled = shared.pool.starts_at or now, _filled(reader, shared)
    blocks = [header(reader(texts.MEETING_TITLE)), section(reader(texts.MEETING, **filled))]
    text = reader(texts.MEETING_TEXT, **filled)
    if shared.pool.state is PoolState.OVER:
        return text, [*blocks, context(reader(texts.MEETING_OVER))]
    blocks += [section(reader(texts.MEETING_WHERE)), *agenda(reader, shared)]
    if starts_at <= now:
        return text, [*blocks, section(reader(texts.MEETING_NOW))]
    blocks += [_buttons(reader, shared), context(*_calendars(reader, shared), reader(texts.MEETING_NEXT))]
    if starts_at - rules.BRIEF_BEFORE <= now:
        spoken = {"topic": filled["topic"], "time": reader.clock_time(starts_at)}
        text = reader(texts.MEETING_SOON_TEXT, **spoken)
    return text, blocks


def _filled(reader: Reader, shared: Shared) -> dict[str, Param]:
    names = _names(reader, shared)
    return {
        "topic": escape(reader(shared.topic)),
        "when": reader.when(shared.pool.starts_at) if shared.pool.starts_at else "",
        "minutes": reader.duration(shared.pool.minutes),
        "people": reader.list([escape(name) for name in names[1:]]),
        "expert": escape(names[0]),
    }


def _names(reader: Reader, shared: Shared) -> list[str]:
    """Return how the expert and then the members are called."""
    return first_names(reader, shared.expert, *(one.name for one in shared.members))


def agenda(reader: Reader, shared: Shared) -> list[Block]:
    """Return the agenda: a part for each question, in the order of the asks."""
    each = rules.share(shared.pool.minutes, len(shared.members))
    closing = shared.pool.minutes - rules.OPENING - each * len(shared.members)
    blocks = [
        section(reader(texts.AGENDA)),
        section(reader(texts.AGENDA_OPENING, minutes=reader.duration(rules.OPENING))),
    ]
    for name, one in zip(_names(reader, shared)[1:], shared.members, strict=True):
        part = {"minutes": reader.duration(each), "name": escape(name)}
        blocks += [section(reader(texts.AGENDA_QUESTION, **part)), quote(one.question)]
    return [*blocks, section(reader(texts.AGENDA_CLOSING, minutes=reader.duration(closing)))]


def _buttons(reader: Reader, shared: Shared) -> Block:
    value = RowId(id=shared.pool.id).encode()
    cant = button(reader(texts.CANT_COME), CANT_COME_OPEN, value)
    return actions(cant, button(reader(texts.MOVE), MOVE_OPEN, value))


def _calendars(reader: Reader, shared: Shared) -> list[str]:
    start, end = shared.pool.starts_at, shared.pool.ends_at
    if start is None or end is None:
        return []
    links = entry_links(
        title=reader(texts.ENTRY, topic=clean(reader(shared.topic))),
        details=reader(texts.ENTRY_TEXT),
        place=reader(texts.ENTRY_PLACE),
        start=start,
        end=end,
    )
    return [f"<{links.google}|{reader(texts.GOOGLE)}>", f"<{links.outlook}|{reader(texts.OUTLOOK)}>"]


def _off(reader: Reader, shared: Shared) -> Message:
    topic, expert = escape(reader(shared.topic)), escape(first_name(reader, shared.expert))
    if shared.pool.called_off_by:
        told, text = reader(texts.MEETING_OFF, expert=expert), texts.MEETING_OFF_TEXT
    elif shared.members:
        told, text = reader(texts.MEETING_SMALLER), texts.MEETING_SMALLER_TEXT
    else:
        told, text = reader(texts.MEETING_EMPTY), texts.MEETING_EMPTY_TEXT
    return reader(text, topic=topic), [section(told)]


def moved(reader: Reader, shared: Shared) -> Message:
    """Return what the others hear when the expert has picked another time."""
    filled = _filled(reader, shared)
    text = reader(texts.MOVED_TEXT, expert=filled["expert"], topic=filled["topic"], when=filled["when"])
    return text, [section(reader(texts.MOVED, expert=filled["expert"], when=filled["when"]))]


def not_coming(reader: Reader, pool: Pool, name: Words, *, comes: bool = False) -> Message:
    """Return what the others hear when one of them can't come; ``comes``: that they do after all."""
    when = reader.when(pool.starts_at) if pool.starts_at else ""
    filled: dict[str, Param] = {"name": escape(first_name(reader, name)), "when": when}
    if comes:
        return reader(texts.COMING_TEXT, **filled), [section(reader(texts.COMING, **filled))]
    return reader(texts.NOT_COMING_TEXT, **filled), [section(reader(texts.NOT_COMING, **filled))]


def move_modal(reader: Reader, found: ForExpert) -> View:
    """Return the modal in which the expert picks one of the other times at which everybody is free."""
    filled = _filled(reader, found.shared)
    intro = reader(
        texts.MOVE_INTRO,
        count=len(found.shared.members),
        topic=filled["topic"],
        minutes=filled["minutes"],
        when=filled["when"],
    )
    choices = [option(reader.spoken(at), str(int(at.timestamp()))) for at in found.times]
    return modal(
        MOVE,
        reader(texts.MOVE_TITLE),
        [section(intro), field("time", reader(texts.PICK_LABEL), radios(choices))],
        submit=reader(texts.MOVE_SUBMIT),
        metadata=RowId(id=found.shared.pool.id).encode(),
        close=reader(CANCEL),
    )


def cant_come_modal(reader: Reader, shared: Shared, user_id: str) -> View:
    """Return the modal that says what follows when somebody can't come."""
    told = texts.OFF_EXPERT if user_id == shared.pool.expert_id else texts.OFF_MENTEE
    return modal(
        CANT_COME,
        reader(texts.OFF_TITLE),
        [section(reader(told))],
        submit=reader(texts.OFF_SUBMIT),
        metadata=RowId(id=shared.pool.id).encode(),
        close=reader(CANCEL),
    )


def return_modal(reader: Reader, shared: Shared) -> View:
    """Return the modal in which somebody who could not come says that they can after all."""
    filled = _filled(reader, shared)
    told = reader(texts.RETURN_INTRO, topic=filled["topic"], when=filled["when"])
    return modal(
        RETURN,
        reader(texts.RETURN_TITLE),
        [section(told)],
        submit=reader(texts.RETURN_SUBMIT),
        metadata=RowId(id=shared.pool.id).encode(),
        close=reader(CANCEL),
    )


def home_booked(reader: Reader, about: Sharing, conversation: str, now: datetime) -> list[Block]:
    """Return the line of App Home of a booked session; ``conversation`` is the link to it, or empty."""
    when = reader.when(about.pool.starts_at) if about.pool.starts_at else ""
    people = about.others + (about.place is not None)
    told = reader(texts.HOME_BOOKED, count=people, topic=escape(reader(about.topic)), when=when)
    told, value = f"{told}\n{conversation}" if conversation else told, RowId(id=about.pool.id).encode()
    if about.pool.starts_at is not None and about.pool.starts_at <= now:
        return [section(told)]
    cant = button(reader(texts.CANT_COME), CANT_COME_OPEN, value)
    if about.place is not None:
        return [section(told, cant)]
    return [section(told), actions(button(reader(texts.MOVE), MOVE_OPEN, value), cant)]
