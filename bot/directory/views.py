"""The modal of an import."""

from __future__ import annotations

from collections.abc import Sequence

from bot.directory import texts
from bot.directory.forms import NOT_FOLLOWED, PASTED_CHARS, Looked
from bot.directory.queries import Change, Following, Plan
from bot.directory.rules import ProfileField, means
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    escape,
    field,
    mention,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.kit.i18n import Joined
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE

OPEN = "directory_open"
IMPORT = "directory_import"
PROFILES_OPEN = "directory_profiles_open"
PROFILES = "directory_profiles"
MOST_FIELDS = 99  # in a menu, beside that nothing is read
SHOWN = 12  # rows of a kind
NAME_CHARS = 60


def import_modal(
    reader: Reader, held: int, rows: str = "", plan: Plan | None = None, digest: str = ""
) -> View:
    """Return the modal in which rows are pasted; with a ``plan``, what they would change."""
    box = text_input(rows, lines=True, most=PASTED_CHARS)
    head = [section(reader(texts.INTRO)), context(reader(texts.USE)), context(reader(texts.LARGE_FILES))]
    head.append(actions(button(reader(texts.PROFILES_BUTTON), PROFILES_OPEN)))
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


def profiles_modal(reader: Reader, fields: Sequence[ProfileField], found: Following | None) -> View:
    """Return the modal that says which fields of Slack's profiles are followed."""
    title, close = reader(texts.PROFILES_TITLE), reader(CANCEL)
    if not fields and found is None:
        return modal("notice", title, [section(reader(texts.PROFILES_NONE))], close=reader(CLOSE))
    blocks = [section(reader(texts.PROFILES_INTRO)), context(reader(texts.USE))]
    if found:
        read = reader(texts.PROFILES_READ, read=min(found.read, found.people), count=found.people)
        blocks.append(section(reader(texts.PROFILES_REFUSED)) if found.refused else context(read))
    chosen = found.fields if found else [means(fields, name) for name in texts.PROFILES_FACTS]
    for (name, label), field_id in zip(texts.PROFILES_FACTS.items(), chosen, strict=True):
        blocks.append(field(name, reader(label), _menu(reader, fields, field_id)))
    return modal(PROFILES, title, blocks, submit=reader(texts.PROFILES_FOLLOW), close=close)


def _menu(reader: Reader, fields: Sequence[ProfileField], chosen: str) -> Block:
    none = option(reader(texts.PROFILES_NOT), NOT_FOLLOWED)
    choices = [none, *(option(one.label, one.id) for one in fields[:MOST_FIELDS])]
    return select(choices, chosen if chosen in {one["value"] for one in choices} else NOT_FOLLOWED)


def followed(reader: Reader, found: Following | None) -> View:
    """Return what follows from what was chosen."""
    told = reader(texts.PROFILES_DONE if found else texts.PROFILES_LEFT)
    return modal("notice", reader(texts.PROFILES_TITLE), [section(told)], close=reader(CLOSE))


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
