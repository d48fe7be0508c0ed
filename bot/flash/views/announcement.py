"""An event in its channel, and the modals in which people join."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.flash import texts
from bot.flash.forms import QUESTION_CHARS
from bot.flash.queries import Overview
from bot.flash.rules import is_night
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    escape,
    field,
    modal,
    multi_select,
    option,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL
from bot.models import EventState, FlashEvent, Topic

JOIN_QUESTION = "flash_join_question"
JOIN_EXPERT = "flash_join_expert"
QUESTION = "flash_question"
HELP = "flash_help"

MOST_BOXES = 10
Message = tuple[str, list[Block]]


def shape(reader: Reader, event: FlashEvent) -> str:
    """Say how many rounds of how many minutes an event has."""
    return reader(texts.SHAPE, count=event.rounds, minutes=reader.duration(event.minutes))


def message(reader: Reader, found: Overview) -> Message:
    """Return the announcement as it is now."""
    event = found.event
    title, when = escape(event.title), reader.when(event.starts_at)
    topics = ", ".join(escape(name) for name in found.topics)
    blocks = [
        section(reader(texts.ANNOUNCED, title=title, when=when, shape=shape(reader, event))),
        section(reader(texts.WHAT_IT_IS)),
        context(reader(texts.TOPICS, topics=topics) if topics else reader(texts.ANY_TOPIC)),
        *_now(reader, found),
    ]
    text = reader(texts.ANNOUNCEMENT_TEXT, title=title, when=reader.spoken(event.starts_at))
    return text, blocks


def _now(reader: Reader, found: Overview) -> list[Block]:
    event = found.event
    if event.state is EventState.CANCELLED:
        return [context(reader(texts.CALLED_OFF))]
    if event.state is EventState.ENDED:
        return [context(reader(texts.OVER, count=found.talks))]
    lines = [reader(texts.SO_FAR, who=_who(reader, found))]
    if event.state is EventState.RUNNING:
        lines.append(reader(texts.UNDER_WAY if event.rung < event.rounds else texts.LAST_ROUND))
    blocks = [context(" ".join(lines))]
    return blocks if event.rung >= event.rounds else [*blocks, _joining(reader, event)]


def _who(reader: Reader, found: Overview) -> str:
    places = (
        reader(texts.LEFT_OVER, count=found.places_left)
        if found.places_left
        else reader(texts.FULL, count=found.waiting)
    )
    return reader.list(
        [reader(texts.WITH_QUESTION, count=found.asking), reader(texts.HELPING, count=found.helping), places]
    )


def _joining(reader: Reader, event: FlashEvent) -> Block:
    carried = RowId(id=event.id).encode()
    return actions(
        button(reader(texts.JOIN_QUESTION), JOIN_QUESTION, carried, style="primary"),
        button(reader(texts.JOIN_EXPERT), JOIN_EXPERT, carried),
    )


def question_modal(
    reader: Reader, found: Overview, topics: Sequence[Topic], question: str, topic_id: str = ""
) -> View:
    """Return the modal in which somebody joins; ``question`` and ``topic_id`` are what they gave before."""
    choices = [option(topic.name, topic.id) for topic in topics]
    about = [field("topic", reader(texts.TOPIC_LABEL), select(choices, topic_id))] if len(choices) > 1 else []
    asked = text_input(
        question,
        lines=True,
        most=QUESTION_CHARS,
        placeholder=reader(texts.QUESTION_PLACEHOLDER),
        focus=True,
    )
    blocks = [
        *_times(reader, found),
        *([context(reader(texts.WAITING_NOTE))] if not found.places_left else []),
        field("question", reader(texts.QUESTION_LABEL), asked, hint=reader(texts.QUESTION_HINT)),
        *about,
    ]
    return _modal(reader, QUESTION, found, blocks)


def expert_modal(reader: Reader, found: Overview, topics: Sequence[Topic], chosen: Collection[str]) -> View:
    """Return the modal in which somebody joins as an expert; ``chosen`` are topics they offer anyway."""
    choices = [option(topic.name, topic.id) for topic in topics]
    mine = [topic.id for topic in topics if topic.id in chosen] or (
        [topics[0].id] if len(topics) == 1 else []
    )
    boxes = checkboxes if len(choices) <= MOST_BOXES else multi_select
    about = [field("topics", reader(texts.HELP_TOPICS_LABEL), boxes(choices, mine))] if choices else []
    return _modal(reader, HELP, found, [section(reader(texts.HELP_INTRO)), *_times(reader, found), *about])


def _times(reader: Reader, found: Overview) -> list[Block]:
    """Say when it is for this reader, and that it is at night for them before they join."""
    table = found.table
    times = {"when": reader.spoken(table.starts_at), "end": reader.time(table.ends_at)}
    begun = found.event.state is EventState.RUNNING
    lines = [reader(texts.WHEN_BEGUN if begun else texts.WHEN_FOR_YOU, **times)]
    if is_night(table.starts_at, reader.zone) or is_night(table.ends_at, reader.zone):
        lines.append(reader(texts.AT_NIGHT))
    return [section(f"*{escape(found.event.title)}*\n" + "\n".join(lines))]


def _modal(reader: Reader, callback_id: str, found: Overview, blocks: list[Block]) -> View:
    title, metadata = reader(texts.JOIN_TITLE), RowId(id=found.event.id).encode()
    return modal(
        callback_id, title, blocks, submit=reader(texts.JOIN), metadata=metadata, close=reader(CANCEL)
    )
