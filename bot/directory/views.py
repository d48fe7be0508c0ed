"""The modal of an import."""

from __future__ import annotations

from bot.directory import texts
from bot.directory.forms import PASTED_CHARS, Looked
from bot.directory.queries import Change, Plan
from bot.kit.blocks import Block, View, clip, context, escape, field, mention, modal, section, text_input
from bot.kit.i18n import Joined
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE

OPEN = "directory_open"
IMPORT = "directory_import"
SHOWN = 12  # rows of a kind
NAME_CHARS = 60


def import_modal(
    reader: Reader, held: int, rows: str = "", plan: Plan | None = None, digest: str = ""
) -> View:
    """Return the modal in which rows are pasted; with a ``plan``, what they would change."""
    box = text_input(rows, lines=True, most=PASTED_CHARS)
    head = [section(reader(texts.INTRO)), context(reader(texts.USE)), context(reader(texts.LARGE_FILES))]
    if held:
        head.append(context(reader(texts.HELD, count=held)))
    blocks = [*(plan_blocks(reader, plan) if plan else head), field("rows", reader(texts.ROWS_LABEL), box)]
    ready = plan is not None and bool(plan.changes)
    if ready:
        blocks.append(context(reader(texts.PRESS_AGAIN)))
    return modal(
        IMPORT,
        reader(texts.TITLE),
        blocks,
        submit=reader(texts.APPLY if ready else texts.LOOK),
        close=reader(CANCEL),
        metadata=Looked(digest=digest).encode(),
    )


def plan_blocks(reader: Reader, plan: Plan) -> list[Block]:
    """Return what an import would change, row by row."""
    changed = len(plan.changes) - plan.new
    head = reader(texts.PLAN, new=plan.new, changed=changed, same=plan.same)
    blocks = [
        section(head if plan.changes else reader(texts.PLAN_NOTHING if plan.same else texts.PLAN_NO_ROWS))
    ]
    if plan.changes:
        lines = [_changed(reader, one) for one in plan.changes[:SHOWN]]
        blocks.append(section("\n".join([*lines, *_more(reader, len(plan.changes))])))
    if plan.bad:
        lines = [reader(texts.BAD_ROW, line=one.line, why=texts.WRONG[one.why]) for one in plan.bad[:SHOWN]]
        bad = reader(texts.PLAN_BAD, count=len(plan.bad))
        blocks.append(section("\n".join([bad, *lines, *_more(reader, len(plan.bad))])))
    if plan.ignored:
        names = escape(clip(", ".join(plan.ignored), 200))
        blocks.append(context(reader(texts.IGNORED, names=names)))
    return blocks


def _changed(reader: Reader, change: Change) -> str:
    person = change.row.person
    who = escape(clip(person, NAME_CHARS)) if "@" in person else mention(person)
    told = reader(texts.NEW_ROW if change.new else texts.CHANGED_ROW, line=change.row.line, who=who)
    values = [escape(clip(after, NAME_CHARS)) or "–" for _, _, after in change.parts]
    return f"{told} · {' · '.join(values)}" if values else told


def _more(reader: Reader, total: int) -> list[str]:
    return [reader(texts.MORE_ROWS, count=total - SHOWN)] if total > SHOWN else []


def done(reader: Reader, plan: Plan) -> View:
    """Return what was imported."""
    told = reader(texts.DONE, new=plan.new, changed=len(plan.changes) - plan.new)
    return modal("notice", reader(texts.TITLE), [section(told)], close=reader(CLOSE))


def unreadable(reader: Reader, names: tuple[str, ...]) -> Joined | str:
    """Return the names of a file's columns as a sentence takes them."""
    return (
        Joined([clip(name, NAME_CHARS) for name in names[:SHOWN] if name])
        if any(names)
        else reader(texts.NO_NAMES)
    )
