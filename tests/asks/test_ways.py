"""What can be done where nobody can help, and how many offer a topic: on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.asks import messages, queries, service, texts, views
from bot.asks.queries import Ways
from bot.asks.views.supply import supply_line, supply_words
from bot.experts import queries as experts_queries
from bot.experts import service as experts
from bot.experts.queries import Supply
from bot.experts.rules import Forecast, Wait
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import AskState, Expert, Person, Topic
from bot.offers import service as offers
from tests.support.clock import MONDAY
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    TUI,
    T,
    create_ask,
    create_expert,
    create_workspace,
    get_ask,
    place,
    run,
)
from tests.support.outbox import planned


async def create_topic(database: Database, name: str, parent: str | None = None) -> str:
    values = {"id": name.casefold(), "name": name, "name_key": name.casefold(), "parent_id": parent}
    async with database.begin(T) as db:
        await db.insert(Topic, created_at=MONDAY, **values)
    return name.casefold()


async def ways(database: Database, ask_id: str) -> Ways:
    ask = await get_ask(database, ask_id)
    async with database.read(T) as db:
        found = (await queries.tracked(db, ask, MONDAY)).ways
    assert found is not None
    return found


async def nobody(database: Database) -> str:
    """Ada's question about pricing, a topic of the family "sales", of which nobody offers it."""
    await create_workspace(database, [])
    await create_topic(database, "Sales")
    await create_topic(database, "Discounts", "sales")
    async with database.begin(T) as db:
        await db.update_where(Topic, Topic.id == "prices", parent_id="sales")
    ask_id = await create_ask(database)
    await place(database, ask_id)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    return ask_id


# --- Where nobody can ---------------------------------------------------------------------------------------


async def test_without_any_expert_nothing_is_promised(database: Database) -> None:
    ask_id = await nobody(database)
    assert await ways(database, ask_id) == Ways(is_offered=False)
    (card,) = await planned(database, MONDAY, ADA, messages.TRACKER)
    assert "Nobody offers *Pricing* yet" in card.words
    for sentence in (texts.WIDEN_HELPS, texts.NEAR_HELPS.text.partition("{")[0], texts.WIDEN):
        assert str(sentence) not in card.words


async def test_a_topic_of_the_same_family_that_has_people_is_offered(database: Database) -> None:
    ask_id = await nobody(database)
    await run(database, create_expert, ELI, "discounts")
    found = await ways(database, ask_id)
    assert (found.near_topic_id, found.near_topic) == ("discounts", "Discounts")
    (card,) = await planned(database, MONDAY, ADA, messages.TRACKER)
    assert "There are people for *Discounts*, which is close to it" in card.words
    await run(database, service.move_topic, ask_id, ADA, "discounts", MONDAY)
    offer = await place(database, ask_id)
    assert offer is not None
    assert offer.expert_id == ELI
    assert (await get_ask(database, ask_id)).topic_id == "discounts"


async def test_a_topic_whose_people_cannot_is_not_offered(database: Database) -> None:
    ask_id = await nobody(database)
    await run(database, create_expert, ELI, "discounts")
    await run(database, experts.pause, ELI, date(2026, 12, 4), MONDAY)
    assert (await ways(database, ask_id)).near_topic == ""


async def test_a_topic_that_the_words_speak_of_is_offered(database: Database) -> None:
    ask_id = await nobody(database)
    await create_topic(database, "Boards")
    await run(database, create_expert, MEI, "boards", skills="price lists that a board sees on Friday")
    assert (await ways(database, ask_id)).near_topic == "Boards"


async def test_widening_is_offered_where_it_finds_somebody(database: Database) -> None:
    ask_id = await nobody(database)
    await create_topic(database, "Cooking")
    assert not (await ways(database, ask_id)).wider
    await run(database, create_expert, TUI, "cooking", lengths=[30])
    assert (await ways(database, ask_id)).wider
    (card,) = await planned(database, MONDAY, ADA, messages.TRACKER)
    assert str(texts.WIDEN_HELPS) in card.words
    await run(database, service.widen, ask_id, ADA, ["topic", "short"], MONDAY)
    offer = await place(database, ask_id)
    assert offer is not None
    assert offer.expert_id == TUI


async def test_only_the_mentee_moves_a_question_and_only_to_a_topic_there_is(database: Database) -> None:
    ask_id = await nobody(database)
    with pytest.raises(UserMessage):
        await run(database, service.move_topic, ask_id, NOOR, "discounts", MONDAY)
    with pytest.raises(FormErrors):
        await run(database, service.move_topic, ask_id, ADA, "nowhere", MONDAY)
    await run(database, service.withdraw, ask_id, ADA, MONDAY)
    with pytest.raises(UserMessage):
        await run(database, service.move_topic, ask_id, ADA, "discounts", MONDAY)


async def test_while_somebody_has_it_nothing_of_this_is_said(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database)
    await place(database, ask_id)
    ask = await get_ask(database, ask_id)
    async with database.read(T) as db:
        assert (await queries.tracked(db, ask, MONDAY)).ways is None


async def test_when_somebody_joins_the_mentee_is_told(database: Database) -> None:
    ask_id = await nobody(database)
    await run(database, create_expert, ELI)
    await run(database, offers.reconsider_all, [ask_id], MONDAY)
    (moved,) = await planned(database, MONDAY, ADA, messages.MOVED)
    assert "Somebody who may help with your question about Pricing is there now" in moved.words


async def test_when_somebody_gets_free_the_mentee_is_told(database: Database) -> None:
    await create_workspace(database, [ELI])
    await run(database, experts.pause, ELI, date(2026, 11, 25), MONDAY)
    ask_id = await create_ask(database)
    assert await place(database, ask_id) is None
    later = MONDAY + timedelta(days=3)
    await run(database, experts.end_pause, ELI, later)
    await run(database, offers.reconsider_all, [ask_id], later)
    assert len(await planned(database, later, ADA, messages.MOVED)) == 1


# --- Supply -------------------------------------------------------------------------------------------------


async def supply(database: Database, mentee: str = ADA) -> dict[str, Supply]:
    async with database.read(T) as db:
        return await experts_queries.supply(db, mentee, MONDAY)


async def test_supply_counts_who_is_there(database: Database) -> None:
    await create_workspace(database, [ELI, MEI, TUI])
    await create_topic(database, "Cooking")
    assert await supply(database) == {"prices": Supply(3, 3)}
    assert await supply(database, ELI) == {"prices": Supply(2, 2)}
    await run(database, experts.pause, ELI, date(2026, 12, 4), MONDAY)
    await run(database, experts.leave, MEI, MONDAY)
    assert await supply(database) == {"prices": Supply(2, 1)}
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == TUI, deactivated=True)
        await db.update_where(Expert, Expert.user_id == ELI, opted_out_at=MONDAY)
    assert await supply(database) == {}


async def test_how_long_a_yes_takes_is_told_once_that_has_held(database: Database) -> None:
    """Thirty questions of five people, most of them answered within hours; three still wait."""
    await create_workspace(database, [ELI])
    mentees = ["UM1", "UM2", "UM3", "UM4", "UM5"]
    async with database.begin(T) as db:
        db.add_all(Person(workspace_id=T, user_id=one, name=one, zone="UTC") for one in mentees)
    for number in range(30):
        asked = MONDAY - timedelta(days=7 * (number // 5 + 1) - number % 5)
        yes = asked + timedelta(hours=1 + number % 4) if number % 10 else None
        await create_ask(
            database,
            mentee_id=mentees[number % 5],
            state=AskState.CONCLUDED if yes else AskState.WAITING,
            created_at=asked,
            matched_at=yes,
        )
        if number == 20:
            assert (await supply(database))["prices"].forecast is None
    async with database.read(T) as db:  # it is made anew after a quarter of an hour
        found = (await experts_queries.supply(db, ADA, MONDAY + timedelta(minutes=15)))["prices"].forecast
    assert found is not None
    assert (found.wait.days, found.people) == ((0, 1), 5)
    assert (found.held, found.judged) == (22, 25)


YES = "A yes usually comes"
HELD = "That held for 21 of the last 25 questions."


def said(least: int, most: int) -> Forecast:
    return Forecast(Wait(least, most), held=21, judged=25, people=9)


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (Supply(), str(texts.SUPPLY_NOBODY)),
        (Supply(1, 1), "One colleague offers this."),
        (Supply(2, 2, said(0, 180)), f"2 colleagues offer this. {YES} within a few working hours. {HELD}"),
        (Supply(2, 1, said(0, 960)), f"One colleague offers this. {YES} within 2 working days. {HELD}"),
        (Supply(9, 9, said(0, 480)), f"9 colleagues offer this. {YES} within a working day. {HELD}"),
        (Supply(9, 9, said(480, 1440)), f"9 colleagues offer this. {YES} after 1 to 3 working days. {HELD}"),
        (Supply(2, 0, said(0, 180)), "Everybody who offers this is away at present."),
    ],
)
def test_supply_is_said_in_a_line(found: Supply, line: str) -> None:
    assert supply_line(NEUTRAL, found) == line


def test_the_list_of_topics_says_which_nobody_offers() -> None:
    assert supply_words(NEUTRAL, Supply()) == "Nobody offers this yet"
    assert supply_words(NEUTRAL, Supply(3, 3)) == "3 colleagues offer this"


async def test_the_form_says_who_offers_a_topic_before_it_is_sent(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    await create_topic(database, "Cooking")
    async with database.read(T) as db:
        topics = await queries.offered_topics(db, ADA, MONDAY)
    shown = str(views.ask_modal(NEUTRAL, views.Filled(topics, {"topic": "prices"})))
    assert "2 colleagues offer this." in shown
    assert "'description': {'type': 'plain_text', 'text': 'Nobody offers this yet'" in shown
    shown = str(views.ask_modal(NEUTRAL, views.Filled(topics, {"topic": "cooking"})))
    assert str(texts.SUPPLY_NOBODY) in shown
