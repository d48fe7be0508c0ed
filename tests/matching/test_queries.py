"""From the tables to the ranking: who is in the pool, and what is known of them. On both databases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.kit.db import Database
from bot.kit.hours import Window, WorkingHours
from bot.kit.reader import NEUTRAL
from bot.matching import queries
from bot.matching.rules import AskFacts, Candidate, Help, LiveState, Ranking, Rule, TopicFacts
from bot.models import (
    Ask,
    AskState,
    Avoidance,
    Expert,
    ExpertTopic,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    Topic,
    WrapUp,
)
from bot.people import service as people
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_ask, create_workspace, get_ask


async def ranked(database: Database, ask_id: str, now: datetime = MONDAY) -> Ranking:
    async with database.read(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        return await queries.rank_for(db, ask, now)


async def order(database: Database, ask_id: str) -> list[str]:
    return sorted(one.user_id for one in (await ranked(database, ask_id)).ranked)


async def candidate(database: Database, user_id: str = ELI) -> Candidate | None:
    async with database.read(T) as db:
        one = {one.user_id: one for one in await queries.candidates(db)}.get(user_id)
        alone = await queries.candidates(db, {user_id})
    assert alone == ([one] if one else [])  # whoever changed is read as the whole pool is
    return one


async def live_state(database: Database, now: datetime = MONDAY) -> LiveState:
    async with database.read(T) as db:
        return await queries.live_state(db, now)


async def session(
    database: Database,
    state: SessionState,
    starts: datetime | None,
    *,
    mentee: str = NOOR,
    expert: str = ELI,
    created: datetime = MONDAY,
    topic: str = "prices",
    question: str = "x" * 10,
) -> str:
    """A session of two people that came of some question, whose id is returned."""
    async with database.begin(T) as db:
        ask = await db.insert(
            Ask,
            mentee_id=mentee,
            topic_id=topic,
            question=question,
            state=AskState.MATCHED,
            created_at=created,
        )
        offer = await db.insert(
            Offer,
            ask_id=ask.id,
            expert_id=expert,
            state=OfferState.ACCEPTED,
            offered_at=created,
            deadline_at=created,
        )
        await db.insert(
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
        await people.experts_changed(db, [expert])
        return ask.id


# --- The pool ---------------------------------------------------------------------------------------------


async def test_only_members_who_joined_and_whom_we_know_are_in_the_pool(database: Database) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    async with database.begin(T) as db:
        await db.update_where(Expert, Expert.user_id == MEI, opted_out_at=MONDAY)
        await db.update_where(Person, Person.user_id == TUI, synced_at=None)
    assert await candidate(database, ELI) is not None
    for somebody in (MEI, TUI, ADA):
        assert await candidate(database, somebody) is None


async def test_what_an_expert_says_is_known_and_archived_topics_are_not(database: Database) -> None:
    await create_workspace(database, [])
    async with database.begin(T) as db:
        await db.insert(
            Topic,
            id="old",
            name="Old",
            name_key="old",
            created_at=MONDAY,
            archived_at=MONDAY,
            synonyms=["no"],
        )
        await db.update_where(Topic, Topic.id == "prices", synonyms=["cost", "rates"])
        await db.insert(
            Expert,
            user_id=ELI,
            opted_in_at=MONDAY,
            skills="Negotiation",
            about="Ten years of it",
            capacity=3,
            lengths=[30],
            paused_until=MONDAY,
        )
        for topic in ("prices", "old"):
            await db.insert(ExpertTopic, user_id=ELI, topic_id=topic)
        await people.set_hours(db, ELI, [Window(0, 600, 700)])
        await db.update_where(Person, Person.user_id == ELI, zone="America/Los_Angeles")
    eli = await candidate(database)
    assert eli is not None
    assert eli.topic_ids == {
        "prices",
        "old",
    }  # the archived one may be restored
    async with database.read(T) as db:
        assert await queries.topics(db) == (TopicFacts("prices", "Pricing", ("cost", "rates")),)
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
    database: Database, state: SessionState, starts: datetime | None, created: datetime, load: int
) -> None:
    await create_workspace(database, [ELI])
    await session(database, state, starts, created=created)
    assert (await live_state(database)).load.get(ELI, 0) == load


async def test_open_offers_count_as_load_and_answered_ones_do_not(database: Database) -> None:
    await create_workspace(database, [ELI])
    for state in OfferState:
        ask_id = await create_ask(database)
        async with database.begin(T) as db:
            await db.insert(
                Offer, ask_id=ask_id, expert_id=ELI, state=state, offered_at=MONDAY, deadline_at=MONDAY
            )
    now = await live_state(database)
    assert (now.load[ELI], now.sessions_lately[ELI]) == (2, 2)  # open and clarifying


async def test_booked_hours_are_busy_in_either_role_and_over_ones_are_not(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    tomorrow = MONDAY + timedelta(days=1)
    await session(database, SessionState.BOOKED, tomorrow, mentee=MEI, expert=ELI)
    await session(database, SessionState.BOOKED, MONDAY - timedelta(hours=1), mentee=NOOR)
    await session(database, SessionState.CANCELLED, tomorrow + timedelta(hours=2))
    now = await live_state(database)
    for somebody in (ELI, MEI):
        assert list(now.busy[somebody]) == [(tomorrow, tomorrow + timedelta(minutes=45))]
        assert now.load.get(somebody, 0) == (2 if somebody == ELI else 0)


async def test_the_sessions_of_three_months_and_open_offers_count_and_a_no_does_not(
    database: Database,
) -> None:
    await create_workspace(database, [ELI, MEI])
    await session(
        database, SessionState.HELD, MONDAY - timedelta(days=60), created=MONDAY - timedelta(days=61)
    )
    await session(database, SessionState.CANCELLED, MONDAY, created=MONDAY - timedelta(days=5))
    await session(
        database, SessionState.HELD, MONDAY - timedelta(days=91), created=MONDAY - timedelta(days=92)
    )
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        for expert, state in ((MEI, OfferState.OPEN), (ELI, OfferState.DECLINED)):
            await db.insert(
                Offer, ask_id=ask_id, expert_id=expert, state=state, offered_at=MONDAY, deadline_at=MONDAY
            )
    assert dict((await live_state(database)).sessions_lately) == {ELI: 1, MEI: 1}


async def test_the_questions_of_held_sessions_are_past_help_newest_first(database: Database) -> None:
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await db.insert(Topic, id="other", name="Other", name_key="other", created_at=MONDAY)
    long_ago = MONDAY - timedelta(days=400)
    for days, topic, state in (
        (0, "prices", SessionState.HELD),
        (2, "other", SessionState.HELD),
        (1, "prices", SessionState.HELD),
        (3, "prices", SessionState.ENDED),
    ):
        at = long_ago + timedelta(days=days)
        await session(database, state, at, created=long_ago, topic=topic, question=f"Question of day {days}?")
    eli = await candidate(database)
    assert eli is not None
    assert eli.helped == (
        Help("Question of day 2?", ("other",)),
        Help("Question of day 1?", ("prices",)),
        Help("Question of day 0?", ("prices",)),
    )


# --- The ask ----------------------------------------------------------------------------------------------


async def facts(database: Database, ask_id: str, now: datetime = MONDAY) -> AskFacts:
    async with database.read(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        return await queries.facts_of(db, ask, now)


async def test_everything_about_an_ask_is_known(database: Database) -> None:
    await create_workspace(database, [], {ADA: "Asia/Tokyo"})
    ask_id = await create_ask(
        database,
        background="So far",
        outcome="A list",
        minutes=30,
        needed_by=date(2026, 11, 27),
        widened=True,
    )
    async with database.begin(T) as db:
        await db.insert(Avoidance, user_id=ADA, other_id=TUI)
        await db.insert(Avoidance, user_id=MEI, other_id=ADA)
        await db.insert(
            Offer, ask_id=ask_id, expert_id=ELI, state=OfferState.OPEN, offered_at=MONDAY, deadline_at=MONDAY
        )
    await session(database, SessionState.HELD, MONDAY - timedelta(days=89), mentee=ADA, expert=MEI)
    await session(database, SessionState.HELD, MONDAY - timedelta(days=91), mentee=ADA, expert=NOOR)
    await session(database, SessionState.CANCELLED, MONDAY, mentee=ADA, expert=TUI)
    known = await facts(database, ask_id)
    assert (known.topic_name, known.background, known.outcome) == ("Pricing", "So far", "A list")
    assert (known.minutes, known.widened) == (30, True)
    assert known.needed_by == datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # midnight in Tokyo
    assert (known.avoids, known.already_asked, known.met_before) == ({TUI, MEI}, {ELI}, {MEI})
    assert (known.key, known.preset, known.newcomer_percent) == (ask_id, "balanced", 10)


@pytest.mark.parametrize("glad", [{ADA}, {ELI}, {ADA, ELI}])
async def test_only_whom_both_would_gladly_meet_again_is_liked(database: Database, glad: set[str]) -> None:
    await create_workspace(database, [ELI])
    await session(database, SessionState.HELD, MONDAY - timedelta(days=200), mentee=ADA)
    async with database.begin(T) as db:
        held = await db.scalar(select(Session))
        assert held is not None
        for version in (held.version - 1, held.version):  # both were glad before the last time
            for user_id in (ADA, ELI):
                await db.insert(
                    WrapUp,
                    session_id=held.id,
                    user_id=user_id,
                    took_place=True,
                    meet_again=user_id in glad or version != held.version,
                    version=version,
                )
    assert (await facts(database, await create_ask(database))).liked == ({ELI} if len(glad) == 2 else set())


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
async def test_a_block_counts_both_ways(database: Database, sides: tuple[str, str]) -> None:
    await create_workspace(database, [ELI, MEI])
    async with database.begin(T) as db:
        await db.insert(Avoidance, user_id=sides[0], other_id=sides[1])
    ranking = await ranked(database, await create_ask(database))
    assert [one.user_id for one in ranking.ranked] == [MEI]
    assert ranking.left_out == {Rule.BLOCKED: 1}


async def test_full_paused_and_asked_experts_are_left_out_with_the_rule_that_says_so(
    database: Database,
) -> None:
    await create_workspace(database, [ADA, ELI, MEI, TUI, NOOR])
    await session(database, SessionState.BOOKED, MONDAY + timedelta(days=1), mentee=TUI)
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        await db.update_where(Expert, Expert.user_id == ELI, capacity=1)
        await db.update_where(Expert, Expert.user_id == MEI, paused_until=MONDAY + timedelta(seconds=1))
        await db.update_where(Expert, Expert.user_id == NOOR, lengths=[30])
        await db.insert(
            Offer, ask_id=ask_id, expert_id=TUI, state=OfferState.OPEN, offered_at=MONDAY, deadline_at=MONDAY
        )
    ranking = await ranked(database, ask_id)
    assert ranking.ranked == ()
    assert dict(ranking.left_out) == dict.fromkeys(
        (Rule.ONESELF, Rule.FULL, Rule.PAUSED, Rule.LENGTH, Rule.ALREADY_ASKED), 1
    )


async def test_reasons_are_kept_with_the_offer_and_told_in_each_readers_zone(database: Database) -> None:
    reasons = (
        '[{"part": "words", "value": 1.0, "details": ["elasticity"], "number": 1},'
        ' {"part": "hours", "value": 0.4, "details": ["2026-11-23T23:30:00+00:00"], "number": 1},'
        ' {"part": "variety", "value": 1.0, "details": [], "number": 0}]'
    )
    offer = Offer(reasons=reasons)
    assert [NEUTRAL(one) for one in queries.reasons_of(offer)] == [
        "they write about elasticity",
        "you are both free Monday",
    ]
    assert NEUTRAL(queries.reasons_of(offer, to_expert=True)[0]) == "you write about elasticity"
    assert NEUTRAL.in_zone("Asia/Tokyo")(queries.reasons_of(offer)[1]) == "you are both free Tuesday"
    assert NEUTRAL.in_zone("Nowhere/Land")(queries.reasons_of(offer)[1]) == "you are both free Monday"


async def test_another_workspace_lends_nobody(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    async with database.read("T2") as db:
        assert await queries.candidates(db) == []
        assert (await queries.live_state(db, MONDAY)) == LiveState(
            load=Counter(), busy={}, sessions_lately=Counter()
        )
        assert list(await db.scalars(select(Ask.id))) == []
    assert (await get_ask(database, ask_id)).id == ask_id


async def test_how_well_experts_fit_some_words_is_told_for_each_and_for_no_stranger(
    database: Database,
) -> None:
    await create_workspace(database)
    words = {"skills": "Price lists, discounts and margins"}
    async with database.begin(T) as db:
        await db.update_where(Expert, Expert.user_id == ELI, **words)
        await people.experts_changed(db, [ELI])
    async with database.read(T) as db:
        (mine, nothing) = await queries.fits(
            db, [("prices", "Which discounts may I put into a price list?"), (None, "")], [ELI, MEI, ADA]
        )
    assert set(mine) == {ELI, MEI}
    assert 0 <= mine[MEI] < mine[ELI] <= 1
    assert set(nothing) == {ELI, MEI}
