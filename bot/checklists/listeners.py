"""Opening a checklist and saving it; for those who run the program, what stands on it."""

from __future__ import annotations

from bot.admin.service import require_admin
from bot.checklists import queries, service, texts, views
from bot.checklists.forms import ItemForm, ItemMoved, ListItem, WholeList
from bot.checklists.rules import List, Role
from bot.kit.blocks import View
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import ProgramGroup


async def open_checklist(interaction: Interaction) -> Result:
    """Open the checklist of whoever pressed, as they left it."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        found = await service.own_checklist(db, shown.id, interaction.user_id)
    await interaction.open(views.form(interaction.reader, found))
    return None


async def submit_checklist(interaction: Interaction) -> Result:
    """Keep what was ticked and written; saving the same form again changes nothing."""
    seen = interaction.in_view(RowId)
    async with interaction.write() as db:
        await service.save(db, seen.id, interaction.user_id, interaction.values, interaction.now)
    return None


async def read(interaction: Interaction) -> Result:
    """Confirm the expert's list as a whole: they have read what the mentee wrote."""
    session_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.save(db, session_id, interaction.user_id, {}, interaction.now)
    return None


async def open_editor(interaction: Interaction) -> Result:
    """Show the lists to those who run the program."""
    await interaction.open(await _editor(interaction))
    return None


async def _editor(interaction: Interaction) -> View:
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found = await queries.lists(db)
    return views.editor(interaction.reader, found)


async def open_item(interaction: Interaction) -> Result:
    """Show an item to change, or an empty one."""
    which = interaction.pressed(ListItem)
    async with interaction.read() as db:
        item = await service.existing(db, interaction.user_id, which.list, which.key)
    await interaction.open(views.item_modal(interaction.reader, which.list, item))
    return None


async def submit_item(interaction: Interaction) -> Result:
    """Add or reword an item."""
    given, which = parse(ItemForm, interaction.state), interaction.in_view(ListItem)
    by, now = interaction.user_id, interaction.now
    async with interaction.write() as db:
        if which.key:
            await service.reword(db, by, which.list, which.key, given, now)
        else:
            await service.add(db, by, which.list, given, interaction.view_key, now)
    await _show_editor_below(interaction)
    return None


async def move_item(interaction: Interaction) -> Result:
    """Move an item up or down."""
    what = interaction.pressed(ItemMoved)
    async with interaction.write() as db:
        await service.move_item(db, interaction.user_id, what.list, what.key, what.by, interaction.now)
    await _show_editor_below(interaction)
    return None


async def remove_item(interaction: Interaction) -> Result:
    """Take an item off its list."""
    which = interaction.pressed(ListItem)
    async with interaction.write() as db:
        await service.remove(db, interaction.user_id, which.list, which.key, interaction.now)
    await interaction.redraw(views.removed(interaction.reader))
    await _show_editor_below(interaction)
    return None


async def reset(interaction: Interaction) -> Result:
    """Set a list back to how it came."""
    async with interaction.write() as db:
        await service.reset(db, interaction.user_id, interaction.pressed(WholeList).list, interaction.now)
    await interaction.redraw(await _editor(interaction))
    return None


async def open_preview(interaction: Interaction) -> Result:
    """Show a checklist as one side sees it."""
    role = Role.EXPERT if interaction.pressed(WholeList).list is List.EXPERT else Role.MENTEE
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found = await queries.lists(db)
    await interaction.open(views.preview(interaction.reader, role, found))
    return None


async def close_preview(_interaction: Interaction) -> Result:
    """Close what was only looked at."""
    return None


async def _show_editor_below(interaction: Interaction) -> None:
    """Bring the lists up to date that come back into sight when this modal closes."""
    if below := interaction.view.get("previous_view_id"):
        await interaction.client.views_update(view_id=below, view=await _editor(interaction))


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.EDITOR_BUTTON, views.EDITOR_OPEN, ProgramGroup.SET_UP)
    router.action(views.EDITOR_OPEN, open_editor)
    router.action(views.ITEM_OPEN, open_item)
    router.action(views.ITEM_MOVE, move_item)
    router.action(views.ITEM_REMOVE, remove_item)
    router.action(views.RESET, reset)
    router.action(views.PREVIEW_OPEN, open_preview)
    router.view_submission(views.ITEM, submit_item)
    router.view_submission(views.PREVIEW, close_preview)
    router.action(views.OPEN, open_checklist)
    router.action(views.READ, read)
    router.view_submission(views.MODAL, submit_checklist)
