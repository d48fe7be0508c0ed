"""Writing a thank-you, and answering the one question."""

from __future__ import annotations

import json

from bot.kit.act import Act, Next, Result
from bot.kit.forms import parse
from bot.kit.listening import Listeners
from bot.models import FollowUpKind
from bot.thanks import service, views
from bot.thanks.forms import ThanksForm


async def open_modal(act: Act) -> Result:
    """Open the thank-you modal, from the question or from App Home."""
    async with act.read() as tx:
        meeting = await service.thankable(tx, act.value, act.user_id)
    await act.open(views.already(meeting) if meeting.thanks else views.write_modal(meeting))
    return None


async def submit(act: Act) -> Result:
    """Take a thank-you. A second one changes nothing, and says so where its words differ."""
    form = parse(ThanksForm, act.state)
    async with act.write() as tx:
        meeting = await service.write(tx, act.metadata["session"], act.user_id, form.words, act.now)
    if meeting.thanks and meeting.thanks.words != form.words:
        return Next(views.already(meeting))
    return None


async def answer(act: Act) -> Result:
    """Take an answer to "did it unblock you?"; another press corrects it."""
    pressed = json.loads(act.value)
    kind = FollowUpKind(pressed["kind"])
    value = int(pressed["answer"])
    async with act.write() as tx:
        await service.answer(tx, pressed["session"], act.user_id, kind=kind, value=value, now=act.now)
    return None


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.action(views.OPEN, open_modal)
    on.action(views.ANSWER, answer)
    on.submission(views.WRITE, submit)
