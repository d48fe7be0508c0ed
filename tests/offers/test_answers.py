"""Yes, no, and tell me more; what a question that changes under way does to its offer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.asks import messages as asks_messages
from bot.asks import service as asks
from bot.asks.forms import AskForm
from bot.experts import service as experts
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.models import Ask, AskState, Availability, Offer, OfferSource, OfferState, Outbox, Person
from bot.offers import jobs, messages, queries, service, texts
from bot.people import service as people
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
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
    create_offer_to_eli,
    create_workspace,
    get_ask,
    live_offer,
    offer_states,
    place,
    rows,
    run,
)
from tests.support.outbox import planned, reminders


async def test_the_clock_stops_for_a_question_and_runs_on_with_the_answer(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    after_one = MONDAY + timedelta(hours=1)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", after_one)
    waiting = await live_offer(database, ask_id)
    assert waiting is not None
    assert (waiting.state, waiting.minutes_left) == (OfferState.CLARIFYING, 420)
    assert await reminders(database, ELI) == []
    (question,) = await planned(database, after_one, ADA, messages.ASKED_BACK)
    assert "Which board is it?" in question.words
    assert "Eli" not in question.words

    wednesday = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # nine o'clock
    await run(database, service.answer, offer.id, ADA, "The supervisory board", wednesday)
    again = await live_offer(database, ask_id)
    assert again is not None
    assert (again.state, again.answer) == (OfferState.OPEN, "The supervisory board")
    assert again.deadline_at == wednesday + timedelta(hours=7)
    # A quarter of the eight hours is over when one of these seven is.
    (reminder,) = await planned(database, wednesday, ELI, messages.REMINDER)
    assert reminder.due == wednesday + timedelta(hours=1)
    (news,) = await planned(database, wednesday, ELI, messages.ANSWERED)
    assert "The supervisory board" in news.words


async def test_whoever_was_reminded_is_not_reminded_again_after_the_answer(database: Database) -> None:
    _, offer = await create_offer_to_eli(database)
    half = MONDAY + timedelta(hours=4)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", half + timedelta(hours=1))
    await run(database, service.answer, offer.id, ADA, "The first one", half + timedelta(hours=2))
    assert await reminders(database, ELI) == []


async def test_a_question_that_is_never_answered_runs_on_after_two_working_days_of_the_mentee(
    database: Database,
) -> None:
    await create_workspace(database, [ELI], {ADA: "America/New_York"})
    ask_id = await create_ask(database)
    offer = await place(database, ask_id)
    assert offer is not None
    at_ten = MONDAY + timedelta(minutes=60)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", at_ten)
    patient = await live_offer(database, ask_id)
    assert patient is not None
    # It is early morning where Ada is: all of her Monday and Tuesday count.
    assert patient.deadline_at == datetime(2026, 11, 24, 22, 0, tzinfo=UTC)

    await run(database, service.move_on, offer.id, patient.deadline_at)
    again = await live_offer(database, ask_id)
    assert again is not None
    assert (again.state, again.expert_id) == (OfferState.OPEN, ELI)
    # Seven hours were left; they run from the morning on which Eli works again.
    assert again.deadline_at == datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    (card,) = await planned(database, patient.deadline_at, ELI, messages.CARD)
    assert str(texts.NO_ANSWER_YET) in card.words

    # Ada may still answer, and it still reaches the card.
    late = patient.deadline_at + timedelta(hours=1)
    await run(database, service.answer, offer.id, ADA, "The supervisory board", late)
    after = await live_offer(database, ask_id)
    assert after is not None
    assert after.deadline_at == again.deadline_at
    (card,) = await planned(database, late, ELI, messages.CARD)
    assert "The supervisory board" in card.words
    assert str(texts.NO_ANSWER_YET) not in card.words


async def test_an_answer_that_comes_late_is_asked_to_be_shown_on_the_card(database: Database) -> None:
    """Even when the card has been sent with "no answer yet" meanwhile."""
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY)
    patient = await live_offer(database, ask_id)
    assert patient is not None
    await run(database, service.move_on, offer.id, patient.deadline_at)
    async with database.begin(T) as db:
        await db.delete_where(Outbox)
    await run(database, service.answer, offer.id, ADA, "The supervisory board", patient.deadline_at)
    assert [one.kind for one in await planned(database, patient.deadline_at, ELI)] == [
        messages.CARD,
        messages.ANSWERED,
    ]


async def test_one_question_one_answer_and_only_by_those_concerned(database: Database) -> None:
    _, offer = await create_offer_to_eli(database)
    with pytest.raises(UserMessage, match="for somebody else"):
        await run(database, service.ask_back, offer.id, MEI, "Mine?", MONDAY)
    with pytest.raises(UserMessage):  # nothing has been asked
        await run(database, service.answer, offer.id, ADA, "An answer to nothing", MONDAY)
    await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY)
    with pytest.raises(UserMessage) as told:
        await run(database, service.ask_back, offer.id, ELI, "And which quarter?", MONDAY)
    assert str(told.value) == str(texts.ASKED_ALREADY)
    with pytest.raises(UserMessage):
        await run(database, service.answer, offer.id, ELI, "I answer myself", MONDAY)
    await run(database, service.answer, offer.id, ADA, "The supervisory board", MONDAY)
    with pytest.raises(UserMessage) as told:
        await run(database, service.answer, offer.id, ADA, "No, the other one", MONDAY)
    assert str(told.value) == str(texts.ANSWER_LATE)
    (kept,) = await rows(database, select(Offer))
    assert (kept.question, kept.answer) == ("Which board is it?", "The supervisory board")


async def test_a_reason_for_a_no_is_kept_and_reaches_nobody(database: Database) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    offer = await place(database, ask_id)
    assert offer is not None
    canary = "I cannot stand boards"
    await run(database, service.decline, offer.id, offer.expert_id, canary, MONDAY)
    await place(database, ask_id)
    said = await planned(database, MONDAY)
    assert {one.kind for one in said} >= {messages.CARD, asks_messages.TRACKER}
    assert not any("stand boards" in one.words for one in said)
    kept = await rows(database, select(Offer).where(Offer.id == offer.id))
    assert kept[0].decline_reason == canary


async def test_an_answer_counts_once(database: Database) -> None:
    _, offer = await create_offer_to_eli(database)
    await run(database, service.decline, offer.id, ELI, "", MONDAY)
    for again in (
        lambda db: service.decline(db, offer.id, ELI, "", MONDAY),
        lambda db: service.accept(db, offer.id, ELI, MONDAY),
        lambda db: service.ask_back(db, offer.id, ELI, "Why?", MONDAY),
    ):
        with pytest.raises(UserMessage) as told:
            await run(database, again)
        assert str(told.value) == str(texts.ANSWERED_ALREADY)
    for not_mine in (service.accept, lambda db, *args: service.decline(db, *args[:2], "", args[2])):
        with pytest.raises(UserMessage, match="for somebody else"):
            await run(database, not_mine, offer.id, MEI, MONDAY)


async def test_a_yes_twice_is_one_yes(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, service.accept, offer.id, ELI, MONDAY)
    await run(database, service.accept, offer.id, ELI, MONDAY + timedelta(hours=1))
    assert (await get_ask(database, ask_id)).matched_at == MONDAY


async def test_a_yes_after_the_question_was_withdrawn_is_thanked(database: Database) -> None:
    ask_id, offer = await create_offer_to_eli(database)
    await run(database, asks.withdraw, ask_id, ADA, MONDAY)
    with pytest.raises(UserMessage) as told:
        await run(database, service.accept, offer.id, ELI, MONDAY)
    assert str(told.value) == str(texts.WITHDRAWN)


async def _suggest(database: Database, ask_id: str, to: str, by: str = ELI) -> None:
    async with database.begin(T) as db:
        ask = await db.get(Ask, ask_id)
        assert ask is not None
        await service.suggest(db, ask, to=to, by=by, source=OfferSource.HANDOVER, note="", now=MONDAY)


@pytest.mark.parametrize("sides", [(ADA, TUI), (TUI, ADA)])
async def test_a_block_is_silent_whichever_side_made_it(database: Database, sides: tuple[str, str]) -> None:
    """Eli names Tui, who would rather not meet Ada (or she him): nobody learns of it."""
    await create_workspace(database, [ELI, TUI, MEI])
    await create_avoidance(database, *sides)
    ask_id = await create_ask(database)
    async with database.begin(T) as db:
        await db.insert(
            Offer,
            id="o1",
            ask_id=ask_id,
            expert_id=ELI,
            state=OfferState.OPEN,
            offered_at=MONDAY,
            deadline_at=MONDAY,
        )
        await service.decline(db, "o1", ELI, "", MONDAY)
    await _suggest(database, ask_id, TUI)
    next_ = await place(database, ask_id)
    assert next_ is not None
    assert next_.expert_id == MEI
    await run(database, service.decline, next_.id, MEI, "", MONDAY)
    await place(database, ask_id)
    assert TUI not in await offer_states(database, ask_id)
    said = await planned(database, MONDAY)
    assert (await get_ask(database, ask_id)).state == AskState.WAITING
    assert not [one for one in said if one.to == TUI]
    assert not [one for one in said if "Tui" in one.words or TUI in one.words or "block" in one.words.lower()]


async def test_a_block_that_comes_after_the_suggestion_still_counts(database: Database) -> None:
    await create_workspace(database, [ELI, TUI])
    ask_id = await create_ask(database)
    await _suggest(database, ask_id, TUI)
    await create_avoidance(database, TUI, ADA)
    offer = await place(database, ask_id)
    assert offer is not None
    assert offer.expert_id == ELI
    assert await offer_states(database, ask_id) == {ELI: OfferState.OPEN}


async def test_whoever_is_named_goes_first_if_they_may_be_asked(database: Database) -> None:
    await create_workspace(database, [ELI, MEI])
    ask_id = await create_ask(database)
    for somebody in (ADA, NOOR):  # oneself, and somebody who has not joined
        await _suggest(database, ask_id, somebody)
    await run(database, create_expert, TUI, capacity=1, lengths=[60])
    await _suggest(database, ask_id, TUI, MEI)
    offer = await place(database, ask_id)
    assert offer is not None
    assert (offer.expert_id, offer.suggested_by, offer.source) == (TUI, MEI, OfferSource.HANDOVER)
    (card,) = await planned(database, MONDAY, TUI, messages.CARD)
    assert "Mei Tanaka thinks you are the right person" in card.words


async def test_nobody_who_is_taking_a_break_is_asked_because_somebody_named_them(database: Database) -> None:
    await create_workspace(database, [ELI, TUI])
    async with database.begin(T) as db:
        await experts.pause(db, TUI, date(2026, 12, 4), MONDAY)
    ask_id = await create_ask(database)
    await _suggest(database, ask_id, TUI)
    offer = await place(database, ask_id)
    assert offer is not None
    assert offer.expert_id == ELI
    assert await planned(database, MONDAY, TUI) == []


@pytest.mark.parametrize("why", ["paused", "left", "deactivated"])
async def test_an_offer_to_somebody_who_is_no_longer_there_moves_on(database: Database, why: str) -> None:
    await create_workspace(database)
    ask_id = await create_ask(database)
    first = await place(database, ask_id)
    assert first is not None
    async with database.begin(T) as db:
        if why == "paused":
            await experts.pause(db, first.expert_id, date(2026, 12, 4), MONDAY)
        elif why == "left":
            await experts.leave(db, first.expert_id, MONDAY)
        else:
            await db.update_where(Person, Person.user_id == first.expert_id, deactivated=True)
            await people.experts_changed(db, [first.expert_id])
    await jobs.end_unavailable(services_without_slack(database, SettableClock()))
    second = await live_offer(database, ask_id)
    assert second is not None
    assert second.expert_id != first.expert_id
    assert second.offered_at == MONDAY  # a person caused it
    assert await reminders(database, first.expert_id) == []


async def test_an_edit_reaches_whoever_has_the_question(database: Database) -> None:
    ask_id, _ = await create_offer_to_eli(database)
    async with database.begin(T) as db:
        await db.delete_where(Outbox)
    new = "Which of our three price lists should the board see on Friday?"
    form = AskForm(topic="prices", question=new, minutes=30)
    await run(database, asks.edit, ask_id, ADA, form, MONDAY)
    await jobs.show_edits(services_without_slack(database, SettableClock(MONDAY)))
    (card,) = await planned(database, MONDAY, ELI, messages.CARD)
    assert new in card.words
    assert "30 minutes" in card.words
    assert (await live_offer(database, ask_id)) is not None


async def test_the_steward_sees_that_a_question_was_withdrawn(database: Database) -> None:
    await create_workspace(database, [], steward_id=MEI)
    ask_id = await create_ask(database)
    await place(database, ask_id)
    await run(database, asks.withdraw, ask_id, ADA, MONDAY)
    await jobs.show_edits(services_without_slack(database, SettableClock(MONDAY)))
    (card,) = await planned(database, MONDAY, MEI, messages.STEWARD)
    assert str(texts.STEWARD_DONE) in card.words
    assert str(texts.STEWARD_SUGGEST) not in card.words


async def test_experts_who_offer_no_hours_are_not_asked(database: Database) -> None:
    """Eli can meet on Sundays only, and Ada never then."""
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await people.set_hours(db, ELI, [people.Window(6, 540, 1020)])
        await people.experts_changed(db, [ELI])
    assert len(await rows(database, select(Availability))) == 1
    ask_id = await create_ask(database)
    assert await place(database, ask_id) is None
    assert (await get_ask(database, ask_id)).state == AskState.WAITING


async def test_nothing_of_the_mentee_reaches_an_expert_before_the_yes(database: Database) -> None:
    """Neither name nor user id, in whatever is said to Eli: card, reminder, answer, Home."""
    await create_workspace(database, [ELI])
    async with database.begin(T) as db:
        await people.keep_home_current(db, ELI, MONDAY)
    ask_id = await create_ask(database, hide_name=True)
    offer = await place(database, ask_id)
    assert offer is not None
    for step in range(4):
        said = await planned(database, MONDAY, ELI)
        assert said
        for one in said:
            assert "Ada" not in one.words, one.kind
            assert ADA not in one.words, one.kind
        if step == 0:
            await run(database, service.ask_back, offer.id, ELI, "Which board is it?", MONDAY)
        elif step == 1:
            await run(database, service.answer, offer.id, ADA, "The supervisory board", MONDAY)
        elif step == 2:
            await run(database, service.move_on, offer.id, MONDAY + timedelta(days=7))
    assert await offer_states(database, ask_id) == {ELI: OfferState.TIMED_OUT}
    await run(database, service.accept, offer.id, ELI, MONDAY)
    (card,) = await planned(database, MONDAY, ELI, messages.CARD)
    assert "Ada Brandt" in card.words


async def test_a_hidden_name_stays_hidden_after_a_no(database: Database) -> None:
    await create_workspace(database, [ELI])
    ask_id = await create_ask(database, hide_name=True)
    offer = await place(database, ask_id)
    assert offer is not None
    await run(database, service.decline, offer.id, ELI, "", MONDAY)
    for one in await planned(database, MONDAY, ELI):
        assert "Ada" not in one.words
        assert ADA not in one.words
    async with database.read(T) as db:
        seen = await queries.offered(db, offer.id)
    assert seen is not None
    assert seen.mentee == ""
