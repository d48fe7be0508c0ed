"""The checklist's form and the messages that remind of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.checklists import texts
from bot.checklists.forms import TICK, WORDS_CHARS, ItemMoved, ListItem, WholeList
from bot.checklists.queries import Checklist, Material
from bot.checklists.rules import ITEM_CHARS, ITEMS_AT_MOST, Filled, Item, List, Role
from bot.kit.blocks import (
    BUTTON_CHARS,
    Block,
    Confirm,
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
    plain,
    quote,
    radios,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Param, Sentence
from bot.kit.reader import Reader, first_name
from bot.kit.texts import CANCEL, CLOSE, OPEN_TOPIC
from bot.models import SessionState

OPEN = "checklist_open"
READ = "checklist_read"
MODAL = "checklist_fill"
EDITOR_OPEN = "checklist_editor_open"
EDITOR = "checklist_editor"
ITEM_OPEN = "checklist_item_open"
ITEM = "checklist_item"
ITEM_MOVE = "checklist_item_move"
ITEM_REMOVE = "checklist_item_remove"
RESET = "checklist_reset"
PREVIEW_OPEN = "checklist_preview_open"
PREVIEW = "checklist_preview"
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
    lines = [reader(texts.EXPERT_LIST), *(f"• {escape(reader(filled.item.text))}" for filled in found.items)]
    return context("\n".join(lines))


def material(reader: Reader, shown: Material) -> list[Block]:
    """Return goal, background, wished result and worksheet as quotations, without what nobody wrote."""
    parts = [
        (reader(texts.GOAL), shown.goal),
        (reader(texts.BACKGROUND), shown.background),
        (reader(texts.SUCCESS), shown.success),
        *((f"*{escape(reader(filled.item.text))}*", filled.words) for filled in shown.worksheet),
    ]
    blocks: list[Block] = []
    for title, words in parts:
        if words:
            blocks += [section(title), quote(clip(words, QUOTED_CHARS))]
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
    """Return what stays of the nudge when the session is over: how far the list got, where it was begun."""
    progress = found.progress
    counts = {"ready": progress.ready, "total": progress.total}
    said = texts.PREPARED_OVER if progress.ready else texts.PUT_AWAY
    sentence = _fill(reader, said, found, live=False, **counts)
    return sentence, [context(sentence)]


def open_items(reader: Reader, found: Checklist) -> Message:
    """Return the nudge of the hour before: what is still open."""
    lines = "\n".join(f"• {escape(reader(item.text))}" for item in found.gaps)
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


def editor(reader: Reader, lists: Mapping[List, tuple[Item, ...]]) -> View:
    """Return the modal with the lists themselves, for those who run the program."""
    looks = {PREVIEW_OPEN + ":mentee": texts.PREVIEW_MENTEE, PREVIEW_OPEN + ":expert": texts.PREVIEW_EXPERT}
    shown = {action: List(action.rpartition(":")[2]) for action in looks}
    previews = [
        button(reader(words), action, WholeList(list=shown[action]).encode())
        for action, words in looks.items()
    ]
    blocks = [section(reader(texts.EDITOR_INTRO)), actions(*previews)]
    for which, items in lists.items():
        blocks += _list_blocks(reader, which, items)
    return modal(EDITOR, reader(texts.EDITOR_TITLE), blocks, close=reader(CLOSE))


def _list_blocks(reader: Reader, which: List, items: tuple[Item, ...]) -> list[Block]:
    blocks = [divider(), section(reader(texts.LIST_NAMES[which]))]
    blocks += [_item_row(reader, which, item) for item in items]
    sure: Confirm = {
        "title": reader(texts.RESET_TITLE),
        "text": reader(texts.RESET_SURE),
        "yes": reader(texts.RESET),
        "no": reader(texts.KEEP),
    }
    add = button(reader(texts.ADD_ITEM), f"{ITEM_OPEN}:{which}:new", ListItem(list=which).encode())
    back = button(reader(texts.RESET), f"{RESET}:{which}", WholeList(list=which).encode(), confirm=sure)
    buttons = [*([add] if len(items) < ITEMS_AT_MOST else []), *([back] if _is_own(which, items) else [])]
    return [*blocks, actions(*buttons)] if buttons else blocks


def _is_own(which: List, items: tuple[Item, ...]) -> bool:
    return items != texts.DEFAULTS[which]


def _item_row(reader: Reader, which: List, item: Item) -> Block:
    value = ListItem(list=which, key=item.key).encode()
    edit = button(reader(texts.EDIT), f"{ITEM_OPEN}:{which}:{item.key}", value)
    words = reader(item.text)
    edit["accessibility_label"] = clip(reader(texts.EDIT_NAMED, text=words), BUTTON_CHARS)
    told = texts.LIST_ITEM_WORDS if item.field and which is not List.WORKSHEET else texts.LIST_ITEM
    return section(reader(told, text=escape(words)), edit)


def item_modal(reader: Reader, which: List, item: Item | None) -> View:
    """Return the modal that adds an item, or changes one."""
    text = text_input(reader(item.text) if item else "", most=ITEM_CHARS)
    blocks = [field("text", reader(texts.ITEM_TEXT), text, hint=reader(texts.ITEM_HINT))]
    if item:
        blocks.append(_moves(reader, which, item))
    elif which is List.MENTEE:
        kinds = [option(reader(texts.KIND_TICK), "tick"), option(reader(texts.KIND_WORDS), "words")]
        blocks.append(field("answered", reader(texts.KIND_LABEL), radios(kinds, "tick")))
    return modal(
        ITEM,
        reader(texts.ITEM_TITLE),
        blocks,
        submit=reader(texts.SAVE),
        close=reader(CANCEL),
        metadata=ListItem(list=which, key=item.key if item else "").encode(),
    )


def _moves(reader: Reader, which: List, item: Item) -> Block:
    up = ItemMoved(list=which, key=item.key, by=-1).encode()
    down = ItemMoved(list=which, key=item.key, by=1).encode()
    return actions(
        button(reader(texts.MOVE_UP), f"{ITEM_MOVE}:up", up),
        button(reader(texts.MOVE_DOWN), f"{ITEM_MOVE}:down", down),
        button(reader(texts.REMOVE), ITEM_REMOVE, ListItem(list=which, key=item.key).encode()),
    )


def removed(reader: Reader) -> View:
    """Return what takes the place of an item's modal once it is gone."""
    return modal(
        "notice", reader(texts.ITEM_TITLE), [section(reader(texts.ITEM_REMOVED))], close=reader(CLOSE)
    )


def preview(reader: Reader, role: Role, lists: Mapping[List, tuple[Item, ...]]) -> View:
    """Return a side's checklist as it would look, with an invented session; sending it does nothing."""
    list_of = {Role.MENTEE: List.MENTEE, Role.EXPERT: List.EXPERT}
    empty = {which: tuple(Filled(item, False, "") for item in items) for which, items in lists.items()}
    sample = Checklist(
        session_id="preview",
        user_id="",
        role=role,
        other=texts.PREVIEW_OTHER,
        topic=OPEN_TOPIC,
        state=SessionState.BOOKED,
        version=1,
        starts_at=None,
        items=empty[list_of[role]],
        material=Material(reader(texts.PREVIEW_GOAL), "", "", empty[List.WORKSHEET]),
    )
    as_shown = form(reader, sample)
    return as_shown | {"callback_id": PREVIEW, "title": plain(reader(texts.PREVIEW_TITLE))}
