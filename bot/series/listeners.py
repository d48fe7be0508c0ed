"""What people press about series."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.reader import FirstName
from bot.kit.router import Router
from bot.series import service, texts, views


async def end(interaction: Interaction) -> Result:
    """End a series early."""
    series_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        other = await service.end(db, series_id, interaction.user_id, interaction.now)
    return Ephemeral(texts.YOU_ENDED.format(other=FirstName(other)))


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.END, end)
