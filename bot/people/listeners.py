"""Getting to know whoever acts, and what Slack tells about its members."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from bot.kit.interaction import Interaction
from bot.kit.reader import Reader
from bot.kit.router import Router
from bot.kit.slack import FAILED
from bot.people import queries, service

log = logging.getLogger(__name__)

GREETING_SECONDS = 1  # of the three that Slack waits; later the worker asks again
MOST_REMEMBERED = 100_000
READ_AGAIN = timedelta(minutes=5)  # somebody may have moved, or taken another language


class Greeter:
    """Meets everybody who does something: their name, zone and role are known before their first listener.

    Whom this process has met it remembers, so that nothing is asked twice, and for some minutes also how they
    read, so that most interactions know their reader without a query.
    """

    def __init__(self) -> None:
        self._met: dict[tuple[str, str], tuple[Reader, datetime]] = {}

    async def __call__(self, interaction: Interaction) -> None:
        """Ask Slack about somebody who is not known yet. Where Slack does not answer, the worker will."""
        key = (interaction.workspace_id, interaction.user_id)
        if not interaction.user_id or _tells_of(interaction.body):
            return
        known = self._met.get(key)
        if known is None or abs(interaction.now - known[1]) > READ_AGAIN:
            if len(self._met) >= MOST_REMEMBERED:
                self._met.clear()
            known = self._met[key] = await self._look_up(interaction, new=known is None), interaction.now
        interaction.reader = known[0]

    async def _look_up(self, interaction: Interaction, *, new: bool) -> Reader:
        async with interaction.read() as db:
            person = await queries.person(db, interaction.user_id)
            reader = await queries.reader_of(db, [interaction.user_id])
        unknown = person is None or person.synced_at is None
        return await self._meet(interaction) if new and unknown else reader

    async def _meet(self, interaction: Interaction) -> Reader:
        member = await self._ask(interaction)
        async with interaction.write() as db:
            await service.meet(db, [interaction.user_id])
            if member:
                await service.learn(db, [member], interaction.now, strangers=True)
            return await queries.reader_of(db, [interaction.user_id])

    async def _ask(self, interaction: Interaction) -> dict[str, object] | None:
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                answer = await interaction.client.users_info(user=interaction.user_id, include_locale=True)
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
