"""What people write to the app, or where they mention it, is answered once and never with silence."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.asks import texts
from bot.models import Ask, Person, StartedAsk
from bot.playground.slack.objects import Channel
from tests.asks.test_asking import typed
from tests.journeys.steps import QUESTION
from tests.support.app import SLIDES, AppUnderTest

LONG = "How do I open the deck? " + "Now it opens with the chart. " * 250


def channel(app: AppUnderTest) -> Channel:
    return app.slack.add_channel("slides", [app.ada.id, app.eli.id])


async def test_plain_words_in_the_conversation_with_the_app_lead_to_the_form(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.says(QUESTION)
    await app.settle()
    await ada.sees(str(texts.STARTED).replace("*", ""))
    await ada.press("Open the form")
    await ada.sees_modal(str(texts.TITLE))
    assert typed(app)["question"] == QUESTION
    await ada.fill({"Topic": SLIDES})
    assert await ada.submit() == {}
    await ada.close()
    await app.settle()
    (kept,) = await app.rows(select(Ask))
    assert kept.question == QUESTION
    # The words are in the question, and nowhere else; the button is gone with them.
    (row,) = await app.rows(select(StartedAsk))
    assert (row.question, row.background) == ("", "")
    assert not any("Open the form" in surface.buttons() for surface in ada.dm())


async def test_of_long_words_nothing_is_lost(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.says(LONG)
    await app.settle()
    await ada.press("Open the form")
    modal = await ada.sees_modal(str(texts.TITLE))
    held = typed(app)
    kept = f"{held['question']}{held['background']}"
    assert "".join(LONG.split()).startswith("".join(kept.split()))
    assert str(texts.REST) in modal.text


@pytest.mark.parametrize("words", ["hi", "Help", "thank you so much", "Hello there", "ok"])
async def test_small_talk_is_answered_with_what_can_be_asked(app: AppUnderTest, words: str) -> None:
    await app.ada.says(words)
    await app.settle()
    await app.ada.sees("Tell me in a sentence or two what you are stuck on")
    assert len(app.ada.dm()) == 2
    assert await app.rows(select(StartedAsk)) == []


async def test_an_event_that_comes_again_is_answered_once(app: AppUnderTest) -> None:
    await app.ada.says(QUESTION)
    delivery = app.slack.traffic.deliveries_of("message")[-1]
    for _ in range(2):
        await app.slack.dispatcher.redeliver(delivery)
    await app.settle()
    assert len(app.ada.dm()) == 2
    assert len(await app.rows(select(StartedAsk))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1", "user": "U0OTHERBOT"},
        {"bot_id": "B1", "user": None},
        {"subtype": "message_changed", "message": {"text": QUESTION}},
        {"subtype": "message_deleted"},
        {"user": "U0PINCHPT"},
        {"channel_type": "mpim"},
    ],
)
async def test_what_no_person_has_just_written_to_the_app_is_let_be(
    app: AppUnderTest, more: dict[str, Any]
) -> None:
    place = app.slack.workspace.app_dm(app.ada.id)
    event = {
        "type": "message",
        "channel": place.id,
        "channel_type": "im",
        "user": app.ada.id,
        "text": QUESTION,
        "ts": "1.2",
    }
    sent = await app.slack.dispatcher.event(event)
    assert sent is not None
    before = len(await app.rows(select(StartedAsk)))
    assert before == 1
    payload = {**sent.payload, "event_id": "Ev9", "event": event | more}
    again = await app.slack.dispatcher.send("events_api", "message", payload)
    assert not again.failure
    await app.settle()
    assert len(await app.rows(select(StartedAsk))) == before
    assert "U0PINCHPT" not in {one.user_id for one in await app.rows(select(Person))}


async def test_words_may_be_the_answer_to_a_question_that_a_colleague_put(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    await eli.press("Tell me more")
    await eli.fill({"Your question": "Which board is it?"})
    assert await eli.submit() == {}
    await eli.close()
    await app.settle()
    await ada.says("The supervisory one")
    await app.settle()
    await ada.press("Send it as my answer", in_="Is this your answer?")
    modal = await ada.sees_modal()
    assert "Which board is it?" in modal.text
    assert "The supervisory one" in modal.text
    assert await ada.submit() == {}
    await app.settle()
    await eli.sees("The supervisory one")
    assert not any("Send it as my answer" in surface.buttons() for surface in ada.dm())


async def test_an_answer_given_otherwise_leaves_no_button_that_can_only_refuse(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION)
    await eli.press("Tell me more")
    await eli.fill({"Your question": "Which board is it?"})
    assert await eli.submit() == {}
    await eli.close()
    await app.settle()
    await ada.says("How do I choose a new colour for the second chart?")
    await app.settle()
    await ada.press("Answer")
    await ada.fill({"Your answer": "The supervisory one"})
    assert await ada.submit() == {}
    await app.settle()
    assert not any("Send it as my answer" in surface.buttons() for surface in ada.dm())
    await ada.press("Open the form")
    assert typed(app)["question"] == "How do I choose a new colour for the second chart?"


async def test_a_mention_in_a_thread_brings_the_thread_as_background(app: AppUnderTest) -> None:
    ada, eli, place = app.ada, app.eli, channel(app)
    first = await eli.says("Our deck opens with a chart & nobody reads it", place)
    await eli.says("@ada had the same last year", place, first.ts)
    await ada.says("@Pinchpoint who knows how to open a board talk well?", place, first.ts)
    await app.settle()
    await ada.press("Open the form")
    held = typed(app)
    assert held["question"] == "who knows how to open a board talk well?"
    assert "Eli Navarro: Our deck opens with a chart & nobody reads it" in held["background"]
    assert "@Ada Brandt had the same last year" in held["background"]
    assert held["background"].splitlines()[-1].startswith("http")
    assert len(app.eli.dm()) == 0


async def test_where_the_thread_may_not_be_read_its_link_has_to_do(app: AppUnderTest) -> None:
    ada, place = app.ada, channel(app)
    app.slack.workspace.scopes -= {"channels:history"}
    first = await app.eli.says("Our deck opens with a chart", place)
    await ada.says("@Pinchpoint who knows how to open a board talk well?", place, first.ts)
    await app.settle()
    await ada.press("Open the form")
    held = typed(app)
    assert held["question"] == "who knows how to open a board talk well?"
    assert held["background"].startswith("http")


async def test_a_mention_without_words_is_asked_what_it_is_about(app: AppUnderTest) -> None:
    await app.ada.says("@Pinchpoint", channel(app))
    await app.settle()
    await app.ada.sees(str(texts.MENTION_ONLY))
    await app.ada.press("Open the form")
    assert typed(app)["question"] is None or typed(app)["question"] == []


async def test_words_that_nobody_comes_back_to_are_forgotten(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.says(QUESTION)
    await app.settle()
    await app.later(days=8)
    (row,) = await app.rows(select(StartedAsk))
    assert row.question == ""
    assert not any("Open the form" in surface.buttons() for surface in ada.dm())
    await app.later(days=8)
    assert await app.rows(select(StartedAsk)) == []


async def test_somebody_else_opens_no_form_with_ones_words(app: AppUnderTest) -> None:
    ada, mei = app.ada, app.mei
    await ada.says(QUESTION)
    await app.settle()
    block = next(block for block in ada.dm()[-1].blocks if block["type"] == "actions")
    home = await mei.open_home()
    app.slack.workspace.homes[mei.id].blocks.append(block)
    element = block["elements"][0]
    place = home.container
    act = app.slack.actor.act
    await act(mei.id, place, block["block_id"], element["action_id"], state={"type": "button"}, values={})
    assert str(texts.STARTED_GONE) in (await mei.sees_modal("Pinchpoint")).text
