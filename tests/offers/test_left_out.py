"""Who would have been the closest match: told to those who look for help, without giving anybody away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.asks import messages as asks_messages
from bot.delivery.messages import MessageKind
from bot.experts import service as experts
from bot.kit.db import Database
from bot.models import AskState, Expert, ExpertTopic, Person
from bot.offers import messages, service, texts
from bot.people import service as people
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    TUI,
    T,
    create_ask,
    create_avoidance,
    create_expert,
    create_workspace,
    get_ask,
    place,
    run,
    set_status,
)
from tests.support.outbox import planned

STOPS = {
    "paused": "The closest match, Eli Navarro, is paused until Fri 4 Dec.",
    "away": "The closest match, Eli Navarro, is away until Fri 4 Dec.",
    "full": "The closest match, Eli Navarro, has no free place this month.",
    "length": "The closest match, Eli Navarro, does not offer 45 minutes.",
    "elsewhere": "The closest match, Eli Navarro, has no free hour in common with the person who asks.",
}
TO_MENTEE = {
    "paused": "One colleague fits, but is taking a break.",
    "away": "One colleague fits, but is away at the moment.",
    "full": "One colleague fits, but has no free place this month.",
    "length": "One colleague fits, but does not offer 45 minutes.",
    "elsewhere": "One colleague fits, but has no free hour in common with you.",
}


async def stop_eli(database: Database, why: str) -> None:
    """Eli is the only one who fits, and one rule stops him."""
    more = {"length": {"lengths": [30]}, "full": {"capacity": 1}}.get(why, {})
    await run(database, create_expert, ELI, skills="price lists for the board", **more)
    if why == "paused":
        await run(database, experts.pause, ELI, date(2026, 12, 4), MONDAY)
    elif why == "away":
        await set_status(database, ELI, "On holiday", MONDAY, datetime(2026, 12, 4, 17, tzinfo=UTC))
    elif why == "full":
        await place(database, await create_ask(database, mentee_id=TUI))
    elif why == "elsewhere":
        async with database.begin(T) as db:
            await db.update_where(Person, Person.user_id == ELI, zone="Pacific/Auckland")
            await people.experts_changed(db, [ELI])


async def words_to(database: Database, to: str, kind: MessageKind) -> str:
    return "".join(one.words for one in await planned(database, MONDAY, to, kind))


@pytest.mark.parametrize("why", STOPS)
async def test_the_closest_match_is_named_to_steward_and_team_and_hinted_at_to_the_mentee(
    database: Database, why: str
) -> None:
    await create_workspace(database, [], steward_id=MEI)
    await stop_eli(database, why)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    assert (await get_ask(database, ask_id)).state == AskState.STEWARD
    assert STOPS[why] in await words_to(database, MEI, messages.STEWARD)
    assert TO_MENTEE[why] in await words_to(database, ADA, asks_messages.TRACKER)
    await run(database, service.pass_steward, ask_id, MONDAY)
    assert STOPS[why] in await words_to(database, MEI, messages.STEWARD)
    assert STOPS[why] in await words_to(database, NOOR, messages.PROGRAM_TEAM)
    assert TO_MENTEE[why] in await words_to(database, ADA, asks_messages.TRACKER)
    for one in await planned(database, MONDAY):
        if one.to == ADA:
            assert "Eli" not in one.words
        elif one.to in (MEI, NOOR):
            for word in ("price lists", "board", "Ada", ADA):
                assert word not in one.words


async def test_what_is_told_is_true_at_the_moment_in_which_it_is_said(database: Database) -> None:
    """Eli's break is over when the message goes out."""
    await create_workspace(database, [], steward_id=MEI)
    await stop_eli(database, "paused")
    await place(database, await create_ask(database))
    after = MONDAY + timedelta(days=14)
    (card,) = await planned(database, after, MEI, messages.STEWARD)
    assert "Eli" not in card.words


async def test_a_question_that_is_with_somebody_tells_nothing_of_others(database: Database) -> None:
    await create_workspace(database, [MEI])
    await stop_eli(database, "paused")
    await place(database, await create_ask(database))
    for one in await planned(database, MONDAY):
        assert "Eli" not in one.words
        assert "fits, but" not in one.words


async def test_the_one_who_was_left_out_reads_nothing_of_it(database: Database) -> None:
    await create_workspace(database, [], steward_id=ELI)
    await stop_eli(database, "paused")
    await place(database, await create_ask(database))
    words = await words_to(database, ELI, messages.STEWARD)
    assert words
    assert "closest match" not in words


async def crowd(database: Database, number: int) -> None:
    """So many experts on the topic, besides Eli; they only offer half an hour."""
    async with database.begin(T) as db:
        for n in range(number):
            await db.insert(Person, user_id=f"U{n}", name=f"Person {n}", synced_at=MONDAY)
            await db.insert(Expert, user_id=f"U{n}", opted_in_at=MONDAY, lengths=[30], capacity=2)
            await db.insert(ExpertTopic, user_id=f"U{n}", topic_id="prices")
        await people.experts_changed(db, [f"U{n}" for n in range(number)])


@pytest.mark.parametrize("sides", [(ADA, ELI), (ELI, ADA)])
@pytest.mark.parametrize(("others", "told"), [(0, False), (3, False), (4, True)])
async def test_a_block_is_hinted_at_in_a_crowd_only(
    database: Database, sides: tuple[str, str], others: int, told: bool
) -> None:
    await create_workspace(database, [], steward_id=MEI)
    await run(database, create_expert, ELI, skills="price lists for the board on Friday")
    await create_avoidance(database, *sides)
    await crowd(database, others)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await run(database, service.pass_steward, ask_id, MONDAY)
    for to, kind in ((MEI, messages.STEWARD), (NOOR, messages.PROGRAM_TEAM)):
        words = await words_to(database, to, kind)
        assert (str(texts.LEFT_OUT_CONFIDENTIAL) in words) is told
        assert "Eli" not in words
        assert "closest match" not in words
    tracker = await words_to(database, ADA, asks_messages.TRACKER)
    assert tracker
    assert "fits, but" not in tracker
    assert str(texts.LEFT_OUT_CONFIDENTIAL) not in tracker


async def test_experts_outside_the_topic_are_no_crowd(database: Database) -> None:
    """Whoever reads it would look among those who help with the topic, and there is only Eli."""
    await create_workspace(database, [], steward_id=MEI)
    await run(database, create_expert, ELI, skills="price lists for the board on Friday")
    await create_avoidance(database, ELI, ADA)
    await crowd(database, 6)
    async with database.begin(T) as db:
        await db.delete_where(ExpertTopic, ExpertTopic.user_id != ELI)
        await people.experts_changed(db, [f"U{n}" for n in range(6)])
    await place(database, await create_ask(database))
    assert str(texts.LEFT_OUT_CONFIDENTIAL) not in await words_to(database, MEI, messages.STEWARD)


async def test_those_on_a_break_are_no_crowd(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    await run(database, create_expert, ELI, skills="price lists for the board on Friday")
    await create_avoidance(database, ELI, ADA)
    await crowd(database, 4)
    await run(database, experts.pause, "U0", date(2026, 12, 4), MONDAY)
    await place(database, await create_ask(database))
    assert str(texts.LEFT_OUT_CONFIDENTIAL) not in await words_to(database, MEI, messages.STEWARD)


async def test_all_readers_see_the_same_of_a_block_even_whom_it_is_about(database: Database) -> None:
    """If Eli, who stewards the topic, read less than Noor, the two could tell that it is about him."""
    await create_workspace(database, [], steward_id=ELI)
    await run(database, create_expert, ELI, skills="price lists for the board on Friday")
    await create_avoidance(database, ADA, ELI)
    await crowd(database, 4)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await run(database, service.pass_steward, ask_id, MONDAY)
    for to, kind in ((ELI, messages.STEWARD), (NOOR, messages.PROGRAM_TEAM)):
        assert str(texts.LEFT_OUT_CONFIDENTIAL) in await words_to(database, to, kind)
