"""Presses whatever can be pressed, in a scene: to have seen as much as possible of what the product shows."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import timedelta

from bot.playground.live.hands import WORDS, Hands, Target
from bot.playground.page.service_runner import ServiceRunner

PEOPLE = 6  # of a scene, who press
# Small steps first, for what happens within a meeting or an event; then days and weeks.
MINUTES = (0, 6, 10, 10, 10, 40, 540, 1440, 4320, 11520)
ROUNDS = tuple(timedelta(minutes=one) for one in MINUTES)
ENDING = re.compile("cancel|call_off|withdraw|leave|erase|archive|close|remove|drop|delete|nobody|not_me|end")
ENDING_ROUNDS = 2  # the last ones, in which also that is pressed after which less is left to see
TWICE = 2  # so often each kind of button is pressed in a scene


class Walk:
    """A walk through one scene; the same seed presses in the same order."""

    def __init__(self, runner: ServiceRunner, seed: int = 1) -> None:
        self.runner, self.slack = runner, runner.slack
        self._rng = random.Random(seed)  # noqa: S311 - an order, no secret
        self._pressed: Counter[str] = Counter()
        self._may_end = False

    async def through(self) -> None:
        """Walk: everybody types every command, then presses and lets time pass."""
        people = self._people()
        await self._words(people)
        for number, wait in enumerate(ROUNDS, 1):
            self._may_end = number > len(ROUNDS) - ENDING_ROUNDS
            self.runner.clock.shift(wait)
            for hands in people:
                await self.slack.actor.open_home(hands.user_id)
            await self.runner.settle()
            for hands in people:
                await self._press_all(hands)
            await self.runner.settle()

    def _people(self) -> list[Hands]:
        users = [one for one in self.slack.workspace.users.values() if not one.is_bot and not one.deleted]
        first = sorted(users, key=lambda one: not one.is_admin)[:1]
        rest = [one for one in users if one not in first]
        return [Hands(self.slack, one.id) for one in [*first, *rest[: PEOPLE - 1]]]

    async def _words(self, people: list[Hands]) -> None:
        """Type each command with each word it knows, and use the shortcuts."""
        for hands in people[:2]:
            for command in self.slack.workspace.commands.values():
                words = [one for one in command.usage_hint.split(" | ") if not one.startswith("[")]
                for word in words or ["", WORDS]:
                    await hands.command(f"{command.command} {word}".strip())
                    await self._inside(hands)
        hands = people[-1]
        for shortcut in self.slack.workspace.shortcuts.values():
            if shortcut.type == "global":
                await self.slack.actor.shortcut(hands.user_id, shortcut.callback_id)
                await self._inside(hands)
        await self.slack.actor.message(hands.user_id, self.slack.workspace.app_dm(hands.user_id).id, WORDS)

    async def _press_all(self, hands: Hands) -> None:
        while (target := self._next(hands)) is not None:
            await hands.press(target)
            await self._inside(hands)

    def _next(self, hands: Hands) -> Target | None:
        """Return something to press that was not pressed often; the order is chance."""
        found = [one for one in hands.targets() if self._pressed[one.kind] < TWICE and self._may(one)]
        if not found:
            return None
        target = self._rng.choice(found)
        self._pressed[target.kind] += 1
        return target

    def _may(self, target: Target) -> bool:
        return self._may_end or not ENDING.search(target.kind)

    async def _inside(self, hands: Hands) -> None:
        """Press what is in a modal, then send it."""
        while hands.modal is not None and (target := self._next(hands)) is not None:
            await hands.press(target)
        if hands.modal is not None:
            await hands.submit()
        await hands.close_all()
