"""Those who run the program make the checklists their own: words, order, items; everybody sees them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.checklists import queries, service, views
from bot.checklists.forms import ItemForm
from bot.checklists.rules import ITEMS_AT_MOST, Item, List, Role, moved
from bot.checklists.texts import DEFAULTS
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import Act, AuditEntry, Tick
from bot.playground.slack.blockkit import view_problems
from tests.checklists.test_service import booked
from tests.support.app import AppUnderTest
from tests.support.clock import MONDAY
from tests.support.factories import ADA, NOOR, T, create_workspace

TEXT = "I have told my manager that I am asking"


def words(items: tuple[Item, ...]) -> list[str]:
    return [NEUTRAL(item.text) for item in items]


async def test_items_are_reworded_added_removed_and_moved_and_all_of_it_is_logged(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await service.reword(db, NOOR, List.MENTEE, "goal", ItemForm(text="One question"), MONDAY)
        await service.add(db, NOOR, List.MENTEE, ItemForm(text=TEXT, answered="words"), "v1", MONDAY)
        await service.add(db, NOOR, List.MENTEE, ItemForm(text="Twice?"), "v1", MONDAY)
        await service.remove(db, NOOR, List.MENTEE, "background", MONDAY)
        await service.move_item(db, NOOR, List.MENTEE, "notes", -1, MONDAY)
        found = await queries.lists(db)
        acts = [entry.act for entry in await db.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    mentee = found[List.MENTEE]
    success, notes = (NEUTRAL(DEFAULTS[List.MENTEE][at].text) for at in (2, 3))
    assert words(mentee) == ["One question", notes, success, TEXT]
    assert mentee[0].field == "One question", "it asks for words as it did"
    assert mentee[-1].field == TEXT
    assert found[List.EXPERT] == DEFAULTS[List.EXPERT]
    assert acts == [Act.CHECKLIST_CHANGED] * 3 + [Act.CHECKLIST_ORDERED]
    async with database.begin(T) as db:
        await service.reset(db, NOOR, List.MENTEE, MONDAY)
        assert await queries.lists(db) == DEFAULTS


async def test_what_will_not_do_is_said(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.reset(db, ADA, List.EXPERT, MONDAY)
        with pytest.raises(FormErrors):
            await service.add(
                db, NOOR, List.EXPERT, ItemForm(text="i have READ the goal and the material"), "a", MONDAY
            )
        with pytest.raises(UserMessage, match="no longer"):
            await service.remove(db, NOOR, List.EXPERT, "nothing", MONDAY)
        for item in DEFAULTS[List.EXPERT][1:]:
            await service.remove(db, NOOR, List.EXPERT, item.key, MONDAY)
        with pytest.raises(UserMessage, match="at least one"):
            await service.remove(db, NOOR, List.EXPERT, "read", MONDAY)
        for number in range(ITEMS_AT_MOST - 1):
            await service.add(db, NOOR, List.EXPERT, ItemForm(text=f"Item {number}"), f"n{number}", MONDAY)
        with pytest.raises(UserMessage, match="ten items"):
            await service.add(db, NOOR, List.EXPERT, ItemForm(text="More"), "more", MONDAY)


async def test_a_session_has_the_lists_of_its_workspace(database: Database) -> None:
    session = await booked(database)
    async with database.begin(T) as db:
        await service.add(db, NOOR, List.MENTEE, ItemForm(text=TEXT), "v1", MONDAY)
        await service.reword(db, NOOR, List.WORKSHEET, "tried", ItemForm(text="Tried & failed"), MONDAY)
        key = (await queries.lists(db))[List.MENTEE][-1].key
        await service.save(db, session.id, ADA, {"tick_" + key: [key], "tried": "Two decks"}, MONDAY)
        found = await queries.checklist(db, session.id, ADA)
        ticked = await db.scalar(select(Tick.ticked).where(Tick.item == key))
        shown = str(views.material(NEUTRAL, await queries.material(db, session)))
    assert found is not None
    assert found.progress.total == 5
    assert ticked
    assert "*Tried &amp; failed*" in shown


async def test_the_editor_from_the_program_area_to_the_guide(app: AppUnderTest) -> None:
    noor = app.noor
    await noor.command("/mentoring", "admin")
    await noor.press("Checklists")
    await noor.sees_modal("Checklists")
    await noor.press("Add an item")
    await noor.fill({"What is to be ready": TEXT})
    assert await noor.submit() == {}
    await noor.sees(TEXT)
    await noor.press("See it as who asks")
    preview = await noor.sees_modal("Preview")
    assert TEXT in preview.text
    assert await noor.submit() == {}
    await noor.press("Set it back")
    await noor.sees_no_more(TEXT)
    await noor.close()


def test_an_item_moves_inside_its_list() -> None:
    assert moved(["a", "b", "c"], "b", 1) == ["a", "c", "b"]
    assert moved(["a", "b", "c"], "a", -1) == ["a", "b", "c"]
    assert moved(["a", "b", "c"], "c", 1) == ["a", "b", "c"]


def test_the_lists_fit_when_they_are_full() -> None:
    long = {
        which: tuple(
            Item(f"{which}_{n}", "W" * 150, "W" * 150 if n % 2 else "") for n in range(ITEMS_AT_MOST)
        )
        for which in List
    }
    assert view_problems(views.editor(NEUTRAL, long)) == []
    assert view_problems(views.editor(NEUTRAL, DEFAULTS)) == []
    for role in Role:
        assert view_problems(views.preview(NEUTRAL, role, long)) == []
    for which in List:
        assert view_problems(views.item_modal(NEUTRAL, which, None)) == []
        assert view_problems(views.item_modal(NEUTRAL, which, DEFAULTS[which][0])) == []
    assert view_problems(views.removed(NEUTRAL)) == []
