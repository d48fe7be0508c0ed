"""Opening a checklist and saving it."""

from __future__ import annotations

from bot.checklists import service, views
from bot.kit.carried import RowId
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router


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


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, open_checklist)
    router.action(views.READ, read)
    router.view_submission(views.MODAL, submit_checklist)
