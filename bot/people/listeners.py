"""Finding out who acts and how they read, and what Slack tells about its members."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.kit.errors import UserMessage
from bot.kit.i18n import Sentence
from bot.kit.interaction import Interaction
from bot.kit.reader import Reader
from bot.kit.router import Router
from bot.kit.slack import FAILED
from bot.models import Person
from bot.people import queries, service

log = logging.getLogger(__name__)

LOOKUP_SECONDS = 1  # of the three that Slack waits; later the worker asks again
MOST_KNOWN = 100_000
NAMED_AT_ONCE = 20
READ_AGAIN = timedelta(minutes=5)  # somebody may have moved, or taken another language
STALE = timedelta(days=3)
ASK_AGAIN = timedelta(minutes=1)  # about whoever may not take part

Key = tuple[str, str]  # a workspace and somebody in it
Found = Reader | Sentence  # how they read, or what they hear who may not take part


class PersonLookup:
    """Runs before every handler: stores who acts, as Slack describes them, and sets the interaction's reader.

    Raises UserMessage for whoever may not take part: people of other companies, apps, guests where the
    program is not for them. People who were picked in a form are asked about too, so that a handler knows
    who they are. Readers are kept for some minutes, so that most interactions need no query; and each process
    asks Slack about a member at most once. Looking somebody up may take longer than one interaction has: it
    goes on then, and the next one finds it done.
    """

    def __init__(self) -> None:
        self._known: dict[Key, tuple[Found, datetime]] = {}
        self._looking: dict[Key, asyncio.Task[Found]] = {}

    async def __call__(self, interaction: Interaction) -> None:
        """Ask Slack about somebody who is not known yet. Where Slack does not answer, the worker will."""
        if not interaction.user_id or _tells_of(interaction.body):
            return
        known = await self._reader_of(interaction)
        if not isinstance(known, Reader):
            raise UserMessage(known)
        interaction.reader = known
        if named := _named(interaction):
            await _meet(interaction, named)

    async def _reader_of(self, interaction: Interaction) -> Found:
        """Return how whoever acts reads, or what they hear who may not take part."""
        key = (interaction.workspace_id, interaction.user_id)
        outdated = interaction.services.caches.of(service.OutdatedReaders).people
        if key in outdated:
            outdated.discard(key)
            self._known.pop(key, None)
        kept = self._known.get(key)
        if kept is not None:
            again = READ_AGAIN if isinstance(kept[0], Reader) else ASK_AGAIN
            if abs(interaction.now - kept[1]) <= again:
                return kept[0]
        looking = self._looking.get(key)
        if looking is None:
            looking = asyncio.create_task(self._look_up(interaction, new=kept is None))
            self._looking[key] = looking
            looking.add_done_callback(partial(self._keep, key, interaction.now))
            interaction.services.background.leave(looking)
        return await asyncio.shield(looking)

    def _keep(self, key: Key, now: datetime, looked: asyncio.Task[Found]) -> None:
        self._looking.pop(key, None)
        if looked.cancelled() or looked.exception() is not None:
            return
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[key] = looked.result(), now

    async def _look_up(self, interaction: Interaction, *, new: bool) -> Found:
        async with interaction.read() as db:
            person = await queries.person(db, interaction.user_id)
            reader = await queries.reader_of(db, [interaction.user_id])
        # Whoever was shut out when Slack last told of them may be let in by now.
        if (new and _is_unknown(person, interaction.now)) or (person is not None and person.deactivated):
            await _meet(interaction, [interaction.user_id])
            async with interaction.read() as db:
                person = await queries.person(db, interaction.user_id)
                reader = await queries.reader_of(db, [interaction.user_id])
        return (queries.why_shut_out(person) if person else None) or reader


def _named(interaction: Interaction) -> list[str]:
    """Return the people who are picked in the menus of a submitted form."""
    if interaction.body.get("type") != "view_submission":
        return []
    inputs = [element for block in interaction.state.values() for element in block.values()]
    found = [
        user for one in inputs for user in (one.get("selected_user"), *(one.get("selected_users") or ()))
    ]
    return sorted({str(user) for user in found if user} - {interaction.user_id})[:NAMED_AT_ONCE]


async def _meet(interaction: Interaction, user_ids: Sequence[str]) -> None:
    """Store some people as Slack describes them, unless it has done so already and lets them take part."""
    async with interaction.read() as db:
        known = await queries.people(db, user_ids)
    now = interaction.now
    wanted = [one for one in user_ids if _is_unknown(known.get(one), now) or known[one].deactivated]
    if not wanted:
        return
    told = await asyncio.gather(*(_ask(interaction, user_id) for user_id in wanted))
    async with interaction.write(decides=False) as db:
        await service.add_missing(db, wanted)
        members = [member for member in told if member]
        if members:
            await service.store_members(db, members, interaction.now, add_unknown=True)


def _is_unknown(person: Person | None, now: datetime) -> bool:
    """Whether Slack has not told of somebody, or not for days although it does so daily of every member."""
    return person is None or person.synced_at is None or now - person.synced_at > STALE


async def _ask(interaction: Interaction, user_id: str) -> dict[str, object] | None:
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            answer = await interaction.client.users_info(user=user_id, include_locale=True)
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
