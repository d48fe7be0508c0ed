"""Writing a thank-you, and answering the one question."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.thanks import service, views
from bot.thanks.forms import HelpAnswer, ThanksForm


async def open_thanks(interaction: Interaction) -> Result:
    """Open the thank-you modal, from the question or from App Home."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        meeting = await service.thankable(db, shown.id, interaction.user_id)
    await interaction.open(
        views.already(interaction.reader, meeting)
        if meeting.thanks
        else views.write_modal(interaction.reader, meeting)
    )
    return None


async def submit_thanks(interaction: Interaction) -> Result:
    """Take a thank-you. A second one changes nothing, and says so where its words differ."""
    form, seen = parse(ThanksForm, interaction.state), interaction.in_view(RowId)
    async with interaction.write() as db:
        meeting = await service.write(db, seen.id, interaction.user_id, form.words, interaction.now)
    if meeting.thanks and meeting.thanks.words != form.words:
        return UpdateView(views.already(interaction.reader, meeting))
    return None


async def answer(interaction: Interaction) -> Result:
    """Take an answer to "how much did it help?"; another press corrects it."""
    chosen = interaction.pressed(HelpAnswer)
    async with interaction.write() as db:
        await service.answer(
            db, chosen.id, interaction.user_id, kind=chosen.kind, value=chosen.answer, now=interaction.now
        )
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, open_thanks)
    router.action(views.ANSWER, answer)
    router.view_submission(views.WRITE, submit_thanks)
