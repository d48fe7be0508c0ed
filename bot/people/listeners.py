"""Finding out who acts and how they read, and what Slack tells about its members."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.kit.interaction import Interaction
from bot.kit.reader import Reader
from bot.kit.router import Router
from bot.kit.slack import FAILED
from bot.people import queries, service

log = logging.getLogger(__name__)

LOOKUP_SECONDS = 1  # of the three that Slack waits; later the worker asks again
MOST_KNOWN = 100_000
READ_AGAIN = timedelta(minutes=5)  # somebody may have moved, or taken another language


class PersonLookup:
    """Runs before every handler: stores who acts, as Slack describes them, and sets the interaction's reader.

    Readers are kept for some minutes, so that most interactions need no query; and each process asks Slack
    about a person at most once.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Reader, datetime]] = {}

    async def __call__(self, interaction: Interaction) -> None:
        """Ask Slack about somebody who is not known yet. Where Slack does not answer, the worker will."""
        key = (interaction.workspace_id, interaction.user_id)
        if not interaction.user_id or _tells_of(interaction.body):
            return
        known = self._known.get(key)
        if known is None or abs(interaction.now - known[1]) > READ_AGAIN:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = await self._look_up(interaction, new=known is None), interaction.now
        interaction.reader = known[0]

    async def _look_up(self, interaction: Interaction, *, new: bool) -> Reader:
        async with interaction.read() as db:
            person = await queries.person(db, interaction.user_id)
            reader = await queries.reader_of(db, [interaction.user_id])
        unknown = person is None or person.synced_at is None
        return await self._store(interaction) if new and unknown else reader

    async def _store(self, interaction: Interaction) -> Reader:
        member = await self._ask(interaction)
        async with interaction.write() as db:
            await service.add_missing(db, [interaction.user_id])
            if member:
                await service.store_members(db, [member], interaction.now, add_unknown=True)
            return await queries.reader_of(db, [interaction.user_id])

    async def _ask(self, interaction: Interaction) -> dict[str, object] | None:
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
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


async def update_member(interaction: Interaction) -> None:
    """Store what has changed of a member: they moved, were renamed, became an admin, or left."""
    member, as_of = interaction.body["event"]["user"], _time_of(interaction.body)
    async with interaction.write() as db:
        await service.store_members(db, [member], interaction.now, add_unknown=False, as_of=as_of)


def _time_of(body: dict[str, Any]) -> datetime | None:
    """Return when Slack says that an event happened: to the microsecond, or the second; None for nonsense."""
    for told in (body["event"].get("event_ts"), body.get("event_time")):
        try:
            return datetime.fromtimestamp(float(told or ""), UTC)
        except (TypeError, ValueError, OverflowError, OSError):
            continue
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.event("user_change", update_member)
