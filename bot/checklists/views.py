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
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Param, Sentence
from bot.kit.reader import Reader, first_name
from bot.kit.texts import CANCEL

OPEN = "checklist_open"
READ = "checklist_read"
MODAL = "checklist_fill"
QUOTED_CHARS = 1500

Message = tuple[str, list[Block]]


def form(reader: Reader, found: Checklist) -> View:
    """Return somebody's checklist: the mentee fills it in, the expert reads what they wrote and confirms."""
    fields = [*found.worksheet, *found.items] if found.role is Role.MENTEE else []
    blocks = [*_about(reader, found), *_agreed(reader, found)]
    for filled in fields:
        blocks.append(_field(reader, filled))
    return modal(
        MODAL,
        reader(texts.TITLE),
        blocks,
        submit=reader(texts.SAVE if found.role is Role.MENTEE else texts.I_AM_READY),
        metadata=RowId(id=found.session_id).encode(),
        close=reader(CANCEL),
    )


def _about(reader: Reader, found: Checklist) -> list[Block]:
    names = {"other": escape(first_name(reader, found.other)), "topic": escape(reader(found.topic))}
    if found.role is Role.MENTEE:
        return [section(reader(texts.INTRO_MENTEE, **names))]
    return [
        section(reader(texts.INTRO_EXPERT, **names)),
        *material(reader, found.material),
        divider(),
        _expert_list(reader, found),
    ]


def _agreed(reader: Reader, found: Checklist) -> list[Block]:
    """Return the actions that open the next session of a series."""
    if not found.agreed:
        return []
    return [section(reader(texts.AGREED_BEFORE)), quote(clip("\n".join(found.agreed), QUOTED_CHARS))]


def _expert_list(reader: Reader, found: Checklist) -> Block:
    lines = [reader(texts.EXPERT_LIST), *(f"• {reader(filled.item.text)}" for filled in found.items)]
    return context("\n".join(lines))


def material(reader: Reader, shown: Material) -> list[Block]:
    """Return goal, background, wished result and worksheet as quotations, without what nobody wrote."""
    parts = [
        (texts.GOAL, shown.goal),
        (texts.BACKGROUND, shown.background),
        (texts.SUCCESS, shown.success),
        *((filled.item.text, filled.words) for filled in shown.worksheet),
    ]
    blocks: list[Block] = []
    for title, words in parts:
        if words:
            blocks += [section(reader(title)), quote(clip(words, QUOTED_CHARS))]
    return blocks


def _field(reader: Reader, filled: Filled) -> Block:
    """Return an item's field: words where it asks for some, which are as good as a tick, or a tick."""
    item = filled.item
    if not item.field:
        ready = option(reader(texts.READY), item.key)
        tick = checkboxes([ready], [item.key] if filled.ticked else [])
        return field(TICK + item.key, reader(item.text), tick, optional=True)
    words = text_input(filled.words, lines=True, most=WORDS_CHARS)
    return field(item.key, reader(item.field), words, hint=reader(item.hint), optional=True)


def prepare(reader: Reader, found: Checklist) -> Message:
    """Return the nudge of the day before; later it shows how far the list is."""
    progress = found.progress
    sentence = texts.PREPARED if not found.gaps else texts.PREPARE
    counts = {"ready": progress.ready, "total": progress.total}
    blocks = [section(_fill(reader, sentence, found, live=True, **counts))]
    if progress.ready and found.gaps:
        blocks.append(context(reader(texts.PROGRESS, **counts)))
    if found.role is Role.EXPERT and found.gaps:
        blocks += [*material(reader, found.material), _expert_list(reader, found)]
    blocks.append(actions(*_buttons(reader, found)))
    return _fill(reader, sentence, found, live=False, **counts), blocks


def over(reader: Reader, found: Checklist) -> Message:
    """Return what stays of the nudge when the session is over: how far the list got."""
    progress = found.progress
    counts = {"ready": progress.ready, "total": progress.total}
    sentence = _fill(reader, texts.PREPARED_OVER, found, live=False, **counts)
    return sentence, [context(sentence)]


def open_items(reader: Reader, found: Checklist) -> Message:
    """Return the nudge of the hour before: what is still open."""
    lines = "\n".join(f"• {reader(item.text)}" for item in found.gaps)
    blocks = [
        section(f"{_fill(reader, texts.OPEN_ITEMS, found, live=True)}\n{lines}"),
        actions(*_buttons(reader, found)),
        context(reader(texts.ONE_MINUTE)),
    ]
    return f"{_fill(reader, texts.OPEN_ITEMS, found, live=False)} {lines}", blocks


def _buttons(reader: Reader, found: Checklist) -> list[Block]:
    """Return the way to the list; for the expert, who has it before them, one press is all."""
    value, main = RowId(id=found.session_id).encode(), "primary" if found.gaps else None
    if found.role is Role.EXPERT and found.gaps:
        return [button(reader(texts.READ_BUTTON), READ, value, style="primary")]
    return [button(reader(texts.PREPARE_BUTTON), OPEN, value, style=main)]


def _fill(reader: Reader, sentence: Sentence, found: Checklist, *, live: bool, **more: Param) -> str:
    """Fill in names and time; ``live`` gives the time as each reader's own, else it is spelled out."""
    at = found.starts_at
    if at is None:
        moment = ""
    elif live:
        moment = reader.when(at)
    else:
        moment = reader.spoken(at)
    return reader(
        sentence,
        other=escape(first_name(reader, found.other)),
        topic=escape(reader(found.topic)),
        when=moment,
        **more,
    )
