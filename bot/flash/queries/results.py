"""An event as its organisers see it, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.flash.queries.events import Overview, overview, talks
from bot.flash.queries.planning import RotaFacts, rota_facts
from bot.flash.rota import Shortage, shortages
from bot.kit.db import WorkspaceSession
from bot.models import (
    SeatRole,
)


@dataclass(frozen=True, slots=True)
class Managed:
    """An event as its organisers see it: counts, and who can meet too few, never the words of a question."""

    overview: Overview
    short: tuple[tuple[int, int], ...] = ()  # so many people can meet only so many experts


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an event, in counts."""

    overview: Overview
    missed: int
    thanks: int
    both: int


async def managed(db: WorkspaceSession, event_id: str) -> Managed | None:
    """Return an event as its organisers see it."""
    found = await overview(db, event_id)
    if found is None:
        return None
    facts = await rota_facts(db, event_id)
    short = _short(facts) if facts and found.helping and found.asking else []
    return Managed(found, tuple((len(one.mentees), len(one.experts)) for one in short))


async def report(db: WorkspaceSession, event_id: str) -> Report | None:
    """Return what came of an event."""
    found = await overview(db, event_id)
    if found is None:
        return None
    held = await talks(db, event_id)
    return Report(
        overview=found,
        missed=sum(one.missed_by is not None for one in held),
        thanks=sum(bool(one.thanks) for one in held),
        both=sum(one.mentee_again and one.expert_again for one in held),
    )


async def took_part(db: WorkspaceSession, event_id: str) -> Mapping[SeatRole, int]:
    """Return how many people had a talk, by role."""
    held = [one for one in await talks(db, event_id) if one.missed_by is None]
    return {
        SeatRole.MENTEE: len({one.mentee_id for one in held}),
        SeatRole.EXPERT: len({one.expert_id for one in held}),
    }


def _short(facts: RotaFacts) -> list[Shortage]:
    """Return who can meet too few by their topics; blocks stay out of it, since they are confidential."""
    there = facts.participants
    names = [[one.user_id for one in some] for some in (there.mentees, there.experts)]
    return shortages(names[0], names[1], there.by_topic(), facts.event.rounds)
