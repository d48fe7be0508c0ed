"""From a question to a yes: offers, hidden names, tell me more, stewards, waiting, races."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import select

from bot.admin.queries import details_of
from bot.admin.service import edit_topic, merge_topics
from bot.models import Ask, AskState, Offer, OfferState, Topic
from tests.support.app import DATA, SLIDES, TALKS, AppUnderTest
from tests.support.visible import Surface

QUESTION = "How do I open a board talk about a missed quarter so that we decide on the new plan on Friday?"


async def test_a_question_is_offered_and_accepted(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    offer = await eli.sees("Can you help with")
    assert "Ada Brandt" in offer.text
    assert QUESTION in offer.text
    assert "you are both free" in offer.text
    tracker = await ada.sees("Your question about")
    assert "One colleague has been asked" in tracker.text
    assert "Eli" not in ada.screen()

    await eli.press("I can help")
    await app.settle()
    assert "Thank you. You and Ada pick a time in your conversation with Ada" in offer.text
    assert "Eli can help" in tracker.text
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.MATCHED]


async def test_not_me_asks_the_next_one_and_a_suggestion_goes_first(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    tui = app.person("tui", "Tui Walker")
    for expert in (eli, mei, tui):
        await app.join(expert, SLIDES)
    await app.join(app.noor, DATA)
    await app.ask(ada, QUESTION)
    first = next(one for one in (eli, mei, tui) if one.find("Can you help with"))
    named = next(one for one in (tui, mei, eli) if one is not first)

    await first.press("Not me")
    form = await first.sees_modal("Not me")
    near = sorted(one.reader.person.real_name for one in (eli, mei, tui) if one is not first)
    assert _shown(form, "suggestion") == [*near, app.noor.reader.person.real_name]
    chosen = {"But try ...": named.reader.person.real_name, "Why not?": "On holiday soon"}
    assert await _submit(first, chosen) == {}
    await first.close()
    await app.settle()

    assert "I take it from here" in first.dm()[0].text
    assert first.find("I can help") is None
    offer = await named.sees("thinks you are the right person for this")
    assert first.reader.person.real_name in offer.text
    await named.press("I can help")
    await app.settle()
    assert f"{named.reader.person.real_name.split()[0]} can help" in ada.dm()[0].text
    assert "On holiday soon" not in ada.screen()


def _shown(form: Surface, block: str) -> list[str]:
    """What a menu of a form offers, in its order."""
    element = next(one["element"] for one in form.blocks if one.get("block_id") == block)
    return [one["text"]["text"] for one in element["options"]]


async def _submit(person, inputs):  # type: ignore[no-untyped-def]
    await person.fill(inputs)
    return await person.submit()


async def test_an_offer_waits_eight_working_hours_reminds_once_and_moves_on(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(mei, SLIDES)
    await app.ask(ada, QUESTION)
    first, second = (eli, mei) if eli.find("Can you help with") else (mei, eli)

    await app.later(hours=1, minutes=55)
    assert first.find("still waiting for your answer") is None
    await app.later(minutes=10)
    await first.sees("still waiting for your answer")
    await app.later(hours=5, minutes=30)
    assert second.find("Can you help with") is None
    # The eighth hour of a day from nine to five ends it, so the offer moves on the next morning.
    await app.later(hours=16)
    assert second.find("Can you help with") is None
    await app.later(minutes=30)
    assert "I went on so that nobody waits" in first.dm()[0].text
    await second.sees("Can you help with")
    assert len([text for text in app.dm_texts(first) if "still waiting" in text]) == 0

    # A late yes still counts while nobody else has said it.
    await first.press("I can still help")
    await app.settle()
    assert "Thank you. You and Ada pick a time" in first.dm()[0].text
    assert "This one is settled" in second.dm()[0].text


async def test_the_name_stays_hidden_until_somebody_says_yes(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION, hide_name=["Hide my name until somebody says yes"])
    offer = await eli.sees("name hidden until you accept")
    sent = str(
        [call.args for call in app.slack.traffic.calls_of("chat.postMessage") if QUESTION in str(call.args)]
    )
    assert "Ada" not in offer.text
    assert all(ada.id not in str(block) for block in offer.blocks)
    assert "Ada" not in sent.replace("Your question about", "")
    await eli.press("I can help")
    await app.settle()
    assert "You and Ada pick a time" in offer.text


async def test_tell_me_more_stops_the_clock_and_brings_the_answer_back(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    await eli.press("Tell me more")
    await eli.fill({"Your question": "Which board is it?"})
    assert await eli.submit() == {}
    await eli.close()
    await app.settle()
    asked = await ada.sees("Which board is it?")
    assert "Eli" not in asked.text
    await app.later(hours=7, minutes=50)
    assert "your time to decide starts again when the answer comes" in eli.dm()[0].text

    await ada.press("Answer")
    await ada.fill({"Your answer": "The supervisory board, twelve people"})
    assert await ada.submit() == {}
    await app.settle()
    assert "The supervisory board, twelve people" in eli.dm()[0].text
    # What was left of the eight hours runs on: nearly all of it.
    await app.later(hours=14)
    assert eli.find("I can help") is not None
    await eli.press("I can help")
    await app.settle()
    assert "Eli can help" in ada.dm()[0].text
    assert [text for text in app.dm_texts(eli) if "[I can help]" in text] == []


async def test_nobody_then_the_steward_then_waiting_then_a_new_expert(app: AppUnderTest) -> None:
    ada, mei, noor = app.ada, app.mei, app.noor
    await _make_steward(app, mei)
    await app.ask(ada, QUESTION)
    await mei.sees("found nobody yet")
    assert QUESTION not in mei.screen()
    await ada.sees("the person who looks after this topic is helping me search")

    await mei.press("Nobody comes to mind")
    await app.settle()
    await ada.sees("Nobody offers ")
    told = await noor.sees("is waiting for somebody")
    assert QUESTION not in told.text
    assert [ask.state for ask in await app.rows(select(Ask))] == [AskState.WAITING]

    await app.join(app.eli, SLIDES)
    await app.eli.sees("Can you help with")
    assert "One colleague has been asked" in ada.dm()[0].text
    await app.eli.press("I can help")
    await app.settle()
    assert "Eli can help" in ada.dm()[0].text


async def _make_steward(app: AppUnderTest, steward) -> None:  # type: ignore[no-untyped-def]
    noor = app.noor
    while noor.modal():
        await noor.close()
    await noor.command("/mentoring", "admin")
    modal = await noor.sees_modal()
    at = next(i for i, block in enumerate(modal.blocks) if SLIDES in str(block))
    button = modal.blocks[at].get("accessory") or modal.blocks[at + 1]["elements"][0]
    await noor.slack.actor.act(
        noor.id,
        modal.container,
        modal.blocks[at]["block_id"],
        button["action_id"],
        state={"type": "button"},
        values={},
    )
    await noor.fill({"steward": steward})
    assert await noor.submit() == {}
    while noor.modal():
        await noor.close()


async def test_nobody_joins_a_topic_that_widening_does_not_need(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, TALKS)
    await app.ask(ada, "Wie baue ich eine Pivot-Tabelle mit zwei Quellen auf?", topic=DATA)
    await ada.sees("Nobody offers ")
    await ada.press("Widen")
    await ada.fill({"Choose what fits": ["Ask people outside the topic too"]})
    assert await ada.submit() == {}
    await ada.close()
    await app.settle()
    await eli.sees("Can you help with")


async def test_two_who_say_yes_at_once_one_wins_and_the_other_is_thanked(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(mei, SLIDES)
    await app.ask(ada, QUESTION)
    first, second = (eli, mei) if eli.find("Can you help with") else (mei, eli)
    await app.later(hours=24)
    await second.sees("Can you help with")
    await asyncio.gather(first.press("I can still help"), second.press("I can help"))
    await app.settle()
    offers = await app.rows(select(Offer))
    assert sorted(offer.state for offer in offers) == [OfferState.ACCEPTED, OfferState.CLOSED]
    loser = next(one for one in (first, second) if one.find("Somebody else was a moment faster"))
    assert "This one is settled" in loser.dm()[0].text


async def test_withdrawing_tells_whoever_has_it(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    await ada.press("Withdraw")
    await app.settle()
    assert "You withdrew this question" in ada.dm()[0].text
    assert "This one is settled" in eli.dm()[0].text


async def test_somebody_who_leaves_with_an_offer_makes_room_for_the_next(app: AppUnderTest) -> None:
    ada, eli, mei = app.ada, app.eli, app.mei
    await app.join(eli, SLIDES)
    await app.join(mei, SLIDES)
    await app.ask(ada, QUESTION)
    first, second = (eli, mei) if eli.find("Can you help with") else (mei, eli)
    await app.slack.deactivate(first.id)
    await app.settle()
    await second.sees("Can you help with")


async def test_what_stands_about_a_topic_bears_its_new_name(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, QUESTION)
    card, offer = await app.ada.sees("Your question about"), await app.eli.sees("Can you help with")
    assert app.service is not None
    database, team = app.service.services.database, app.slack.workspace.team_id
    async with database.begin(team) as db:
        old = await db.scalar(select(Topic).where(Topic.name == SLIDES))
        into = await db.scalar(select(Topic).where(Topic.name == TALKS))
        assert old
        assert into
        await merge_topics(db, app.noor.id, old.id, into.id, app.clock.now())
    await app.settle()
    for shown in (card, offer):
        assert TALKS in shown.text
        assert SLIDES not in shown.text
    count = len(app.ada.dm())
    async with database.begin(team) as db:
        await edit_topic(db, app.noor.id, into.id, replace(details_of(into), name="Talks"), app.clock.now())
    await app.settle()
    assert "Can you help with Talks?" in offer.text
    assert len(app.ada.dm()) == count
