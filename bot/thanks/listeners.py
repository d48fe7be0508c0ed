"""Writing a thank-you, and answering the one question."""

from __future__ import annotations

import json

from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.models import FollowUpKind
from bot.thanks import service, views
from bot.thanks.forms import ThanksForm


async def open_modal(interaction: Interaction) -> Result:
    """Open the thank-you modal, from the question or from App Home."""
    async with interaction.read() as db:
        meeting = await service.thankable(db, interaction.value, interaction.user_id)
    await interaction.open(views.already(meeting) if meeting.thanks else views.write_modal(meeting))
    return None


async def submit(interaction: Interaction) -> Result:
    """Take a thank-you. A second one changes nothing, and says so where its words differ."""
    form = parse(ThanksForm, interaction.state)
    async with interaction.write() as db:
        meeting = await service.write(
            db, interaction.metadata["session"], interaction.user_id, form.words, interaction.now
        )
    if meeting.thanks and meeting.thanks.words != form.words:
        return UpdateView(views.already(meeting))
    return None


async def answer(interaction: Interaction) -> Result:
    """Take an answer to "did it unblock you?"; another press corrects it."""
    pressed = json.loads(interaction.value)
    kind = FollowUpKind(pressed["kind"])
    value = int(pressed["answer"])
    async with interaction.write() as db:
        await service.answer(
            db, pressed["session"], interaction.user_id, kind=kind, value=value, now=interaction.now
        )
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, open_modal)
    router.action(views.ANSWER, answer)
    router.view_submission(views.WRITE, submit)
