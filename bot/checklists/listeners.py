"""Opening a checklist and saving it."""

from __future__ import annotations

from bot.checklists import service, views
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router


async def opened(interaction: Interaction) -> Result:
    """Open the checklist of whoever pressed, as they left it."""
    async with interaction.read() as db:
        found = await service.mine(db, interaction.value, interaction.user_id)
    await interaction.open(views.form(found))
    return None


async def saved(interaction: Interaction) -> Result:
    """Keep what was ticked and written; saving the same form again changes nothing."""
    async with interaction.write() as db:
        await service.save(
            db, interaction.metadata["session"], interaction.user_id, interaction.values, interaction.now
        )
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, opened)
    router.view_submission(views.MODAL, saved)
