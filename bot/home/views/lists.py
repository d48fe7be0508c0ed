"""The inbox as a whole: in App Home, as the answer to ``/mentoring sessions``, or one part in a modal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.home import texts
from bot.home.forms import ListPage, Part
from bot.home.queries.lines import Inbox
from bot.home.queries.past import Past
from bot.home.views.common import SHOW, part, show_all
from bot.home.views.done import done_line, done_whole, is_shortened
from bot.home.views.going_on import going_on_line
from bot.home.views.waiting import waiting_line
from bot.kit.blocks import Block, View, actions, button, context, divider, modal
from bot.kit.folding import unfolded
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE

MODAL = "home_list"
PAGE = {Part.WAITING: 20, Part.GOING_ON: 20, Part.DONE: 6}
TITLES: dict[Part, tuple[Sentence, Sentence]] = {
    Part.WAITING: (texts.WAITING, texts.WAITING_NONE),
    Part.GOING_ON: (texts.GOING_ON, texts.GOING_ON_NONE),
    Part.DONE: (texts.DONE, texts.DONE_NONE),
}
MARK = "inbox:"  # what block ids begin with wherever a list has to be made anew after a press


@dataclass(frozen=True, slots=True)
class Room:
    """How many lines of each part there is room for."""

    waiting: int
    going_on: int


IN_HOME = Room(waiting=15, going_on=12)
# The first that fits is taken: Slack counts the characters of a message's blocks, and words may be long.
IN_MESSAGE = (Room(waiting=8, going_on=6), Room(waiting=5, going_on=3), Room(waiting=2, going_on=1))
MESSAGE_CHARS = 12_000


def inbox_blocks(
    reader: Reader, inbox: Inbox, past: Past, now: datetime, room: Room = IN_HOME
) -> list[Block]:
    """Return the three parts, each with as many lines as there is room for and the way to the rest."""
    waiting = [waiting_line(reader, one, now) for one in inbox.waiting[: room.waiting]]
    going_on = [going_on_line(reader, inbox, one, now) for one in inbox.going_on[: room.going_on]]
    done = [done_line(reader, one, opened=one is past.shown[0]) for one in past.shown]
    return [
        *_part(reader, Part.WAITING, waiting, len(inbox.waiting)),
        *_part(reader, Part.GOING_ON, going_on, len(inbox.going_on)),
        *_part(reader, Part.DONE, done, past.total, shortened=any(is_shortened(one) for one in past.shown)),
    ]


def _part(
    reader: Reader, which: Part, lines: Sequence[list[Block]], total: int, *, shortened: bool = False
) -> list[Block]:
    title, nothing = TITLES[which]
    more = show_all(reader, which, total - len(lines), shortened=shortened)
    return part(reader, title, nothing, lines, more)


def sessions_message(reader: Reader, inbox: Inbox, past: Past, now: datetime) -> tuple[str, list[Block]]:
    """Return the answer to ``/mentoring sessions``: its spoken form and its blocks."""
    count = len(inbox.waiting)
    spoken = reader(texts.INBOX_TEXT, count=count) if count else reader(texts.INBOX_EMPTY)
    for room in IN_MESSAGE:
        blocks = unfolded(inbox_blocks(reader, inbox, past, now, room))
        if len(str(blocks)) < MESSAGE_CHARS:
            break
    return spoken, marked(blocks)


def list_modal(reader: Reader, seen: ListPage, inbox: Inbox, past: Past, now: datetime) -> View:
    """Return a page of one part; ``past`` holds the page's sessions where the part is *Done*."""
    size = PAGE[seen.part]
    title, nothing = TITLES[seen.part]
    if seen.part is Part.DONE:
        lines, first, total = [done_whole(reader, one) for one in past.shown], past.first, past.total
    else:
        lines, first, total = _page(reader, seen, inbox, now)
    blocks = [block for each in lines for block in [divider(), *each]][1:]
    if not blocks:
        blocks = [context(reader(nothing))]
    metadata = ListPage(part=seen.part, page=first // size).encode()
    turning = _turning(reader, seen.part, first, len(lines), total)
    return modal(MODAL, reader(title), marked(blocks + turning), close=reader(CLOSE), metadata=metadata)


def _page(reader: Reader, seen: ListPage, inbox: Inbox, now: datetime) -> tuple[list[list[Block]], int, int]:
    size = PAGE[seen.part]
    total = len(inbox.waiting if seen.part is Part.WAITING else inbox.going_on)
    first = min(seen.page * size, max(0, (total - 1) // size * size))
    chosen = slice(first, first + size)
    if seen.part is Part.WAITING:
        return [waiting_line(reader, one, now) for one in inbox.waiting[chosen]], first, total
    return [going_on_line(reader, inbox, one, now) for one in inbox.going_on[chosen]], first, total


def _turning(reader: Reader, which: Part, first: int, shown: int, total: int) -> list[Block]:
    """Return where in the whole this page is, and the ways to the next ones."""
    size, buttons = PAGE[which], []
    if shown >= total:
        return []
    if first:
        words = texts.NEWER if which is Part.DONE else texts.EARLIER
        buttons.append(_turn(reader, words, which, first // size - 1, "before"))
    if first + shown < total:
        words = texts.OLDER if which is Part.DONE else texts.FURTHER
        buttons.append(_turn(reader, words, which, first // size + 1, "after"))
    place = reader(texts.RANGE, first=first + 1, last=first + shown, total=total)
    return [context(place), actions(*buttons)]


def _turn(reader: Reader, words: Sentence, which: Part, page: int, name: str) -> Block:
    return button(reader(words), f"{SHOW}:{name}", ListPage(part=which, page=page).encode())


def marked(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with ids by which a press in them is known to be one in this list."""
    return [{**block, "block_id": f"{MARK}{number}"} for number, block in enumerate(blocks)]
