"""The checklist's form and the messages that remind of it."""

from __future__ import annotations

from bot.checklists import texts
from bot.checklists.forms import TICK, WORDS_CHARS
from bot.checklists.queries import Checklist, Material
from bot.checklists.rules import Filled, Role
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    clip,
    context,
    divider,
    escape,
    field,
    modal,
    option,
    quote,
    section,
    spoken,
    text_input,
    when,
)
from bot.kit.hours import zone_of

OPEN = "checklist_open"
MODAL = "checklist_fill"
QUOTED_CHARS = 2000

Message = tuple[str, list[Block]]


def form(found: Checklist) -> View:
    """Return somebody's checklist to fill in; the expert reads the mentee's goal and material above it."""
    blocks = _about(found)
    for filled in found.items:
        blocks += _fields(filled)
    return modal(
        MODAL, texts.TITLE, blocks, submit=texts.SAVE, metadata=f'{{"session": "{found.session_id}"}}'
    )


def _about(found: Checklist) -> list[Block]:
    names = {"other": escape(found.other), "topic": escape(found.topic)}
    if found.role is Role.MENTEE:
        return [section(texts.INTRO_MENTEE.format(**names))]
    return [
        section(texts.INTRO_EXPERT.format(**names)),
        *material(found.material),
        divider(),
        context(texts.TICKS),
    ]


def material(shown: Material) -> list[Block]:
    """Return goal, background and wished result as quotations, without those that nobody wrote."""
    parts = [
        (texts.GOAL, shown.goal),
        (texts.BACKGROUND, shown.background),
        (texts.SUCCESS, shown.success),
    ]
    blocks: list[Block] = []
    for title, words in parts:
        if words:
            blocks += [section(title), quote(clip(words, QUOTED_CHARS))]
    return blocks


def _fields(filled: Filled) -> list[Block]:
    item = filled.item
    ready = option(texts.READY, item.key)
    tick = checkboxes([ready], [item.key] if filled.ticked else [])
    blocks = [field(TICK + item.key, item.text, tick, optional=True)]
    if item.field:
        words = text_input(filled.words, lines=True, most=WORDS_CHARS)
        blocks.append(field(item.key, item.field, words, hint=item.hint, optional=True))
    return blocks


def prepare(found: Checklist) -> Message:
    """Return the nudge of the day before; later it shows how far the list is."""
    progress = found.progress
    sentence = texts.PREPARED if not found.gaps else texts.PREPARE
    counts = {"ready": progress.ready, "total": progress.total}
    blocks = [section(_fill(sentence, found, live=True, **counts))]
    if progress.ready and found.gaps:
        blocks.append(context(texts.PROGRESS.format(**counts)))
    blocks.append(actions(_button(found, main=bool(found.gaps))))
    return _fill(sentence, found, live=False, **counts), blocks


def over(found: Checklist) -> Message:
    """Return what stays of the nudge when the session is over: how far the list got."""
    progress = found.progress
    counts = {"ready": progress.ready, "total": progress.total}
    sentence = _fill(texts.PREPARED_OVER, found, live=False, **counts)
    return sentence, [context(sentence)]


def open_items(found: Checklist) -> Message:
    """Return the nudge of the hour before: what is still open."""
    lines = "\n".join(f"• {item.text}" for item in found.gaps)
    blocks = [
        section(f"{_fill(texts.OPEN_ITEMS, found, live=True)}\n{lines}"),
        actions(_button(found, main=True)),
        context(texts.ONE_MINUTE),
    ]
    return f"{_fill(texts.OPEN_ITEMS, found, live=False)} {lines}", blocks


def _button(found: Checklist, *, main: bool) -> Block:
    return button(texts.PREPARE_BUTTON, OPEN, found.session_id, style="primary" if main else None)


def _fill(sentence: str, found: Checklist, *, live: bool, **more: object) -> str:
    """Fill in names and time; ``live`` gives the time as each reader's own, else it is spelled out."""
    at = found.starts_at
    if at is None:
        moment = ""
    elif live:
        moment = when(at, found.zone)
    else:
        moment = spoken(at.astimezone(zone_of(found.zone)))
    return sentence.format(other=escape(found.other), topic=escape(found.topic), when=moment, **more)
