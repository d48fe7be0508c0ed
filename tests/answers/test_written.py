"""An answer in writing, where only hours stand in the way: asked for, written, decided on, thanked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.answers import jobs, messages, service, texts
from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.asks import texts as asks_texts
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.matching import queries as matching
from bot.models import AskState, Offer, OfferSource, OfferState, Person, WrittenAnswer
from bot.offers import jobs as offers_jobs
from bot.offers import messages as offers_messages
from bot.offers import service as offers
from bot.offers import texts as offers_texts
from bot.people import service as people
from bot.thanks import queries as thanks
from bot.thanks.views import home_blocks
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    T,
    create_ask,
    create_expert,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    rows,
    run,
)
from tests.support.outbox import planned

WORDS = "Show the simple list first: boards decide on one number."


async def move_away(database: Database, user_id: str) -> None:
    """Somebody's hours no longer meet Ada's."""
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == user_id, zone="Pacific/Auckland")
        await people.experts_changed(db, [user_id])


async def waiting(database: Database) -> str:
    """Ada's question waits, since Eli, the only one who fits, lives on the other side of the earth."""
    await create_workspace(database, [])
    await run(database, create_expert, ELI, skills="price lists for the board")
    await move_away(database, ELI)
    ask_id = await create_ask(database)
    assert await place(database, ask_id) is None
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    return ask_id


async def asked_in_writing(database: Database) -> Offer:
    ask_id = await waiting(database)
    await run(database, asks.ask_in_writing, ask_id, ADA, MONDAY)
    offer = await place(database, ask_id)
    assert offer is not None
    return offer


async def answered(database: Database) -> WrittenAnswer:
    offer = await asked_in_writing(database)
    await run(database, offers.write, offer.id, ELI, WORDS, MONDAY)
    await tick(database)
    return await the_answer(database)


async def the_answer(database: Database) -> WrittenAnswer:
    (found,) = await rows(database, select(WrittenAnswer))
    return found  # type: ignore[no-any-return]


async def tick(database: Database, now: Any = MONDAY) -> None:
    services = services_without_slack(database, SettableClock(now))
    await offers_jobs.place(services)
    for job in jobs.JOBS:
        await job.run(services)


async def card(database: Database, to: str, kind: Any, now: Any = MONDAY) -> str:
    return "".join(one.words for one in await planned(database, now, to, kind))


# --- Asking for it ------------------------------------------------------------------------------------------


async def test_where_only_hours_are_in_the_way_the_mentee_may_ask_for_it_in_writing(
    database: Database,
) -> None:
    await waiting(database)
    words = await card(database, ADA, asks_messages.TRACKER)
    assert str(asks_texts.LEFT_OUT["no_common_hour"]) in words
    assert str(asks_texts.IN_WRITING_HELPS) in words
    assert str(asks_texts.ASK_IN_WRITING) in words
    assert "Eli" not in words
    assert str(asks_texts.WIDEN_HELPS) not in words


async def test_the_expert_is_asked_for_sentences_and_not_for_an_hour(database: Database) -> None:
    offer = await asked_in_writing(database)
    assert (offer.expert_id, offer.in_writing, offer.source) == (ELI, True, OfferSource.MATCH)
    words = await card(database, ELI, offers_messages.CARD, offer.offered_at)
    assert "Your free hours don’t meet, so a few sentences in writing would be the help" in words
    assert str(offers_texts.WRITE) in words
    assert str(offers_texts.HELP) not in words
    assert str(asks_texts.STATUS_IN_WRITING) in await card(database, ADA, asks_messages.TRACKER)


async def test_it_is_asked_for_once(database: Database) -> None:
    offer = await asked_in_writing(database)
    with pytest.raises(UserMessage) as told:
        await run(database, asks.ask_in_writing, offer.ask_id, ADA, MONDAY)
    assert told.value.sentence == asks_texts.IN_WRITING_GONE
    await run(database, offers.decline, offer.id, ELI, "", MONDAY)
    await tick(database)
    with pytest.raises(UserMessage):
        await run(database, asks.ask_in_writing, offer.ask_id, ADA, MONDAY)
    assert (await get_ask(database, offer.ask_id)).state == AskState.WAITING


async def test_whoever_is_blocked_or_does_not_know_it_is_not_asked_in_writing(database: Database) -> None:
    ask_id = await waiting(database)
    async with database.begin(T) as db:
        await asks.suggest(
            db, ask_id, to=ELI, by=NOOR, source=OfferSource.STEWARD, note="", now=MONDAY
        )  # was named before
    with pytest.raises(UserMessage):
        await run(database, asks.ask_in_writing, ask_id, ADA, MONDAY)


async def test_an_offer_that_shares_no_hour_can_be_answered_in_writing(database: Database) -> None:
    """Mei names Eli, whose hours do not meet Ada's."""
    await create_workspace(database, [MEI, ELI])
    await move_away(database, ELI)
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    assert first.expert_id == MEI
    assert str(offers_texts.WRITE) not in await card(database, MEI, offers_messages.CARD)
    ask = await run(database, offers.decline, first.id, MEI, "", MONDAY)
    handed = {"to": ELI, "by": MEI, "source": OfferSource.HANDOVER, "note": "", "now": MONDAY}
    await run(database, offers.suggest, ask, **handed)
    second = await place(database, ask_id)
    assert second is not None
    words = await card(database, ELI, offers_messages.CARD, second.offered_at)
    for sentence in (offers_texts.NO_COMMON_HOUR, offers_texts.WRITE, offers_texts.HELP):
        assert str(sentence) in words


async def test_whether_two_share_an_hour_is_what_matching_says(database: Database) -> None:
    await create_workspace(database, [MEI, ELI])
    await move_away(database, ELI)
    ask = await get_ask(database, await create_ask(database))
    async with database.read(T) as db:
        assert await matching.shares_hour(db, ask, MEI, MONDAY)
        assert not await matching.shares_hour(db, ask, ELI, MONDAY)


# --- The answer ---------------------------------------------------------------------------------------------


async def test_the_answer_reaches_the_mentee_in_the_words_of_the_expert(database: Database) -> None:
    answer = await answered(database)
    words = await card(database, ADA, messages.ANSWER)
    assert WORDS in words
    assert "*Eli Navarro* answers your question about Pricing in writing" in words
    assert str(texts.ENOUGH) in words
    assert str(texts.NOT_ENOUGH) in words
    assert "If I hear nothing by Mon 30 Nov, I take it as answered." in words
    assert "Eli has answered you in writing" in await card(database, ADA, asks_messages.TRACKER)
    done = await card(database, ELI, offers_messages.CARD)
    assert str(offers_texts.WRITTEN_DONE[None]) in done
    assert str(offers_texts.WRITE) not in done
    assert answer.delivered_at == MONDAY


async def test_while_the_mentee_reads_nobody_else_is_asked(database: Database) -> None:
    answer = await answered(database)
    await run(database, create_expert, MEI)
    await tick(database)
    await run(database, offers.reconsider_all, [answer.ask_id], MONDAY)
    assert await live_offer(database, answer.ask_id) is None


async def test_an_answer_sent_twice_counts_once(database: Database) -> None:
    answer = await answered(database)
    await run(database, offers.write, answer.offer_id, ELI, "Something else entirely", MONDAY)
    assert (await the_answer(database)).words == WORDS
    with pytest.raises(UserMessage):
        await run(database, offers.write, answer.offer_id, MEI, WORDS, MONDAY)


async def test_a_withdrawn_question_needs_no_answer(database: Database) -> None:
    offer = await asked_in_writing(database)
    await run(database, asks.withdraw, offer.ask_id, ADA, MONDAY)
    with pytest.raises(UserMessage):
        await run(database, offers.write, offer.id, ELI, WORDS, MONDAY)
    assert await rows(database, select(WrittenAnswer)) == []


# --- Whether it is enough -----------------------------------------------------------------------------------


async def test_that_answers_it_closes_the_question_and_counts_for_the_expert(database: Database) -> None:
    answer = await answered(database)
    await run(database, service.settle, answer.id, ADA, True, MONDAY)
    ask = await get_ask(database, answer.ask_id)
    assert (ask.state, ask.closed_at) == (AskState.CONCLUDED, MONDAY)
    assert str(offers_texts.WRITTEN_DONE[True]) in await card(database, ELI, offers_messages.CARD)
    words = await card(database, ADA, messages.ANSWER)
    assert str(texts.WRITE) in words
    assert str(texts.ENOUGH) not in words
    async with database.read(T) as db:
        (eli,) = await matching.candidates(db, {ELI})
    assert [one.words for one in eli.helped] == [ask.question]


async def test_a_meeting_still_needed_goes_on_with_the_next_one(database: Database) -> None:
    answer = await answered(database)
    await run(database, create_expert, MEI)
    await run(database, service.settle, answer.id, ADA, False, MONDAY)
    await tick(database)
    assert await offer_states(database, answer.ask_id) == {ELI: OfferState.DECLINED, MEI: OfferState.OPEN}
    assert str(offers_texts.WRITTEN_DONE[False]) in await card(database, ELI, offers_messages.CARD)
    async with database.read(T) as db:
        (eli,) = await matching.candidates(db, {ELI})
    assert eli.helped == ()


async def test_silence_counts_as_enough_after_five_working_days(database: Database) -> None:
    answer = await answered(database)
    early, late = answer.decide_by - timedelta(seconds=1), answer.decide_by
    await tick(database, early)
    assert (await get_ask(database, answer.ask_id)).state == AskState.LOOKING
    await tick(database, late)
    assert (await get_ask(database, answer.ask_id)).state == AskState.CONCLUDED
    assert str(texts.COUNTS_AS_ENOUGH) in await card(database, ADA, messages.ANSWER, late)
    with pytest.raises(UserMessage) as told:
        await run(database, service.settle, answer.id, ADA, False, late)
    assert told.value.sentence == texts.SETTLED_ALREADY


async def test_nothing_is_left_to_decide_once_the_question_is_withdrawn(database: Database) -> None:
    answer = await answered(database)
    await run(database, asks.withdraw, answer.ask_id, ADA, MONDAY)
    await tick(database)
    assert (await get_ask(database, answer.ask_id)).state == AskState.WITHDRAWN
    assert (await the_answer(database)).settled_at == MONDAY
    assert str(texts.ENOUGH) not in await card(database, ADA, messages.ANSWER)


async def test_only_the_mentee_decides(database: Database) -> None:
    answer = await answered(database)
    for user_id in (ELI, NOOR):
        with pytest.raises(UserMessage):
            await run(database, service.settle, answer.id, user_id, True, MONDAY)
        with pytest.raises(UserMessage):
            await run(database, service.thank, answer.id, user_id, "Thanks", MONDAY)
        with pytest.raises(UserMessage):
            await run(database, service.say_how_much, answer.id, user_id, 4, MONDAY)
    assert (await the_answer(database)).settled_at is None


# --- Thanks -------------------------------------------------------------------------------------------------


async def test_a_thank_you_reaches_the_expert_and_stands(database: Database) -> None:
    answer = await answered(database)
    with pytest.raises(UserMessage):
        await run(database, service.thank, answer.id, ADA, "Too early", MONDAY)
    await run(database, service.settle, answer.id, ADA, True, MONDAY)
    await run(database, service.thank, answer.id, ADA, "The board took the simple list.", MONDAY)
    await run(database, service.thank, answer.id, ADA, "Another one", MONDAY)
    assert "The board took the simple list." in await card(database, ELI, messages.THANKED)
    assert len(await planned(database, MONDAY, ELI, messages.THANKED)) == 1
    words = await card(database, ADA, messages.ANSWER)
    assert "You thanked Eli:" in words
    async with database.read(T) as db:
        theirs, own = [await thanks.thanked(db, who, MONDAY) for who in (ELI, ADA)]
    assert [(one.mentee, one.topic, one.words) for one in theirs.received] == [
        ("Ada Brandt", "Pricing", "The board took the simple list.")
    ]
    shown = str(home_blocks(NEUTRAL, theirs))
    assert "The board took the simple list." in shown
    assert "You have helped for" not in shown  # nobody has met
    assert home_blocks(NEUTRAL, own) == []
    assert str(texts.WRITE) not in words


async def test_after_two_weeks_one_question_asks_how_much_it_helped(database: Database) -> None:
    answer = await answered(database)
    await run(database, service.settle, answer.id, ADA, True, MONDAY)
    (asked,) = await planned(database, MONDAY, ADA, messages.UNBLOCKED)
    assert asked.due == MONDAY + timedelta(weeks=2)
    assert "Two weeks ago *Eli* answered your question about Pricing in writing" in asked.words
    await run(database, service.say_how_much, answer.id, ADA, 4, MONDAY)
    await run(database, service.say_how_much, answer.id, ADA, 5, MONDAY)
    assert (await the_answer(database)).unblocked == 5
    words = await card(database, ADA, messages.UNBLOCKED_CARD)
    assert "You said: *Much more than I expected*." in words


async def test_nobody_is_asked_how_much_an_answer_helped_that_was_not_enough(database: Database) -> None:
    answer = await answered(database)
    await run(database, service.settle, answer.id, ADA, False, MONDAY)
    assert await planned(database, MONDAY, ADA, messages.UNBLOCKED) == []
