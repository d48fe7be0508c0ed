"""The list behind a figure: the buttons that open it, and its modal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dashboard import texts
from bot.dashboard.forms import Behind
from bot.dashboard.rules import (
    Figures,
    Group,
    Held,
    How,
    Listed,
    Listing,
    Stage,
    Why,
)
from bot.dashboard.views.names import topic_name
from bot.dashboard.views.topics import topic_line
from bot.kit.blocks import Block, View, actions, button, context, modal, section
from bot.kit.i18n import Words
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE

BEHIND = "dashboard_behind"
TURN = "dashboard_behind_page"


def stage_lists(found: Figures) -> list[Listed]:
    """Return the lists behind what became of the questions."""
    return [Listed(stage.value) for stage, count in found.funnel.items() if count]


def topic_lists(found: Figures) -> list[Listed]:
    """Return the lists behind supply and demand."""
    waiting = any(one.waiting for one in found.topics)
    return [Listed.WAITING, Listed.TOPICS] if waiting else [Listed.TOPICS]


def list_buttons(reader: Reader, found: Figures, lists: Sequence[Listed]) -> list[Block]:
    """Return the buttons that open the lists behind a part of the figures."""
    if not lists:
        return []
    buttons = [
        button(reader(_name(one)), f"{BEHIND}:{one.value}", Behind(days=found.days, listed=one).encode())
        for one in lists
    ]
    return [context(reader(texts.BEHIND)), actions(*buttons)]


def _name(listed: Listed) -> Words:
    return texts.STAGE_NAMES[listed.stage] if listed.stage else texts.LISTS[listed]


def list_modal(reader: Reader, found: Listing, page: int) -> View:
    """Return a page of the list behind a figure, with a sentence that says what it is of."""
    heading = section("\n".join(_heading(reader, found)))
    blocks = [heading, *_rows(reader, found, found.page_from(page))]
    return modal(BEHIND, reader(texts.BEHIND_TITLE), blocks, close=reader(CLOSE))


def _rows(reader: Reader, found: Listing, page: int) -> list[Block]:
    shown = slice(page * found.page_rows, (page + 1) * found.page_rows)
    if found.topics:
        lines = [topic_line(reader, one, enough=found.enough) for one in found.topics[shown]]
        return [section("\n".join(lines)), *_turns(reader, found, page)]
    if not found.groups:
        return [section(reader(texts.LISTED_NOBODY))]
    groups = [section(_group(reader, found.listed, one)) for one in found.groups[shown]]
    return [*groups, *_turns(reader, found, page), context(reader(texts.LISTED_FEW))]


def _heading(reader: Reader, found: Listing) -> list[str]:
    stage = found.listed.stage
    period = f"*{reader(texts.PERIOD, days=found.days)}*"
    if stage:
        return [period, reader(texts.STAGES[stage], count=found.items), reader(texts.QUESTIONS_LISTED)]
    said = reader(texts.LISTED[found.listed])
    return [said] if found.listed is Listed.WAITING else [period, said]


def _group(reader: Reader, listed: Listed, group: Group) -> str:
    head = _offers(reader, group) if listed is Listed.LOAD else _of_topic(reader, group)
    return "\n".join([head, *(reader(_stands(how), count=count) for how, count in group.how)])


def _stands(how: How) -> Words:
    if isinstance(how, Stage):
        return texts.STAGES[how]
    return texts.WHY[how] if isinstance(how, Why) else texts.HELD[Held(how)]


def _of_topic(reader: Reader, group: Group) -> str:
    name = reader(texts.SEVERAL_TOPICS) if group.name is None else topic_name(group.name)
    day = reader.day(group.monday) if group.monday else ""
    return reader(
        texts.TOPIC_GROUP,
        topic=name or reader(texts.NO_TOPIC),
        items=group.items,
        people=group.people,
        day=day,
    )


def _offers(reader: Reader, group: Group) -> str:
    if group.name is None:
        return reader(texts.OFFER_SEVERAL, people=group.people)
    return reader(texts.OFFER_GROUP, people=group.people, count=int(group.name))


def _turns(reader: Reader, found: Listing, page: int) -> list[Block]:
    """Return the way to other pages; nothing where there is one."""
    each, total = found.page_rows, found.rows
    if total <= each:
        return []
    turns = [
        button(reader(said), f"{TURN}:{to}", Behind(days=found.days, listed=found.listed, page=to).encode())
        for said, to in ((texts.PREVIOUS, page - 1), (texts.NEXT, page + 1))
        if 0 <= to * each < total
    ]
    last = min((page + 1) * each, total)
    return [context(reader(texts.PAGE, first=page * each + 1, last=last, total=total)), actions(*turns)]
