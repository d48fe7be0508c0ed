"""What the parts of one process share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit.backoff import Backoff
from bot.kit.blocks import Block
from bot.kit.budget import Background
from bot.kit.caches import Caches
from bot.kit.clock import Clock
from bot.kit.db import Database, WorkspaceSession
from bot.kit.encoder import Encoder
from bot.kit.i18n import Sentence
from bot.kit.metrics import Metrics
from bot.kit.reader import Reader
from bot.kit.settings import Settings
from bot.kit.slack import SlackClients


class ProgramGroup(StrEnum):
    """What a button of the program area is for."""

    SEE = "see"
    REACH = "reach"
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class ProgramButton:
    """Something that a feature offers in the program area."""

    label: Sentence
    action_id: str
    group: ProgramGroup


ProgramFigures = Callable[[WorkspaceSession, Reader, datetime], Awaitable[Sequence[Block]]]
"""What a feature tells below the figures of the program, read and worded for a reader; empty for nothing."""


def _nobody() -> None:
    """Wake no worker: this process has none."""


@dataclass(slots=True)
class Services:
    """The settings, the database, the clock and Slack, as this process has them.

    ``client_for`` gives a workspace's client, its token renewed where needed; it raises NotInstalled where
    the app is not (or no longer) installed. ``wake`` wakes this process's worker at once, so that what a
    listener has just put in the outbox is said without waiting for the next tick. ``encoder`` gives texts
    their vectors; None where none is installed. ``backoff`` remembers, for each kind of due work, what failed
    a moment ago. ``metrics`` counts for whoever watches. ``background`` is what an answer to Slack did not
    wait for. ``program`` is what features offer in the program area.
    """

    settings: Settings
    database: Database
    clock: Clock
    slack: SlackClients
    client_for: Callable[[str], Awaitable[AsyncWebClient]]
    wake: Callable[[], None] = field(default=_nobody)
    encoder: Encoder | None = None
    backoff: dict[str, Backoff] = field(default_factory=lambda: defaultdict(Backoff))
    metrics: Metrics = field(default_factory=Metrics)
    background: Background = field(default_factory=Background)
    program: tuple[ProgramButton, ...] = ()
    figures: tuple[ProgramFigures, ...] = ()

    @property
    def caches(self) -> Caches:
        """What this process keeps between transactions: the features' objects, by their classes."""
        return self.database.caches
