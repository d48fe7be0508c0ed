"""Getting to know whoever acts, and what Slack tells about its members."""

from __future__ import annotations

import asyncio
import logging

from bot.kit.interaction import Interaction
from bot.kit.router import Router
from bot.kit.slack import FAILED
from bot.people import queries, service

log = logging.getLogger(__name__)

GREETING_SECONDS = 1  # of the three that Slack waits; later the worker asks again
MOST_REMEMBERED = 100_000


class Greeter:
    """Meets everybody who does something: their name, zone and role are known before their first listener.

    Whom this process has met it remembers, so that nothing is asked twice.
    """

    def __init__(self) -> None:
        self._met: set[tuple[str, str]] = set()

    async def __call__(self, interaction: Interaction) -> None:
        """Ask Slack about somebody who is not known yet. Where Slack does not answer, the worker will."""
        key = (interaction.workspace_id, interaction.user_id)
        if not interaction.user_id or key in self._met or _tells_of(interaction.body):
            return
        async with interaction.read() as db:
            person = await queries.person(db, interaction.user_id)
        if person is None or person.synced_at is None:
            await self._meet(interaction)
        if len(self._met) >= MOST_REMEMBERED:
            self._met.clear()
        self._met.add(key)

    async def _meet(self, interaction: Interaction) -> None:
        member = await self._ask(interaction)
        async with interaction.write() as db:
            await service.meet(db, [interaction.user_id])
            if member:
                await service.learn(db, [member], interaction.now, strangers=True)

    async def _ask(self, interaction: Interaction) -> dict[str, object] | None:
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                answer = await interaction.client.users_info(user=interaction.user_id)
        except FAILED as error:
            log.info("users.info will be asked again: %s", type(error).__name__)
            return None
        member: dict[str, object] = answer["user"]
        return member


def _tells_of(body: dict[str, object]) -> bool:
    """Return whether an event is about a person (who then stands in it) rather than something they did."""
    event = body.get("event")
    return isinstance(event, dict) and isinstance(event.get("user"), dict)


async def member_changed(interaction: Interaction) -> None:
    """A member moved, was renamed, became an admin, or left."""
    async with interaction.write() as db:
        await service.learn(db, [interaction.body["event"]["user"]], interaction.now, strangers=False)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.event("user_change", member_changed)
