"""When an offer ends before its time: its topic changes, Slack refuses its card, its ask is withdrawn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.asks.forms import AskForm
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import AskState, Card, ExpertTopic, OfferState, Outbox, OutboxState, Topic
from bot.offers import jobs, messages, service, texts
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    QUESTION,
    T,
    create_ask,
    create_expert,
    create_offer_to_eli,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    run,
)
from tests.support.outbox import planned

SOON = MONDAY + timedelta(minutes=5)


async def _edit_topic(database: Database, ask_id: str) -> None:
    """Ada's question is about data instead."""
    form = AskForm(topic="data", question=QUESTION)
    await run(database, asks.edit, ask_id, ADA, form, SOON)
    await jobs.show_edits(services_without_slack(database, SettableClock(SOON)))


async def _add_topic(database: Database) -> None:
    async with database.begin(T) as db:
        await db.insert(Topic, id="data", name="Data", name_key="data", created_at=MONDAY)


async def test_another_topic_lets_go_who_was_asked_because_of_the_old_one(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await _add_topic(database)
    await run(database, create_expert, MEI, "data")
    await _edit_topic(database, ask_id)
    await jobs.place(services_without_slack(database, SettableClock(SOON)))
    assert await offer_states(database, ask_id) == {ELI: OfferState.CLOSED, MEI: OfferState.OPEN}
    (card,) = await planned(database, SOON, ELI, messages.CARD)
    assert str(texts.TOPIC_CHANGED) in card.words
    (tracker,) = await planned(database, SOON, ADA, asks_messages.TRACKER)
    assert "2 colleagues have been asked" in tracker.words
    assert "Pricing" not in tracker.words
    with pytest.raises(UserMessage, match="another topic"):
        await run(database, service.accept, offer.id, ELI, SOON)


async def test_whoever_offers_the_new_topic_too_keeps_the_question_without_the_old_reasons(
    database: Database,
) -> None:
    ask_id, _ = await create_offer_to_eli(database)
    await _add_topic(database)
    async with database.begin(T) as db:
        await db.insert(ExpertTopic, user_id=ELI, topic_id="data")
    await _edit_topic(database, ask_id)
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}
    (card,) = await planned(database, SOON, ELI, messages.CARD)
    assert "Data" in card.words
    assert "Pricing" not in card.words


async def test_a_late_yes_no_longer_counts_for_another_topic(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await _add_topic(database)
    await run(database, service.move_on, offer.id, offer.deadline_at)
    await _edit_topic(database, ask_id)
    assert await offer_states(database, ask_id) == {ELI: OfferState.CLOSED}


async def _refuse(database: Database, kind: str, subject_id: str) -> None:
    """Slack refuses for good what is planned."""
    async with database.begin(T) as db:
        here = (Outbox.kind == kind, Outbox.subject_id == subject_id)
        values = {"state": OutboxState.DEAD, "error": "messages_tab_disabled", "done_at": SOON}
        assert await db.update_where(Outbox, *here, **values)


async def test_an_offer_whose_card_slack_refuses_moves_on_at_once(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    services = services_without_slack(database, SettableClock(SOON))
    await jobs.go_on_where_refused(services)
    assert await offer_states(database, ask_id) == {first.expert_id: OfferState.OPEN}
    await _refuse(database, messages.CARD.id, first.id)
    await jobs.go_on_where_refused(services)
    second = await live_offer(database, ask_id)
    assert second is not None
    assert second.expert_id != first.expert_id
    assert (await offer_states(database, ask_id))[first.expert_id] == OfferState.TIMED_OUT
    await jobs.go_on_where_refused(services)
    assert (await live_offer(database, ask_id)) is not None


async def test_an_offer_that_was_seen_stays_when_only_its_change_is_refused(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    async with database.begin(T) as db:
        key = f"offer:{offer.id}@{ELI}"
        await db.insert(Card, key=key, channel_id="D1", message_ts="1.0", digest="")
    await _refuse(database, messages.CARD.id, offer.id)
    await jobs.go_on_where_refused(services_without_slack(database, SettableClock(SOON)))
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}


async def test_the_clock_runs_on_when_slack_refuses_the_question_back(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY)
    await _refuse(database, messages.ASKED_BACK.id, offer.id)
    await jobs.run_on_where_refused(services_without_slack(database, SettableClock(SOON)))
    again = await live_offer(database, ask_id)
    assert again is not None
    assert (again.state, again.deadline_at) == (OfferState.OPEN, SOON + timedelta(days=1))


Step = Callable[..., Awaitable[Any]]


@pytest.mark.parametrize("step", [service.to_answer, service.accept])
async def test_whoever_answers_a_withdrawn_question_hears_that_it_was_withdrawn(
    database: Database, step: Step
) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, asks.withdraw, ask_id, ADA, SOON)
    more = () if step is service.to_answer else (SOON,)
    for closed in (False, True):
        if closed:
            await jobs.close(services_without_slack(database, SettableClock(SOON)))
        with pytest.raises(UserMessage, match="has been withdrawn"):
            await run(database, step, offer.id, ELI, *more)
    with pytest.raises(UserMessage, match="has been withdrawn"):
        await run(database, service.ask_back, offer.id, ELI, "Which board is it?", SOON)
    with pytest.raises(UserMessage, match="has been withdrawn"):
        await run(database, service.decline, offer.id, ELI, "", SOON)


async def test_widening_says_whether_somebody_has_the_question(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    assert not await run(database, asks.widen, ask_id, ADA, ["topic"], SOON)
    await run(database, service.decline, offer.id, ELI, "", SOON)
    assert await run(database, asks.widen, ask_id, ADA, ["short"], SOON)


async def test_a_steward_whom_slack_does_not_reach_is_passed_over(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    services = services_without_slack(database, SettableClock(SOON))
    await jobs.pass_stewards_not_reached(services)
    assert (await get_ask(database, ask_id)).state == AskState.STEWARD
    await _refuse(database, messages.STEWARD.id, MEI)
    await jobs.pass_stewards_not_reached(services)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
