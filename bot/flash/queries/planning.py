"""What a rota is made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.directory import queries as directory
from bot.flash.queries.events import event, seats, talks
from bot.flash.rota import Participant, Participants, Rota
from bot.kit.db import WorkspaceSession
from bot.models import (
    LIVE_EVENT,
    Avoidance,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    SeatRole,
    SeatState,
)
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class RotaFacts:
    """All that decides about a rota, of one moment; ``before`` is the present one."""

    event: FlashEvent
    participants: Participants
    before: Rota
    missing_fits: Sequence[FlashSeat] = ()


async def rota_facts(db: WorkspaceSession, event_id: str) -> RotaFacts | None:
    """Return what the rota of an event is made from; None where it needs none."""
    found = await event(db, event_id)
    if found is None or found.state not in LIVE_EVENT:
        return None
    there = await seats(db, event_id, SeatState.IN)
    known = await people.people(db, [one.user_id for one in there])
    there = [one for one in there if one.user_id in known and not known[one.user_id].deactivated]
    experts = {one.user_id for one in there if one.role is SeatRole.EXPERT}
    mentees = [one for one in there if one.role is SeatRole.MENTEE]
    return RotaFacts(
        event=found,
        participants=Participants(
            [_participant(one) for one in mentees],
            [_participant(one) for one in there if one.role is SeatRole.EXPERT],
            await _apart(db, [one.user_id for one in there]),
        ),
        before=rota_of(await talks(db, event_id), found.rounds),
        missing_fits=[one for one in mentees if not experts <= one.fits.keys()],
    )


def with_known(facts: RotaFacts, fits: Mapping[str, Mapping[str, float]]) -> RotaFacts:
    """Return the same facts with fits that were worked out since, by person."""
    there = facts.participants
    mentees = [replace(one, fits=fits.get(one.user_id, one.fits)) for one in there.mentees]
    return replace(facts, participants=replace(there, mentees=mentees))


def rota_of(talks: Iterable[FlashTalk], rounds: int) -> Rota:
    """Return the rota that these talks are."""
    laid: list[list[tuple[str, str]]] = [[] for _ in range(rounds)]
    for one in talks:
        laid[one.round - 1].append((one.mentee_id, one.expert_id))
    return Rota(tuple(tuple(pairs) for pairs in laid))


def _participant(one: FlashSeat) -> Participant:
    return Participant(one.user_id, frozenset(one.topic_ids), one.first_round - 1, one.fits)


async def _apart(db: WorkspaceSession, user_ids: Collection[str]) -> set[tuple[str, str]]:
    """Return who of these people would rather not meet whom, or stands above or below them. Confidential."""
    both = (Avoidance.user_id.in_(sorted(user_ids)), Avoidance.other_id.in_(sorted(user_ids)))
    found = await db.execute(select(Avoidance.user_id, Avoidance.other_id).where(*both))
    return {(one, other) for one, other in found} | await directory.in_one_line(db, user_ids)
