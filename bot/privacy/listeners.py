"""What people do about their data, from the modal of `/mentoring privacy`."""

from __future__ import annotations

from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.privacy import service, texts, views


async def send(interaction: Interaction) -> Result:
    """Send somebody all of it."""
    async with interaction.write() as db:
        await service.send_everything(db, interaction.user_id, interaction.now)
    await interaction.redraw(views.told(interaction.reader, texts.ON_ITS_WAY))
    return None


async def erase(interaction: Interaction) -> Result:
    """Erase somebody."""
    async with interaction.write() as db:
        await service.ask_to_erase(db, interaction.user_id, interaction.now)
    await interaction.redraw(views.told(interaction.reader, texts.ERASING))
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.SEND, send)
    router.action(views.ERASE, erase)
