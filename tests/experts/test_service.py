"""Joining, changing, pausing and leaving, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.admin import queries as admin
from bot.admin import service as admin_service
from bot.experts import jobs, queries, service
from bot.experts.service import Details
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.hours import Window
from bot.models import Ask, Expert, ExpertTopic, Offer, OfferState, Outbox, Session, SessionState, Topic
from bot.people import queries as people
from tests.admin.app import create_program
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, NOOR, T

LATER = MONDAY + timedelta(hours=1)
FRIDAY = date(2026, 11, 27)
MORNINGS = [Window(day, 8 * 60, 12 * 60) for day in (0, 2)]


@pytest.fixture(autouse=True)
async def workspace(database: Database) -> None:
    await create_program(database)
    async with database.begin(T) as db:
        await admin_service.seed_topics(db, MONDAY)


async def topic_ids(db: WorkspaceSession, *names: str) -> list[str]:
    return [topic.id for topic in await admin.active_topics(db) if topic.name in names]


async def details(db: WorkspaceSession, *names: str) -> Details:
    return Details(await topic_ids(db, *(names or ("Writing",))), MORNINGS)


async def join(
    database: Database, user_id: str = ELI, *names: str, now: datetime = LATER, **more: object
) -> bool:
    async with database.begin(T) as db:
        wish = replace(await details(db, *names), **more)
        return await service.join_or_update(db, user_id, wish, now)


async def profile(database: Database, user_id: str = ELI, now: datetime = LATER) -> queries.Profile:
    async with database.read(T) as db:
        kept = await queries.profile(db, user_id, now)
    assert kept is not None
    return kept


def names(topics: Sequence[admin.TopicChoice]) -> list[str]:
    return [topic.name for topic in topics]


async def test_eli_joins_and_everything_is_kept(database: Database) -> None:
    joined = await join(
        database,
        ELI,
        "Writing",
        "Negotiation",
        skills="Contracts",
        about="Ask me about terms.",
        capacity=3,
        lengths=[60, 30],
        avoids=[NOOR, "UNEW"],
    )
    kept = await profile(database)
    assert joined
    assert names(kept.topics) == ["Negotiation", "Writing"]
    assert (kept.skills, kept.about, kept.capacity) == ("Contracts", "Ask me about terms.", 3)
    assert (kept.lengths, kept.avoids, kept.paused_through) == ((30, 60), ("UNEW", NOOR), None)
    assert (kept.hours.zone, list(kept.hours.windows)) == ("America/Los_Angeles", MORNINGS)


async def test_saving_again_replaces_everything_and_joins_nobody(database: Database) -> None:
    await join(database, ELI, "Writing", avoids=[NOOR])
    assert not await join(database, ELI, "Negotiation", now=LATER + timedelta(days=1))
    kept = await profile(database)
    assert (names(kept.topics), kept.avoids) == (["Negotiation"], ())
    async with database.read(T) as db:
        row = await db.get(Expert, ELI)
    assert row is not None
    assert row.opted_in_at == LATER


async def test_waiting_asks_are_looked_at_again_when_somebody_joins(database: Database) -> None:
    await join(database)
    async with database.read(T) as db:
        assert (await people.workspace(db)).rematch_at == LATER


async def test_home_is_made_anew(database: Database) -> None:
    await join(database)
    async with database.read(T) as db:
        assert list(await db.scalars(select(Outbox.recipient).where(Outbox.kind == "home"))) == [ELI]


async def test_topics_that_were_archived_meanwhile_cannot_be_chosen(database: Database) -> None:
    async with database.begin(T) as db:
        chosen = await details(db, "Writing")
        await db.update_where(Topic, Topic.name == "Writing", archived_at=MONDAY)
        with pytest.raises(UserMessage, match="archived"):
            await service.join_or_update(db, ELI, chosen, LATER)


async def test_whoever_helped_with_a_topic_does_so_again_when_it_is_restored(database: Database) -> None:
    await join(database, ELI, "Writing", "Negotiation")
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.name == "Writing", archived_at=LATER)
    await join(database, ELI, "Negotiation")
    assert names((await profile(database)).topics) == ["Negotiation"]
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.name == "Writing", archived_at=None)
    assert names((await profile(database)).topics) == ["Negotiation", "Writing"]


async def test_a_topic_of_another_workspace_is_none(database: Database) -> None:
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.join_or_update(db, ELI, Details(["elsewhere"], MORNINGS), LATER)


async def test_leaving_and_coming_back_keeps_the_answers(database: Database) -> None:
    await join(database, ELI, "Writing", skills="Reports")
    async with database.begin(T) as db:
        await service.leave(db, ELI, LATER)
        await service.leave(db, ELI, LATER + timedelta(hours=1))
        assert await queries.profile(db, ELI, LATER) is None
        assert not await queries.is_expert(db, ELI)
        draft = await queries.draft(db, ELI, LATER)
        row = await db.get(Expert, ELI)
    assert (draft.joined, draft.profile.skills) == (False, "Reports")
    assert row is not None
    assert row.opted_out_at == LATER
    assert await join(database, now=LATER + timedelta(days=1))
    async with database.read(T) as db:
        assert await queries.is_expert(db, ELI)


async def test_somebody_new_starts_from_the_defaults(database: Database) -> None:
    async with database.read(T) as db:
        draft = await queries.draft(db, "UNEW", LATER)
    assert (draft.joined, draft.zone, draft.program_team) == (False, "", ("Noor Haddad",))
    assert (draft.profile.capacity, draft.profile.lengths) == (2, (30, 45, 60))
    assert {(w.start, w.end) for w in draft.profile.hours.windows} == {(540, 1020)}


async def test_a_pause_lasts_through_its_day_in_the_experts_zone(database: Database) -> None:
    await join(database)
    async with database.begin(T) as db:
        await service.pause(db, ELI, FRIDAY, LATER)
        row = await db.get(Expert, ELI)
    assert row is not None
    assert row.paused_until == datetime(2026, 11, 28, 8, tzinfo=UTC)  # midnight in Los Angeles
    assert (await profile(database)).paused_through == FRIDAY


async def test_only_experts_pause(database: Database) -> None:
    async with database.begin(T) as db:
        with pytest.raises(UserMessage, match="nothing to pause"):
            await service.pause(db, ADA, FRIDAY, LATER)


async def test_who_is_back_early_is_offered_what_waits(database: Database) -> None:
    await join(database, paused_through=FRIDAY)
    back = LATER + timedelta(days=1)
    async with database.begin(T) as db:
        await service.unpause(db, ELI, back)
        assert (await people.workspace(db)).rematch_at == back
    assert (await profile(database)).paused_through is None


async def test_the_clock_ends_a_pause_once(database: Database) -> None:
    await join(database, paused_through=FRIDAY)
    clock = SettableClock(datetime(2026, 11, 28, 7, 59, tzinfo=UTC))
    services = services_without_slack(database, clock)
    await jobs.end_pauses(services)
    async with database.read(T) as db:
        assert (await people.workspace(db)).rematch_at == LATER
    clock.shift(timedelta(minutes=1))
    over = clock.now()
    await asyncio.gather(jobs.end_pauses(services), jobs.end_pauses(services))
    clock.shift(timedelta(minutes=1))
    await jobs.end_pauses(services)
    async with database.read(T) as db:
        row = await db.get(Expert, ELI)
        assert row is not None
        assert row.paused_until is None
        assert (await people.workspace(db)).rematch_at == over


async def test_a_pause_that_cannot_be_ended_keeps_no_other_expert_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user_id in (ELI, NOOR):
        await join(database, user_id, paused_through=FRIDAY)
    end_pause = service.end_pause

    async def ending(db: WorkspaceSession, user_id: str, now: datetime) -> None:
        await end_pause(db, user_id, now)
        if user_id == min(ELI, NOOR):
            raise LookupError("words")

    monkeypatch.setattr(service, "end_pause", ending)
    await jobs.end_pauses(services_without_slack(database, SettableClock(LATER + timedelta(days=9))))
    async with database.read(T) as db:
        ended = list(await db.scalars(select(Expert.user_id).where(Expert.paused_until.is_(None))))
    assert ended == [max(ELI, NOOR)]


async def test_a_pause_that_was_prolonged_meanwhile_goes_on(database: Database) -> None:
    await join(database, paused_through=FRIDAY)
    async with database.begin(T) as db:
        await service.end_pause(db, ELI, LATER)
    assert (await profile(database)).paused_through == FRIDAY


async def test_a_profile_sent_twice_at_once_is_saved_once(database: Database) -> None:
    await asyncio.gather(*(join(database, ELI, "Writing", "Negotiation", avoids=[NOOR]) for _ in range(5)))
    kept = await profile(database)
    assert (len(kept.topics), kept.avoids, list(kept.hours.windows)) == (2, (NOOR,), MORNINGS)


async def test_what_somebody_avoids_is_theirs_alone(database: Database) -> None:
    await join(database, ELI, avoids=[ADA, ELI])
    async with database.read(T) as db:
        assert await queries.my_avoidances(db, ELI) == [ADA]
        assert await queries.my_avoidances(db, ADA) == []


async def test_experts_are_counted_by_topic(database: Database) -> None:
    await join(database, ELI, "Writing")
    await join(database, ADA, "Writing", paused_through=FRIDAY)
    async with database.read(T) as db:
        writing, negotiation = await topic_ids(db, "Writing"), await topic_ids(db, "Negotiation")
        counts = await admin.expert_counts(db, [*writing, *negotiation])
        assert (counts[writing[0]], counts[negotiation[0]]) == (2, 0)
        assert len(list(await db.scalars(select(ExpertTopic)))) == 2


@pytest.mark.parametrize(
    ("state", "starts", "counts"),
    [
        (SessionState.SCHEDULING, None, 1),
        (SessionState.BOOKED, MONDAY + timedelta(days=2), 1),
        (SessionState.HELD, MONDAY - timedelta(days=3), 1),
        (SessionState.HELD, MONDAY - timedelta(days=30), 0),
        (SessionState.CANCELLED, MONDAY, 0),
    ],
)
async def test_a_months_sessions_are_counted(
    database: Database, state: SessionState, starts: datetime | None, counts: int
) -> None:
    await join(database)
    async with database.begin(T) as db:
        (topic_id,) = await topic_ids(db, "Writing")
        ask = await db.insert(Ask, mentee_id=ADA, topic_id=topic_id, question="How?", created_at=MONDAY)
        offer = await db.insert(
            Offer, ask_id=ask.id, expert_id=ELI, state=OfferState.OPEN, offered_at=MONDAY, deadline_at=MONDAY
        )
        await db.insert(
            Session,
            ask_id=ask.id,
            offer_id=offer.id,
            mentee_id=ADA,
            expert_id=ELI,
            minutes=45,
            state=state,
            starts_at=starts,
            ends_at=starts and starts + timedelta(minutes=45),
            created_at=MONDAY - timedelta(days=40) if starts else MONDAY,
        )
    assert (await profile(database)).sessions_this_month == counts
