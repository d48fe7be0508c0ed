"""The bell of a round, and what follows where somebody is not there."""

from __future__ import annotations

from datetime import datetime

from bot.flash import texts
from bot.flash.queries import Talk, table_of
from bot.flash.rules import LATE, minutes_until
from bot.flash.views.announcement import Message
from bot.flash.views.seat import HERE, LEAVE
from bot.kit.blocks import Block, actions, button, context, escape, mention, quote, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader, first_name
from bot.models import FlashEvent

NOT_HERE = "flash_not_here"


def bell(reader: Reader, found: Talk, now: datetime) -> Message:
    """Return what tells one of the two that their talk begins; or, once one was missed, that."""
    talk, name = found.talk, escape(first_name(reader, found.other))
    if talk.missed_by is not None:
        return _missed(reader, found, name)
    table, rounds = found.table, found.event.rounds
    end = table.end_of(talk.round)
    words = reader(
        texts.BELL,
        number=talk.round,
        rounds=rounds,
        name=mention(found.other_id),
        end=reader.clock_time(end),
    )
    blocks = [
        section(words),
        section(f"{_time_left(reader, found, now)}\n{_where(reader, found)}"),
        *_question(reader, found),
        _buttons(reader, found),
    ]
    text = reader(texts.BELL_TEXT, number=talk.round, rounds=rounds, name=name, end=reader.time(end))
    return text, blocks


def bell_over(reader: Reader, found: Talk) -> Message:
    """Return what is left of a bell once its round is over: nothing of it can be pressed any more."""
    rounds = found.event.rounds
    numbers = {"number": found.talk.round, "rounds": rounds}
    words = reader(texts.BELL_OVER, name=mention(found.other_id), **numbers)
    text = reader(texts.BELL_OVER_TEXT, name=escape(first_name(reader, found.other)), **numbers)
    return text, [section(words), *_question(reader, found)]


def _question(reader: Reader, found: Talk) -> list[Block]:
    name = escape(first_name(reader, found.other))
    asked = reader(texts.YOUR_QUESTION if found.as_mentee else texts.THEIR_QUESTION, name=name)
    return [context(asked), quote(found.question)]


def _time_left(reader: Reader, found: Talk, now: datetime) -> str:
    table, number = found.table, found.talk.round
    left = minutes_until(table.end_of(number), now)
    if now > table.start_of(number) + LATE:
        return reader(texts.BELL_LATE, count=left)
    return reader(texts.BELL_LEFT, count=left)


def _where(reader: Reader, found: Talk) -> str:
    place = found.event.place
    if place:
        return reader(texts.WHERE, place=escape(place))
    calls = texts.YOU_CALL if found.as_mentee else texts.THEY_CALL
    return reader(calls, name=mention(found.other_id))


def _buttons(reader: Reader, found: Talk) -> Block:
    return actions(
        button(reader(texts.NOT_HERE), NOT_HERE, RowId(id=found.talk.id).encode()),
        button(reader(texts.CANT), f"{LEAVE}:bell", RowId(id=found.event.id).encode()),
    )


def _missed(reader: Reader, found: Talk, name: str) -> Message:
    number = found.talk.round
    mine = found.talk.missed_by == found.me
    text = texts.BELL_YOU_MISSED_TEXT if mine else texts.BELL_MISSED_TEXT
    words = reader(texts.BELL_YOU_MISSED if mine else texts.BELL_MISSED, number=number, name=name)
    return reader(text, number=number, name=name), [section(words)]


def pause(reader: Reader, event: FlashEvent, number: int) -> Message:
    """Return what tells somebody that they have a break in a round."""
    table, rounds = table_of(event), event.rounds
    end = table.end_of(number)
    last = number >= rounds
    then = (
        reader(texts.THEN_OVER)
        if last
        else reader(texts.THEN_NEXT, time=reader.time(table.start_of(number + 1)))
    )
    words = reader(texts.BREAK, number=number, rounds=rounds, end=reader.clock_time(end))
    text = reader(texts.BREAK_TEXT, number=number, rounds=rounds, end=reader.time(end))
    return text, [section(words), context(then)]


def missed_you(reader: Reader, found: Talk) -> Message:
    """Return the question to somebody who was not there."""
    event = found.event
    names = {"name": escape(first_name(reader, found.other)), "title": escape(event.title)}
    words = reader(texts.MISSED_YOU, number=found.talk.round, **names)
    here = button(reader(texts.HERE), f"{HERE}:missed", RowId(id=event.id).encode(), style="primary")
    text = reader(texts.MISSED_YOU_TEXT, number=found.talk.round, **names)
    return text, [section(words), *([actions(here)] if event.rung < event.rounds else [])]
