"""Which buttons that people see can only refuse: each is pressed, and nothing of it is kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.interaction import Interaction
from tests.support.app import AppUnderTest
from tests.support.person import Person
from tests.support.visible import Surface


class _TakenBackError(Exception):
    """Ends a transaction of which nothing is to stay."""


class Pressing:
    """Presses buttons without keeping what they do, and hears which of them refuse."""

    def __init__(self, app: AppUnderTest) -> None:
        self.app = app
        self.refused: list[str] = []
        self._tried: set[tuple[str, str]] = set()

    async def only_refusing(self, *, lasting: bool = True) -> list[str]:
        """Return the buttons that refuse whoever sees and presses them, with what they say.

        Without ``lasting`` what stands in a Home for good, about nothing in particular, is left alone once
        it was tried.
        """
        with pytest.MonkeyPatch.context() as patched:
            self._listen(patched)
            heard: dict[tuple[str, str, str], list[str]] = {}
            for person in self._people():
                for surface, block_id, element in list(_buttons(self._surfaces(person))):
                    if self._is_lasting(person, surface, element) and not lasting:
                        continue
                    where = str(sorted(surface.container.items()))
                    said = heard.setdefault((where, block_id, element["action_id"]), [])
                    if "" not in said:  # or it does something for somebody who sees it
                        said.append(await self._press(person, surface, block_id, element))
        return sorted({said[0] for said in heard.values() if all(said)})

    def _is_lasting(self, person: Person, surface: Surface, element: dict[str, Any]) -> bool:
        button = (person.id, element["action_id"])
        known = surface.container["type"] == "view" and not element.get("value") and button in self._tried
        self._tried.add(button)
        return known

    def _people(self) -> list[Person]:
        return [Person(self.app.slack, user.id) for user in self.app.slack.workspace.users.values()]

    def _surfaces(self, person: Person) -> Iterator[Surface]:
        workspace = self.app.slack.workspace
        if person.id == workspace.bot_user_id or workspace.users[person.id].deleted:
            return
        for channel in workspace.channels.values():
            if person.id in channel.members:
                yield from (one for one in person.messages(channel) if not one.item.ephemeral_to)
        if home := person.home():
            yield home

    async def _press(self, person: Person, surface: Surface, block_id: str, element: dict[str, Any]) -> str:
        """Return what somebody hears who is refused; empty when something happens."""
        self.refused.clear()
        target = (block_id, element["action_id"])
        act = self.app.slack.actor.act
        await act(person.id, surface.container, *target, state={"type": "button"}, values={})
        while person.modal():
            await person.close()
        label = element["text"]["text"]
        return f"{label}: {self.refused[0]}" if self.refused else ""

    def _listen(self, patched: pytest.MonkeyPatch) -> None:
        write, made, refused = Interaction.write, UserMessage.__init__, self.refused

        @asynccontextmanager
        async def taken_back(self: Interaction, **how: Any) -> AsyncIterator[WorkspaceSession]:
            try:
                async with write(self, **how) as db:
                    yield db
                    raise _TakenBackError
            except _TakenBackError:
                pass

        def noted(self: UserMessage, sentence: Any) -> None:
            refused.append(str(sentence))
            made(self, sentence)

        patched.setattr(Interaction, "write", taken_back)
        patched.setattr(UserMessage, "__init__", noted)


def _buttons(surfaces: Iterator[Surface]) -> Iterator[tuple[Surface, str, dict[str, Any]]]:
    for surface in surfaces:
        for block, element in surface.elements():
            if element["type"] == "button" and "url" not in element:
                yield surface, block["block_id"], element
