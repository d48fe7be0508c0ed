"""From the tables to the ranking: who is in the pool, and what is known of them. On both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.kit.hours import Window, WorkingHours
from bot.matching import queries, texts
from bot.matching.rules import Candidate, Part, Reason, Rule
from bot.models import (
    Ask,
    AskState,
    Avoidance,
    ExpertTopic,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    Topic,
)
from bot.people import service as people
from tests.offers.ground import ADA, ELI, MEI, MONDAY, NOOR, TUI, T, asked, found, the_ask


async def ranked(db: Database, ask_id: str, now: datetime = MONDAY) -> queries.Ranking:
    async with db.read(T) as tx:
        ask = await tx.get(Ask, ask_id)
        assert ask is not None
        return await queries.rank_for(tx, ask, now)


async def candidate(db: Database, user_id: str = ELI, now: datetime = MONDAY) -> Candidate | None:
    async with db.read(T) as tx:
        return next((one for one in await queries.pool(tx, "prices", now) if one.user_id == user_id), None)


async def session(
    db: Database,
    state: SessionState,
    starts: datetime | None,
    *,
    mentee: str = NOOR,
    expert: str = ELI,
    created: datetime = MONDAY,
    topic: str = "prices",
) -> None:
    """A session of two people that came of some question."""
    async with db.begin(T) as tx:
        ask = await tx.add(
            Ask,
            mentee_id=mentee,
            topic_id=topic,
            question="x" * 10,
            state=AskState.MATCHED,
            created_at=created,
        )
        offer = await tx.add(
            Offer,
            ask_id=ask.id,
            expert_id=expert,
            state=OfferState.ACCEPTED,
            offered_at=created,
            deadline_at=created,
        )
        await tx.add(
            Session,
            ask_id=ask.id,
            offer_id=offer.id,
            mentee_id=mentee,
            expert_id=expert,
            minutes=45,
            state=state,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=45) if starts else None,
            created_at=created,
        )


# --- The pool ---------------------------------------------------------------------------------------------


async def test_only_members_who_joined_and_whom_we_know_are_in_the_pool(db: Database) -> None:
    await found(db, [ELI, MEI, TUI])
    async with db.begin(T) as tx:
        await tx.change(queries.Expert, queries.Expert.user_id == MEI, opted_out_at=MONDAY)
        await tx.change(Person, Person.user_id == TUI, synced_at=None)
    assert await candidate(db, ELI) is not None
    for somebody in (MEI, TUI, ADA):
        assert await candidate(db, somebody) is None


async def test_what_an_expert_says_is_known_and_archived_topics_are_not(db: Database) -> None:
    await found(db, [])
    async with db.begin(T) as tx:
        await tx.add(
            Topic,
            id="old",
            name="Old",
            name_key="old",
            created_at=MONDAY,
            archived_at=MONDAY,
            synonyms=["no"],
        )
        await tx.change(Topic, Topic.id == "prices", synonyms=["cost", "rates"])
        await tx.add(
            queries.Expert,
            user_id=ELI,
            opted_in_at=MONDAY,
            skills="Negotiation",
            about="Ten years of it",
            capacity=3,
            lengths=[30],
            paused_until=MONDAY,
        )
        for topic in ("prices", "old"):
            await tx.add(ExpertTopic, user_id=ELI, topic_id=topic)
        await people.set_hours(tx, ELI, [Window(0, 600, 700)])
        await tx.change(Person, Person.user_id == ELI, zone="America/Los_Angeles")
    eli = await candidate(db)
    assert eli is not None
    assert (eli.topic_ids, eli.topic_names) == (frozenset({"prices"}), ("Pricing",))
    assert eli.topic_synonyms == ("cost", "rates")
    assert (eli.skills, eli.about, eli.lengths, eli.capacity) == (
        "Negotiation",
        "Ten years of it",
        frozenset({30}),
        3,
    )
    assert eli.hours == WorkingHours("America/Los_Angeles", (Window(0, 600, 700),))
    assert eli.paused_until == MONDAY


NOVEMBER, DECEMBER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
LAST_MONTH = NOVEMBER - timedelta(days=3)


@pytest.mark.parametrize(
    ("state", "starts", "created", "load"),
    [
        (SessionState.BOOKED, MONDAY, MONDAY, 1),
        (SessionState.HELD, NOVEMBER, LAST_MONTH, 1),
        (SessionState.ENDED, DECEMBER - timedelta(seconds=1), MONDAY, 1),
        (SessionState.SCHEDULING, None, MONDAY, 1),
        (SessionState.SCHEDULING, None, LAST_MONTH, 0),
        (SessionState.HELD, NOVEMBER - timedelta(seconds=1), LAST_MONTH, 0),
        (SessionState.BOOKED, DECEMBER, MONDAY, 0),
        (SessionState.CANCELLED, MONDAY, MONDAY, 0),
    ],
)
async def test_a_month_counts_what_starts_in_it_and_what_was_agreed_in_it(
    db: Database, state: SessionState, starts: datetime | None, created: datetime, load: int
) -> None:
    await found(db, [ELI])
    await session(db, state, starts, created=created)
    eli = await candidate(db)
    assert eli is not None
    assert eli.load == load


async def test_open_offers_count_as_load_and_answered_ones_do_not(db: Database) -> None:
    await found(db, [ELI])
    for state in OfferState:
        ask_id = await asked(db)
        async with db.begin(T) as tx:
            await tx.add(
                Offer, ask_id=ask_id, expert_id=ELI, state=state, offered_at=MONDAY, deadline_at=MONDAY
            )
    eli = await candidate(db)
    assert eli is not None
    assert (eli.load, eli.open_offers) == (2, 2)  # open and clarifying


async def test_booked_hours_are_busy_in_either_role_and_over_ones_are_not(db: Database) -> None:
    await found(db, [ELI, MEI])
    tomorrow = MONDAY + timedelta(days=1)
    await session(db, SessionState.BOOKED, tomorrow, mentee=MEI, expert=ELI)
    await session(db, SessionState.BOOKED, MONDAY - timedelta(hours=1), mentee=NOOR)
    await session(db, SessionState.CANCELLED, tomorrow + timedelta(hours=2))
    for somebody in (ELI, MEI):
        one = await candidate(db, somebody)
        assert one is not None
        assert one.busy == ((tomorrow, tomorrow + timedelta(minutes=45)),)
        assert one.load == (2 if somebody == ELI else 0)


async def test_help_on_the_same_topic_counts_and_on_another_does_not(db: Database) -> None:
    await found(db, [ELI])
    async with db.begin(T) as tx:
        await tx.add(Topic, id="other", name="Other", name_key="other", created_at=MONDAY)
    long_ago = MONDAY - timedelta(days=400)
    for topic, state in (
        ("prices", SessionState.HELD),
        ("prices", SessionState.HELD),
        ("other", SessionState.HELD),
        ("prices", SessionState.ENDED),
    ):
        await session(db, state, long_ago, created=long_ago, topic=topic)
    eli = await candidate(db)
    assert eli is not None
    assert eli.helped_on_topic == 2


# --- The ask ----------------------------------------------------------------------------------------------


async def facts(db: Database, ask_id: str, now: datetime = MONDAY) -> queries.AskFacts:
    async with db.read(T) as tx:
        ask = await tx.get(Ask, ask_id)
        assert ask is not None
        return await queries.facts_of(tx, ask, now)


async def test_everything_about_an_ask_is_known(db: Database) -> None:
    await found(db, [], {ADA: "Asia/Tokyo"})
    ask_id = await asked(
        db, background="So far", outcome="A list", minutes=30, needed_by=date(2026, 11, 27), widened=True
    )
    async with db.begin(T) as tx:
        await tx.add(Avoidance, user_id=ADA, other_id=TUI)
        await tx.add(Avoidance, user_id=MEI, other_id=ADA)
        await tx.add(Offer, ask_id=ask_id, expert_id=ELI, offered_at=MONDAY, deadline_at=MONDAY)
    await session(db, SessionState.HELD, MONDAY - timedelta(days=89), mentee=ADA, expert=MEI)
    await session(db, SessionState.HELD, MONDAY - timedelta(days=91), mentee=ADA, expert=NOOR)
    await session(db, SessionState.CANCELLED, MONDAY, mentee=ADA, expert=TUI)
    known = await facts(db, ask_id)
    assert (known.topic_name, known.background, known.outcome) == ("Pricing", "So far", "A list")
    assert (known.minutes, known.widened) == (30, True)
    assert known.needed_by == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # midnight in Tokyo
    assert (known.avoids, known.already_asked, known.met_before) == ({TUI}, {ELI}, {MEI})


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("Europe/Berlin", date(2027, 3, 28), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),  # 23 hours long
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),  # 25 hours long
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 6, 4, 0, tzinfo=UTC)),  # midnight is skipped
        ("Pacific/Apia", date(2026, 11, 23), datetime(2026, 11, 23, 11, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_with_the_calendar_of_whoever_named_it(zone: str, day: date, end: datetime) -> None:
    assert queries.end_of_day(day, WorkingHours(zone)) == end


def test_no_day_has_no_end() -> None:
    assert queries.end_of_day(None, WorkingHours("UTC")) is None


# --- Together ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sides", [(ADA, ELI), (ELI, ADA)])
async def test_a_block_counts_both_ways(db: Database, sides: tuple[str, str]) -> None:
    await found(db, [ELI, MEI])
    async with db.begin(T) as tx:
        await tx.add(Avoidance, user_id=sides[0], other_id=sides[1])
    ranking = await ranked(db, await asked(db))
    assert [one.user_id for one in ranking.ranked] == [MEI]
    assert (ELI, Rule.BLOCKED) in ranking.left_out


async def test_full_paused_and_asked_experts_are_left_out_with_the_rule_that_says_so(db: Database) -> None:
    await found(db, [ADA, ELI, MEI, TUI, NOOR])
    await session(db, SessionState.BOOKED, MONDAY + timedelta(days=1), mentee=TUI)
    ask_id = await asked(db)
    async with db.begin(T) as tx:
        expert = queries.Expert
        await tx.change(expert, expert.user_id == ELI, capacity=1)
        await tx.change(expert, expert.user_id == MEI, paused_until=MONDAY + timedelta(seconds=1))
        await tx.change(expert, expert.user_id == NOOR, lengths=[30])
        await tx.add(Offer, ask_id=ask_id, expert_id=TUI, offered_at=MONDAY, deadline_at=MONDAY)
    ranking = await ranked(db, ask_id)
    assert ranking.ranked == ()
    assert dict(ranking.left_out) == {
        ADA: Rule.ONESELF,
        ELI: Rule.FULL,
        MEI: Rule.PAUSED,
        NOOR: Rule.LENGTH,
        TUI: Rule.ALREADY_ASKED,
    }


async def test_reasons_are_kept_with_the_offer_and_told_in_each_readers_zone(db: Database) -> None:
    reasons = (
        '[{"part": "topic", "value": 1.0, "details": ["Pricing"], "number": 0},'
        ' {"part": "hours", "value": 0.4, "details": ["2026-11-23T23:30:00+00:00"], "number": 1},'
        ' {"part": "variety", "value": 1.0, "details": [], "number": 0}]'
    )
    offer = Offer(reasons=reasons)
    assert queries.reasons_of(offer, "UTC") == ["shares your topic Pricing", "free Monday"]
    assert queries.reasons_of(offer, "Asia/Tokyo")[1] == "free Tuesday"
    assert queries.reasons_of(offer, "Nowhere/Land")[1] == "free Monday"


def test_every_reason_reads_as_words_and_every_rule_has_some() -> None:
    said = texts.reasons(
        [
            Reason(Part.WORDS, 0.5, ("price", "x" * 900, "board", "list"), 4),
            Reason(Part.LOAD, 0.5, (), 1),
            Reason(Part.LOAD, 0.5, (), 2),
            Reason(Part.HELPED, 0.5, (), 1),
            Reason(Part.HELPED, 0.5, (), 3),
        ],
        "UTC",
    )
    assert said == [
        f"mentions price, {'x' * 39}… and board",
        "has 1 session left this month",
        "has 2 sessions left this month",
        "has helped with this topic once",
        "has helped with this topic 3 times",
    ]


async def test_another_workspace_lends_nobody(db: Database) -> None:
    await found(db, [ELI])
    ask_id = await asked(db)
    async with db.read("T2") as tx:
        assert await queries.pool(tx, "prices", MONDAY) == []
        assert await tx.all(select(Ask.id)) == []
    assert (await the_ask(db, ask_id)).id == ask_id
