"""What a mentee can do with an answer in writing."""

from __future__ import annotations

from bot.answers import service, views
from bot.answers.forms import HelpAnswer, ThanksForm
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router


async def take_as_enough(interaction: Interaction) -> Result:
    """Close the question: the answer is enough."""
    await _settle(interaction, True)
    return None


async def look_further(interaction: Interaction) -> Result:
    """Look for somebody to meet all the same."""
    await _settle(interaction, False)
    return None


async def _settle(interaction: Interaction, enough: bool) -> None:
    answer_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.settle(db, answer_id, interaction.user_id, enough, interaction.now)


async def open_thanks(interaction: Interaction) -> Result:
    """Open the thank-you modal."""
    async with interaction.read() as db:
        found = await service.thankable(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.thank_modal(interaction.reader, found))
    return None


async def submit_thanks(interaction: Interaction) -> Result:
    """Take a thank-you."""
    form, answer_id = parse(ThanksForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.thank(db, answer_id, interaction.user_id, form.words, interaction.now)
    return None


async def say_how_much(interaction: Interaction) -> Result:
    """Take how much it helped; another press corrects it."""
    chosen = interaction.pressed(HelpAnswer)
    async with interaction.write() as db:
        await service.say_how_much(db, chosen.id, interaction.user_id, chosen.answer, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.ENOUGH, take_as_enough)
    router.action(views.NOT_ENOUGH, look_further)
    router.action(views.THANK, open_thanks)
    router.action(views.HELPED, say_how_much)
    router.view_submission(views.THANK_MODAL, submit_thanks)
