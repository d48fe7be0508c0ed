"""Every way to ask, and what happens where it goes wrong."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.models import Ask, Offer, Outbox, OutboxState
from tests.journeys.steps import QUESTION, book_first, end_of, start_of
from tests.support.app import DATA, SLIDES, AppUnderTest


async def test_every_way_in_opens_the_same_form(app: AppUnderTest) -> None:
    ada, slack = app.ada, app.slack
    general = next(one for one in slack.workspace.channels.values() if one.name == "general")
    message = await app.eli.says("Our <deck> & the plan: who has done this before?", general)

    await ada.command("/ask-expert", "How do I do it?", general)
    assert "How do I do it?" in (await ada.sees_modal("Ask an expert")).text
    await ada.close()
    await ada.shortcut("Ask an expert")
    await ada.sees_modal("Ask an expert")
    await ada.close()
    await ada.open_home()
    await ada.press("Ask an expert")
    await ada.sees_modal("Ask an expert")
    await ada.close()
    await ada.message_shortcut(general, message.ts, "Ask an expert about this")
    await ada.sees("Our <deck> & the plan: who has done this before?")
    modal = await ada.sees_modal("Ask an expert")
    assert "https://" in modal.text or "http://" in modal.text  # the message's link comes with it
    assert await app.rows(select(Ask)) == []


async def test_what_was_typed_behind_the_command_survives_a_slack_that_is_late(app: AppUnderTest) -> None:
    app.slack.weather.add("views.open", "error", times=1, code="expired_trigger_id")
    await app.ada.command("/ask-expert", QUESTION)
    await app.ada.sees("Slack could not open the form in time")
    await app.ada.press("Open the form")
    assert QUESTION in (await app.ada.sees_modal("Ask an expert")).text


async def test_a_form_with_mistakes_says_so_at_the_field_and_keeps_what_was_typed(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.command("/ask-expert", "Why?")
    await ada.press("Add more")
    await ada.fill({"Topic": SLIDES, "Needed by": "2020-01-01", "Background": "A long story"})
    errors = await ada.submit()
    assert errors["Your question"].startswith("Please write your question")
    await ada.fill({"Your question": QUESTION})
    assert await ada.submit() == {"Needed by": "Please choose a day from today on, within a year."}
    assert "A long story" in (await ada.sees_modal()).text


async def test_private_data_asks_for_one_more_yes(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.command("/ask-expert", QUESTION + " Call me on +49 170 1234567.")
    await ada.fill({"Topic": SLIDES})
    await ada.sees("a phone number")
    assert list(await ada.submit()) == ["Your question"]
    assert await app.rows(select(func.count()).select_from(Ask)) == [0]
    await ada.fill({"private_ok": ["I have checked: this may be shared"]})
    assert await ada.submit() == {}
    assert await app.rows(select(func.count()).select_from(Ask)) == [1]


async def test_the_same_submission_twice_is_one_question(app: AppUnderTest) -> None:
    await app.ask(app.ada, QUESTION)
    delivery = app.slack.traffic.deliveries_of("view_submission")[-1]
    await app.slack.dispatcher.redeliver(delivery)
    await app.settle()
    assert len(await app.rows(select(Ask))) == 1


async def test_an_unexpected_error_gets_a_number_and_keeps_the_form(app: AppUnderTest, caplog) -> None:  # type: ignore[no-untyped-def]
    ada = app.ada
    await ada.command("/ask-expert", QUESTION)
    await ada.fill({"Topic": SLIDES})
    assert app.service is not None
    engine = app.service.services.database.engine
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE ask RENAME TO ask_away")
    errors = await ada.submit()
    async with engine.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE ask_away RENAME TO ask")
    (sentence,) = errors.values()
    number = sentence.partition("reference ")[2][:8]
    assert number in caplog.text
    assert "missed quarter" not in caplog.text
    assert await ada.submit() == {}
    assert len(await app.rows(select(Ask))) == 1


async def test_help_and_unknown_words_show_the_usage_anywhere(app: AppUnderTest) -> None:
    general = next(one for one in app.slack.workspace.channels.values() if one.name == "general")
    for place in (None, general):
        for word in ("", "help", "frobnicate"):
            await app.ada.command("/mentoring", word, place)
            shown = app.ada.messages(place or app.slack.workspace.app_dm(app.ada.id))[-1].text
            assert "/mentoring profile" in shown


async def test_a_question_without_a_topic_goes_the_whole_way(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(
        eli, DATA, **{"What I can help with": "Board talks about a missed quarter and a new plan."}
    )
    await app.ask(ada, QUESTION, "Not sure")
    await app.until(max(offer.offered_at for offer in await app.rows(select(Offer))))
    await eli.sees("an open topic")
    await eli.press("I can help")
    await app.settle()
    session = await book_first(app, ada)
    for moment in (start_of(session) - timedelta(minutes=14), end_of(session) + timedelta(seconds=1)):
        await app.until(moment)
        for person in (ada, eli):
            home = await person.open_home()
            assert "an open topic" in home.text
            await person.command("/mentoring", "sessions")
    await app.later(days=15)
    assert await app.rows(select(Outbox.error).where(Outbox.state == OutboxState.DEAD)) == []
