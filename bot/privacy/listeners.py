"""What people do about their data: `/mentoring privacy` and its buttons."""

from __future__ import annotations

from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.people import queries as people
from bot.privacy import queries, service, texts, views


async def open_overview(interaction: Interaction) -> Result:
    """Tell somebody what is held about them."""
    async with interaction.read() as db:
        counts = await queries.counts(db, interaction.user_id)
        months = await queries.months_kept(db)
        someone = await people.person(db, interaction.user_id)
    name = someone.name if someone else ""
    await interaction.open(views.overview(interaction.reader, counts, name, months))
    return None


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
