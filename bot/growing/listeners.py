"""What people press about going on."""

from __future__ import annotations

from bot.growing import service, views
from bot.growing.forms import ChooseForm
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.models import Inbox
from bot.people import queries as people


async def say_yes(interaction: Interaction) -> Result:
    """Note that somebody would like to go on."""
    return await _say(interaction, yes=True)


async def say_no(interaction: Interaction) -> Result:
    """Note that somebody would rather leave it."""
    return await _say(interaction, yes=False)


async def _say(interaction: Interaction, *, yes: bool) -> Result:
    session_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.answer(db, session_id, interaction.user_id, yes=yes, now=interaction.now)
    return None


async def open_choice(interaction: Interaction) -> Result:
    """Open the choice how the two go on."""
    session_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        found = await service.to_choose(db, session_id, interaction.user_id)
        gap_days = (await people.settings(db)).series_gap_days
    await interaction.open(views.choose_modal(interaction.reader, found, gap_days))
    return None


async def submit_choice(interaction: Interaction) -> Result:
    """Have the two go on as was chosen."""
    form, seen = parse(ChooseForm, interaction.state), interaction.in_view(RowId)
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await service.choose(db, seen.id, interaction.user_id, form, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.YES, say_yes)
    router.action(views.NO, say_no)
    router.action(views.CHOOSE, open_choice)
    router.view_submission(views.CHOOSE_MODAL, submit_choice)
