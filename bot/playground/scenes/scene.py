"""What a scene is, and what it is built with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.kit.clock import ShiftedClock
from bot.models import FirstSteps
from bot.playground.slack.server import StandIn
from bot.process import Running


@dataclass(frozen=True, slots=True)
class BuildContext:
    """An empty workspace, the clock, and ``start``, which starts the service."""

    slack: StandIn
    clock: ShiftedClock
    start: Callable[[], Awaitable[Running]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A company to play with: ``build`` fills the workspace, starts the service and does the rest."""

    name: str
    title: str
    description: str
    people: int
    build: Callable[[BuildContext], Awaitable[None]]


async def first_steps_taken(context: BuildContext, running: Running) -> None:
    """Have the program's first steps behind it: this company has used the app for a while."""
    async with running.services.database.begin(context.slack.workspace.team_id) as db:
        await db.update_where(FirstSteps, FirstSteps.finished_at.is_(None), finished_at=context.clock.now())
