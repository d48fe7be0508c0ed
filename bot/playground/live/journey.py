"""The journey of two people, from the first command to the thank-you, as they would press and type it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.asks.views.form import MODAL as ASK_MODAL
from bot.models import Session
from bot.offers.views.card import HELP
from bot.playground.live.hands import WORDS, Hands
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.objects import Json, View
from bot.sessions.views.common import PREPARE
from bot.sessions.views.running import STARTED
from bot.sessions.views.scheduling import BOOK
from bot.sessions.views.wrap_up import WRAP_UP
from bot.thanks.views import OPEN as THANK

TOPIC = "Presentations and storytelling"
TAKEAWAY = "Lead with the decision."
TRIES = 20  # of a command: a form that cannot be opened within three seconds is not opened at all
STEP = timedelta(seconds=2)


class StuckError(Exception):
    """A step of the journey was not possible; the text says which."""


class Journey:
    """Walks it. ``mentee`` asks and ``expert`` helps."""

    def __init__(self, runner: ServiceRunner, mentee: Hands, expert: Hands) -> None:
        self.runner, self.mentee, self.expert = runner, mentee, expert
        self.steps: list[str] = []

    async def walk(self) -> None:
        """Take every step. Raises StuckError."""
        await self._expert_joins()
        await self._mentee_asks()
        async with self._step("Eli says yes"):
            await self._press(self.expert, HELP)
        async with self._step("Ada books a time"):
            await self._press(self.mentee, BOOK)
        session = await self._session()
        start, end = session.starts_at, session.ends_at
        if start is None or end is None:
            raise StuckError("no session was booked")
        await self._meet(start, end)
        await self._afterwards(end)

    async def _expert_joins(self) -> None:
        async with self._step("Eli offers to help"):
            await self._open(self.expert, "/mentoring profile")
            await self._submit(self.expert, {"topics": self._chosen(self.expert, "topics", many=True)})

    async def _mentee_asks(self) -> None:
        async with self._step("Ada asks"):
            await self._open(self.mentee, f"/ask-expert {WORDS}")
            await self._submit(self.mentee, {"topic": self._chosen(self.mentee, "topic", many=False)})
            modal = self.mentee.modal
            if modal is not None and modal.body.get("callback_id") == ASK_MODAL:  # shown hints first
                await self._submit(self.mentee, {})

    async def _meet(self, start: datetime, end: datetime) -> None:
        async with self._step("Ada prepares", start - timedelta(hours=23, minutes=50)):
            await self._press(self.mentee, PREPARE)
            await self._submit(self.mentee, {})
        await self._pass("An hour before", start - timedelta(minutes=58))
        await self._pass("A quarter of an hour before", start - timedelta(minutes=14))
        async with self._step("Eli says that they have started", start + STEP):
            await self._press(self.expert, STARTED)
        await self._pass("Ten minutes before the end", end - timedelta(minutes=9))

    async def _afterwards(self, end: datetime) -> None:
        await self._pass("The time is over", end + STEP)
        for name, hands in (("Ada", self.mentee), ("Eli", self.expert)):
            async with self._step(f"{name} wraps up"):
                await self._press(hands, WRAP_UP)
                await self._submit(hands, {"takeaways": {"value": TAKEAWAY}})
        for days in range(1, 6):  # it waits for a working morning
            await self._pass("A day later", end + timedelta(days=days, hours=-1))
            if self.mentee.find(THANK):
                break
        async with self._step("Ada writes a thank-you"):
            await self._press(self.mentee, THANK)
            await self._submit(self.mentee, {})
        await self._pass("Three weeks later", end + timedelta(days=21))

    @asynccontextmanager
    async def _step(self, name: str, at: datetime | None = None) -> AsyncIterator[None]:
        """Go on to a moment, do something, and let the app do what follows from it."""
        self.steps.append(name)
        now = self.runner.clock.now()
        if at is not None and at > now:
            self.runner.clock.shift(at - now)
        await self.runner.settle()
        yield
        for hands in (self.mentee, self.expert):
            await hands.close_all()
        for _ in range(3):  # what waits for the next second or two
            await self.runner.settle()
            self.runner.clock.shift(STEP)

    async def _pass(self, name: str, at: datetime) -> None:
        async with self._step(name, at):
            for hands in (self.mentee, self.expert):
                await hands.slack.actor.open_home(hands.user_id)

    async def _open(self, hands: Hands, command: str) -> None:
        for _ in range(TRIES):
            await hands.command(command)
            if hands.modal is not None:
                return
            await self.runner.settle()
        raise StuckError(f"“{self.steps[-1]}”: no form opened")

    async def _press(self, hands: Hands, action_id: str) -> None:
        target = hands.find(action_id)
        if target is None or not await hands.press(target):
            raise StuckError(f"“{self.steps[-1]}”: the button {action_id} was not there or did nothing")

    async def _submit(self, hands: Hands, given: dict[str, Json]) -> None:
        if hands.modal is not None and not await hands.submit(given):
            raise StuckError(f"“{self.steps[-1]}”: the form was not taken")

    def _chosen(self, hands: Hands, block_id: str, *, many: bool) -> Json:
        options = _options(hands.modal, block_id)
        found = next((one for one in options if one["text"]["text"] == TOPIC), None)
        if found is None:
            raise StuckError(f"“{self.steps[-1]}”: there is no topic to choose")
        return {"selected_options": [found]} if many else {"selected_option": found}

    async def _session(self) -> Session:
        async with self.runner.reading() as db:
            found = list(await db.scalars(select(Session)))
        if len(found) != 1:
            raise StuckError(f"there are {len(found)} sessions, not one")
        return found[0]


def _options(view: View | None, block_id: str) -> list[Json]:
    blocks = view.blocks if view else []
    found = [one["element"] for one in blocks if one.get("block_id") == block_id]
    options: list[Json] = [option for one in found for option in one.get("options", [])]
    return options
