"""What those who run the program try. Nothing is changed by it; each press checks anew that they may."""

from __future__ import annotations

import asyncio
import logging

from slack_sdk.errors import SlackApiError

from bot.admin.service import record, require_admin
from bot.kit.blocks import View
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.models import Act
from bot.whatif import queries, texts, views
from bot.whatif.forms import TrialForm, Tried
from bot.whatif.queries import Start
from bot.whatif.replay.beside import History, beside
from bot.whatif.rules import Comparison, Terms

log = logging.getLogger(__name__)

# Slack shows a modal's answer when it has it, and what is drawn sooner would be covered by it.
FIRST_SECONDS = 1.0
EACH_SECONDS = 0.7  # between two states of the progress


class Bench:
    """One replay at a time in this process: a second one waits, and everybody else keeps a core.

    ``shown``: the replay that each modal waits for; one that somebody left for the form draws nothing more.
    """

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.shown: dict[str, object] = {}


async def open_form(interaction: Interaction) -> Result:
    """Show what can be tried."""
    async with interaction.write(decides=False) as db:
        await require_admin(db, interaction.user_id)
        await record(db, interaction.user_id, Act.SETTINGS_TRIED, interaction.now)
        start = await queries.start(db, interaction.now)
    tried = Tried.of(start.today, invented=not start.enough)
    await interaction.open(views.form(interaction.reader, start, tried))
    return None


async def switch(interaction: Interaction) -> Result:
    """Go from the last three months to invented people, or back; what was typed stays."""
    start = await _start(interaction)
    tried = interaction.pressed(Tried).with_typed(interaction.values)
    await interaction.redraw(views.form(interaction.reader, start, tried))
    return None


async def again(interaction: Interaction) -> Result:
    """Show the form once more, as it was sent."""
    start = await _start(interaction)
    _bench(interaction).shown.pop(interaction.view["id"], None)
    await interaction.redraw(views.form(interaction.reader, start, interaction.pressed(Tried)), whatever=True)
    return None


async def submit(interaction: Interaction) -> Result:
    """Begin to work it out; the modal shows how far it has come, and then what came of it."""
    form = parse(TrialForm, interaction.state)
    start = await _start(interaction)
    tried = form.tried(invented=interaction.in_view(Tried).invented or not start.enough)
    run = _Run(interaction, tried, start.today)
    interaction.services.background.leave(asyncio.create_task(run.work_out()))
    return UpdateView(views.working(interaction.reader, tried))


async def _start(interaction: Interaction) -> Start:
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        return await queries.start(db, interaction.now)


def _bench(interaction: Interaction) -> Bench:
    return interaction.services.caches.of(Bench)


class _Run:
    """One replay, and the modal that waits for it."""

    def __init__(self, interaction: Interaction, tried: Tried, today: Terms) -> None:
        self._interaction, self._tried, self._today = interaction, tried, today
        self._view_id = str(interaction.view["id"])
        self._bench = _bench(interaction)
        self._bench.shown[self._view_id] = self

    async def work_out(self) -> None:
        """Work it out, and show it; what fails is said in the modal."""
        reader, tried = self._interaction.reader, self._tried
        await asyncio.sleep(FIRST_SECONDS)
        try:
            async with self._bench.lock:
                found = await self._with_progress(await self._history())
            view = views.result(reader, tried, self._today, found)
        except Exception as error:  # its text may repeat words of a question
            log.warning("a replay failed: %s", type(error).__name__)
            view = views.failed(reader, tried)
        await self._show(view)
        self._bench.shown.pop(self._view_id, None)

    async def _history(self) -> History:
        tried, now = self._tried, self._interaction.now
        async with self._interaction.read() as db:
            if not tried.invented:
                return await queries.history(db, now)
            return await queries.invented(db, self._interaction.user_id, tried.helpers, tried.asks, now)

    async def _with_progress(self, history: History) -> Comparison:
        """Work it out beside the event loop, and show now and then how far it has come."""
        shares = [0.0]
        working = asyncio.create_task(
            asyncio.to_thread(beside, history, self._today, self._tried.terms, progress=shares.append)
        )
        while not (await asyncio.wait({working}, timeout=EACH_SECONDS))[0]:
            await self._show(views.working(self._interaction.reader, self._tried, shares[-1]))
        return working.result()

    async def _show(self, view: View) -> None:
        """Draw the modal, where it is still open and waits for this."""
        if self._bench.shown.get(self._view_id) is not self:
            return
        try:
            await self._interaction.client.views_update(view_id=self._view_id, view=view)
        except SlackApiError as error:
            log.info("a replay was shown to nobody: %s", error.response.get("error"))


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN, views.OPEN, ProgramGroup.SEE)
    router.action(views.OPEN, open_form)
    router.action(views.SWITCH, switch)
    router.action(views.AGAIN, again)
    router.view_submission(views.FORM, submit)
