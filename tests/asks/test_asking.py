"""Ada types, is shown what may be better, changes her mind: nothing she typed is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.asks import service, texts
from bot.asks.forms import AskForm
from bot.kit.db import Database
from bot.models import Ask, AskFormat, AskState, Inbox, Topic
from tests.asks.test_views import initial
from tests.journeys.steps import QUESTION
from tests.support.app import MONDAY, SLIDES, TALKS, AppUnderTest
from tests.support.clock import MONDAY as NOW
from tests.support.factories import ADA, T, create_workspace

VAGUE = "I have some slides. Could somebody help me choose which chart opens the deck? Any ideas?"
BACKGROUND = "The draft has eleven slides & <one> chart.\nThe board meets in December."
OUTCOME = "A first slide"


def typed(app: AppUnderTest) -> dict[str, Any]:
    """What stands in Ada's form, by name."""
    modal = app.ada.modal()
    assert modal is not None
    view = {"blocks": modal.blocks}
    held = {name.partition("~")[0]: value for name, value in initial(view).items()}
    for block_id, elements in modal.values.items():
        for state in elements.values():
            value = state.get("value") or state.get("selected_date")
            option = (state.get("selected_option") or {}).get("value")
            several = [one["value"] for one in state.get("selected_options") or []]
            held[block_id.partition("~")[0]] = value or option or several
    return held


async def write(app: AppUnderTest, question: str = VAGUE, **more: Any) -> None:
    ada = app.ada
    await ada.command("/ask-expert", question)
    values = {
        "Topic": SLIDES,
        "Background": BACKGROUND,
        "What would a good result look like?": OUTCOME,
        "Time box": "60 minutes",
        "How often would you like to meet?": str(texts.FORMATS["series"]),
        "Your name": [str(texts.HIDE_OPTION)],
        "Needed by": MONDAY.date() + timedelta(days=9),
    }
    await ada.fill(values | more)


async def the_asks(app: AppUnderTest) -> list[Ask]:
    return await app.rows(select(Ask))


async def test_everything_typed_survives_review_sharper_words_and_editing(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app)
    before = typed(app)
    assert await ada.submit() == {}
    await ada.sees_modal(str(texts.TITLE_REVIEW))
    assert typed(app) == before
    assert await the_asks(app) == []

    await ada.press(str(texts.USE_SHARPER))
    after = typed(app)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"question", "background"}
    assert BACKGROUND in after["background"]
    assert VAGUE in after["background"]
    await ada.fill({"Your question": QUESTION})
    assert await ada.submit() == {}
    await ada.sees_modal(str(texts.SENT_TITLE))
    (kept,) = await the_asks(app)
    assert (kept.question, kept.outcome, kept.minutes) == (QUESTION, OUTCOME, 60)
    assert BACKGROUND in kept.background
    assert (kept.format, kept.hide_name) == (AskFormat.SERIES, True)
    assert kept.needed_by == MONDAY.date() + timedelta(days=9)

    await ada.close()
    await app.settle()
    await ada.press("Edit")
    assert typed(app)["background"] == kept.background
    await ada.fill({"Your question": f"{QUESTION} Or Monday?", "Time box": "30 minutes", "Your name": []})
    assert await ada.submit() == {}
    if ada.modal():
        assert await ada.submit() == {}
    assert ada.modal() is None
    (edited,) = await the_asks(app)
    assert (edited.question, edited.minutes, edited.hide_name) == (f"{QUESTION} Or Monday?", 30, False)
    assert (edited.background, edited.outcome) == (kept.background, OUTCOME)
    assert (edited.topic_id, edited.format, edited.needed_by) == (kept.topic_id, kept.format, kept.needed_by)


async def test_a_sharper_opening_that_is_not_needed_any_more_leaves_the_question(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app)
    assert await ada.submit() == {}
    await ada.fill({"Your question": QUESTION, "Background": "It is for the board, on Friday"})
    await ada.press(str(texts.USE_SHARPER))
    assert QUESTION in f"{typed(app)['question']}{typed(app)['background']}"
    assert await ada.submit() == {}
    await ada.sees_modal(str(texts.SENT_TITLE))


async def test_private_data_is_asked_about_once_more_even_when_it_comes_late(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app, QUESTION)
    while not ada.find(str(texts.SENT_TITLE)):
        await ada.fill({"Background": "Ask mei@example.com, her number is +49 30 1234567"})
        told = await ada.submit()
        if told:
            assert told == {str(texts.PRIVATE): str(texts.SENTENCES["private_ok"])}
            break
    assert await the_asks(app) == []
    assert "an e-mail address and a phone number" in ada.screen()
    await ada.fill({str(texts.PRIVATE): [str(texts.PRIVATE_OPTION)]})
    assert await ada.submit() == {}
    (kept,) = await the_asks(app)
    assert "mei@example.com" in kept.background


async def test_private_data_that_is_taken_out_needs_no_tick(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app, QUESTION, Background="Ask mei@example.com")
    assert await ada.submit() == {}
    assert ada.find(str(texts.PRIVATE_OPTION))
    await ada.fill({"Background": "Ask Mei"})
    assert await ada.submit() == {}
    (kept,) = await the_asks(app)
    assert kept.background == "Ask Mei"


async def test_how_tight_it_is_is_said_before_it_goes_out(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app, QUESTION, **{"Needed by": MONDAY.date()})
    assert await ada.submit() == {}
    assert "of working time are left in which somebody has to say yes and meet you" in ada.screen()
    assert await the_asks(app) == []
    assert await ada.submit() == {}
    assert len(await the_asks(app)) == 1


async def test_a_day_that_is_over_is_said_at_its_field_and_nothing_is_lost(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app, QUESTION, **{"Needed by": MONDAY.date() - timedelta(days=1)})
    before = typed(app)
    assert await ada.submit() == {"Needed by": str(texts.SENTENCES["needed_by"])}
    assert typed(app) == before
    await ada.fill({"Needed by": MONDAY.date()})
    while ada.modal() and not ada.find(str(texts.SENT)):
        assert await ada.submit() == {}
    assert len(await the_asks(app)) == 1


async def _archive(app: AppUnderTest, *names: str) -> None:
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        where = [Topic.name.in_(names)] if names else []
        await db.update_where(Topic, *where, archived_at=app.clock.now())


async def test_a_topic_that_goes_while_the_form_is_open_is_said_at_its_field(app: AppUnderTest) -> None:
    ada = app.ada
    await app.settle()  # until it is known who the admins are
    await write(app)
    before = typed(app)
    await _archive(app)  # all of them
    assert await ada.submit() == {"Topic": str(texts.TOPIC_GONE)}
    assert typed(app) == before
    assert await the_asks(app) == []
    await ada.close()
    await ada.command("/ask-expert", QUESTION)
    await ada.sees("Noor Haddad can add some")


async def test_an_ask_whose_topic_went_can_be_edited_with_another(app: AppUnderTest) -> None:
    ada = app.ada
    await app.ask(ada, QUESTION)
    await _archive(app, SLIDES)
    await ada.press("Edit")
    assert typed(app)["topic"] == []
    await ada.fill({"Topic": TALKS})
    assert await ada.submit() == {}
    if ada.modal():
        assert await ada.submit() == {}
    await app.settle()
    assert "Your question about Feedback" in ada.dm()[0].text
    await _archive(app)
    await ada.press("Edit")
    await ada.sees("There are no topics to ask about yet")


async def test_without_topics_every_way_in_says_who_can_help(app: AppUnderTest) -> None:
    """The message stands in a channel in which the app is no member and cannot speak."""
    ada = app.ada
    await app.settle()
    await _archive(app)
    await ada.shortcut("ask_expert")
    await ada.sees_modal("Pinchpoint")
    await ada.close()
    channel = app.slack.add_channel("slides", [ada.id], bot=False)
    said = await ada.says("How do you do charts?", channel)
    await ada.message_shortcut(channel, said.ts, "ask_about_message")
    modal = await ada.sees_modal("Pinchpoint")
    assert "There are no topics to ask about yet" in modal.text
    await ada.close()
    home = await ada.open_home()
    await app.settle()
    await ada.press("Ask an expert", in_=ada.home() or home)
    await ada.sees_modal("Pinchpoint")


async def test_a_message_becomes_the_background(app: AppUnderTest) -> None:
    ada = app.ada
    channel = app.slack.add_channel("slides", [ada.id])
    said = await ada.says("How do you do charts & <tables>?", channel)
    await ada.message_shortcut(channel, said.ts, "ask_about_message")
    await ada.sees_modal(str(texts.TITLE))
    assert "How do you do charts & <tables>?" in typed(app)["background"]


async def test_of_a_long_message_the_link_is_kept(app: AppUnderTest) -> None:
    ada = app.ada
    said = await ada.says("The chart says nothing. " * 150)
    await ada.message_shortcut(app.slack.workspace.app_dm(ada.id), said.ts, "ask_about_message")
    await ada.sees_modal(str(texts.TITLE))
    background = typed(app)["background"]
    assert background.startswith("The chart says nothing.")
    assert background.splitlines()[-1].startswith("http")


async def test_what_is_too_long_for_the_question_becomes_background(app: AppUnderTest) -> None:
    words = "How do I open the deck? " + "Now it opens with the chart. " * 90
    await app.ada.command("/ask-expert", words)
    held = typed(app)
    assert len(held["question"]) <= 1000
    assert f"{held['question']} {held['background']}" == words.strip()


async def test_when_slack_does_not_open_the_form_the_words_are_kept(app: AppUnderTest) -> None:
    ada = app.ada
    app.slack.weather.add("views.open", "server_error")
    await ada.command("/ask-expert", QUESTION)
    await ada.press(str(texts.OPEN_FORM), in_=str(texts.COULD_NOT_OPEN))
    await ada.sees_modal(str(texts.TITLE))
    assert typed(app)["question"] == QUESTION


async def test_withdrawing_after_somebody_said_yes_is_answered_kindly(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.ask(ada, QUESTION)
    news = await ada.sees("Nobody suitable is free for your question")
    await app.join(eli, SLIDES)
    await eli.press("I can help")
    await app.settle()
    for label in ("Withdraw", "Edit"):
        await ada.press(label, in_=news)
        while ada.modal():
            assert ada.find(str(texts.MATCHED_ALREADY)) or await _submitted(app) == str(texts.MATCHED_ALREADY)
            await ada.close()
    assert await ada.sees(str(texts.MATCHED_ALREADY))
    (kept,) = await the_asks(app)
    assert kept.state == AskState.MATCHED


async def _submitted(app: AppUnderTest) -> str:
    """Submit what is open; return what is said at its first field."""
    if app.ada.find(str(texts.WIDEN_INTRO)):
        await app.ada.fill({str(texts.WIDEN_WHAT): [str(texts.WIDEN_CHOICES["topic"])]})
    told = await app.ada.submit() or await app.ada.submit()
    return next(iter(told.values()))


async def test_nobody_changes_the_question_of_somebody_else(app: AppUnderTest) -> None:
    await app.ask(app.ada, QUESTION)
    card = app.ada.dm()[0]
    block = next(block for block in card.blocks if block["type"] == "actions")
    act = app.slack.actor.act
    before = (await the_asks(app))[0].version
    for element in block["elements"]:
        # Mei sends what Ada's buttons send.
        home = await app.mei.open_home()
        app.slack.workspace.homes[app.mei.id].blocks.append(block)
        await act(
            app.mei.id,
            home.container,
            block["block_id"],
            element["action_id"],
            state={"type": "button"},
            values={},
        )
        modal = await app.mei.sees_modal("Pinchpoint")
        assert str(texts.NOT_YOURS) in modal.text
        await app.mei.close()
    assert (await the_asks(app))[0].version == before


async def test_a_form_that_is_sent_twice_asks_once(
    database: Database, database_url: str, open_database: Callable[[str], Database]
) -> None:
    """Slack repeats what it believes lost: at the same moment on another process, or much later."""
    await create_workspace(database, [])
    other = open_database(database_url)
    form = AskForm(topic="prices", question=QUESTION)

    async def send(database: Database) -> bool:
        async with database.begin(T) as db:
            return await service.make(db, ADA, form, "view:V1", NOW) is not None

    assert sorted(await asyncio.gather(send(database), send(other))) == [False, True]
    assert await send(database) is False
    async with database.read(T) as db:
        assert len(list(await db.scalars(select(Ask)))) == 1
        assert list(await db.scalars(select(Inbox.key))) == ["view:V1"]


async def test_a_day_named_meanwhile_is_not_dropped_by_an_old_button(database: Database) -> None:
    await create_workspace(database, [])
    later = NOW.date() + timedelta(days=5)
    async with database.begin(T) as db:
        form = AskForm(topic="prices", question=QUESTION, needed_by=later)
        ask = await service.make(db, ADA, form, "view:V1", NOW)
        assert ask is not None
        await service.keep_looking(db, ask.id, ADA, NOW)
        assert (await service.owned(db, ask.id, ADA)).needed_by == later
        await service.keep_looking(db, ask.id, ADA, NOW + timedelta(days=7))
        kept = await service.owned(db, ask.id, ADA)
        assert (kept.needed_by, kept.state) == (None, AskState.LOOKING)
