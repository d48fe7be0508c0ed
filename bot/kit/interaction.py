"""One thing that a person did in Slack, as the listeners of all features see it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.kit import texts
from bot.kit.blocks import Block, View, unescape
from bot.kit.carried import Carried
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.forms import State, read
from bot.kit.i18n import Words
from bot.kit.reader import NEUTRAL, Reader
from bot.kit.services import Services
from bot.kit.words import clean

C = TypeVar("C", bound=Carried)


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A sentence in mrkdwn that only the person who acted sees; ``blocks`` where it is not enough.

    ``refusal``: it says more than this error would, in its place.
    """

    text: Words
    blocks: list[Block] | None = None
    refusal: UserMessage | None = None


@dataclass(frozen=True, slots=True)
class UpdateView:
    """Answer a submission by showing this view in its place."""

    view: View


@dataclass(frozen=True, slots=True)
class ClearViews:
    """Answer a submission by closing every open modal."""


@dataclass(frozen=True, slots=True)
class Options:
    """Answer what was typed into a menu that is searched; at most a hundred choices."""

    options: list[Block]


Result = Ephemeral | UpdateView | ClearViews | Options | None


class Progress(Enum):
    """How far what a listener decides has come: not yet, being written, or written for good."""

    OPEN = auto()
    COMMITTING = auto()
    COMMITTED = auto()


@dataclass(slots=True)
class Interaction:
    """A command, button, choice, submission, shortcut or event of one person.

    ``now`` is read once, when it arrives. Nothing in the payload gives rights: listeners load what its ids
    name inside the person's workspace and check again who may do what. ``reader`` says things in
    their words. ``progress`` says whether anything was decided already.
    """

    services: Services
    client: AsyncWebClient
    body: dict[str, Any]
    workspace_id: str
    user_id: str
    now: datetime
    reader: Reader = NEUTRAL
    progress: Progress = Progress.OPEN

    @property
    def text(self) -> str:
        """What was typed behind a command."""
        return clean(unescape(str(self.body.get("text") or ""))).strip()

    @property
    def element(self) -> dict[str, Any]:
        """The element that was pressed or changed."""
        found: dict[str, Any] = (self.body.get("actions") or [{}])[0]
        return found

    @property
    def value(self) -> str:
        """The value of the button or choice."""
        choice = self.element.get("selected_option")
        return str((choice or self.element).get("value") or "")

    @property
    def typed(self) -> str:
        """What was typed into a menu that is searched."""
        return clean(str(self.body.get("value") or ""))

    @property
    def view(self) -> dict[str, Any]:
        """The view in which it happened; empty for a message."""
        return self.body.get("view") or {}

    @property
    def state(self) -> State:
        """What the inputs of that view hold."""
        return (self.view.get("state") or {}).get("values") or {}

    @property
    def values(self) -> dict[str, Any]:
        """The plain values of those inputs, by name."""
        return read(self.state)

    def pressed(self, carried: type[C]) -> C:
        """Return what the button or choice carries. Raises UserMessage for one of an older version."""
        return carried.decode(self.value)

    def in_view(self, carried: type[C]) -> C:
        """Return what the modal carries. Raises UserMessage for one of an older version."""
        return carried.decode(str(self.view.get("private_metadata") or ""))

    @property
    def view_key(self) -> str:
        """What makes a submission the same one again."""
        return f"view:{self.view.get('id')}"

    @asynccontextmanager
    async def write(self, *, decides: bool = True) -> AsyncIterator[WorkspaceSession]:
        """Open the listener's one transaction; what it put in the outbox is said right after it commits.

        ``decides`` is False where all of it may be done once more, such as noting who acts: a late answer
        does not say then that something is done.
        """
        before = self.progress
        try:
            async with self.services.database.begin(self.workspace_id, hurried=True) as db:
                yield db
                self.progress = Progress.COMMITTING
        except BaseException:
            self.progress = before
            raise
        self.progress = Progress.COMMITTED if decides else before
        self.services.wake()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction that only reads."""
        async with self.services.database.read(self.workspace_id) as db:
            yield db

    async def open(self, view: View) -> str:
        """Open a modal, on top of the present one where there is one; return its id."""
        trigger = str(self.body.get("trigger_id") or "")
        in_modal = self.view.get("type") == "modal"
        call = self.client.views_push if in_modal else self.client.views_open
        answer = await call(trigger_id=trigger, view=view)
        return str((answer.get("view") or {}).get("id") or "")

    async def redraw(self, view: View, *, whatever: bool = False) -> None:
        """Show another state of the modal in which it happened, unless it has changed meanwhile.

        ``whatever``: also then, since a press is not to be lost to what only says more about a choice.
        """
        if not self.view.get("id"):
            raise UserMessage(texts.OLD_BUTTON)
        known = None if whatever else self.view.get("hash")
        await self.client.views_update(view_id=self.view["id"], hash=known, view=view)


def interaction_from(
    services: Services, client: AsyncWebClient, body: dict[str, Any], context: Any
) -> Interaction:
    """Read a payload. Raises UserMessage for somebody of another workspace in a shared channel."""
    user = body.get("user")
    home_team = user.get("team_id") if isinstance(user, dict) else None
    workspace_id = context.team_id or home_team or ""
    if home_team and workspace_id and home_team != workspace_id and not body.get("enterprise"):
        raise UserMessage(texts.OTHER_WORKSPACE)
    return Interaction(services, client, body, workspace_id, context.user_id or "", services.clock.now())
