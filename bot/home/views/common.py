"""What the lines of an inbox share: names, times, quoted words, links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.asks import views as asks
from bot.asks.queries import Tracked, WithExpert
from bot.delivery.conversations import address
from bot.home import texts
from bot.home.forms import ListPage, Part
from bot.home.queries.lines import ToDo, WithMe
from bot.kit.blocks import Block, actions, button, clip, context, escape, header, section
from bot.kit.i18n import Param, Sentence, Words
from bot.kit.reader import Reader, first_name
from bot.kit.texts import DAY_AT_TIME, OPEN_TOPIC
from bot.models import Ask, Offer
from bot.sessions.views.actions import open_buttons
from bot.sessions.views.common import first_name as called_in
from bot.sessions.views.common import place

SHOW = "home_show"
QUOTED_CHARS = 300


def topic_of(ask: Ask) -> Words:
    """Return what a question is about, also where its mentee was not sure; not escaped."""
    return ask.topic.name if ask.topic else OPEN_TOPIC


def moment(reader: Reader, at: datetime) -> str:
    """Return an instant in the reader's zone, with its weekday: "Fri 4 Dec at 14:00"."""
    return reader(DAY_AT_TIME, day=reader.day(at), time=reader.time(at))


def until(reader: Reader, at: datetime | None) -> str:
    """Return the end of something in the reader's zone, "" where nothing ends it."""
    return moment(reader, at) if at else ""


def first_of(reader: Reader, name: Words) -> str:
    """Return somebody's first name, escaped; what is no name stays whole."""
    return escape(first_name(reader, name))


def quoted(words: str, most: int = QUOTED_CHARS) -> str:
    """Return words of people as one quoted line, escaped."""
    return f"> {escape(clip(' '.join(words.split()), most))}"


def names(reader: Reader, about: WithMe) -> dict[str, Param]:
    """Return what sentences about a session are filled with, escaped."""
    session = about.meeting.session
    return {
        "who": called_in(reader, about.meeting, about.other),
        "topic": escape(reader(about.meeting.topic)),
        "minutes": session.minutes,
        "place": place(reader, about.meeting),
        "day": reader.day(session.starts_at) if session.starts_at else "",
    }


def to_do(reader: Reader, about: ToDo, *, main: bool) -> list[Block]:
    """Return the line of an agreed action; ``main``: it is due, and that it is done leads."""
    filled = names(reader, about) | {"what": escape(clip(" ".join(about.action.what.split()), QUOTED_CHARS))}
    if about.action.due:
        told = reader(texts.TO_DO_BY, **filled | {"day": reader.day(about.action.due)})
    else:
        told = reader(texts.TO_DO, **filled)
    return line(told, *open_buttons(reader, about.action, main=main))


def ask_buttons(
    reader: Reader, ask: Ask, live: Sequence[Offer] = (), *, only: Words = "", passed: bool = False
) -> list[Block]:
    """Return what its mentee can do with a question; ``live`` are the offers of those who have it now."""
    seen = Tracked(
        ask=ask,
        topic=topic_of(ask),
        asked=len(live),
        live=tuple(WithExpert(offer, ()) for offer in live),
        expert="",
        starts_at=None,
        date_passed=passed,
        only=only,
    )
    return asks.tracker_buttons(reader, seen)


def link(team_id: str, channel_id: str | None, words: str) -> str:
    """Return words that lead to a conversation; "" where it is not known."""
    return f"<{address(team_id, channel_id)}|{words}>" if channel_id else ""


def line(told: str, *buttons: Block) -> list[Block]:
    """Return a line of the inbox: one button stands beside it, several below."""
    if len(buttons) == 1:
        return [section(told, buttons[0])]
    return [section(told), actions(*buttons)] if buttons else [section(told)]


def part(
    reader: Reader, title: Sentence, nothing: Sentence, lines: Sequence[list[Block]], more: Block | None
) -> list[Block]:
    """Return a part of the inbox under its title; one that is empty takes one line."""
    if not lines:
        return [context(reader(nothing))]
    rest = [more] if more else []
    return [header(reader(title)), *(block for one in lines for block in one), *rest]


def show_all(reader: Reader, which: Part, left_out: int, *, shortened: bool = False) -> Block | None:
    """Return the way to all lines of a part, where some are left out or words are ``shortened``."""
    words = reader(texts.SHOW_ALL[which.value])
    everything = button(words, f"{SHOW}:{which}", ListPage(part=which).encode())
    if left_out > 0:
        return section(reader(texts.MORE, count=left_out), everything)
    return actions(everything) if shortened else None
