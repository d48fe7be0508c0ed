"""Ada types, is shown what may be better, changes her mind: nothing she typed is ever lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.asks import service, texts
from bot.asks.forms import UNSURE, AskForm, FormState
from bot.asks.listeners import form
from bot.asks.listeners.opening import Typed
from bot.asks.rules import Finding
from bot.asks.views.form import Filled
from bot.kit.db import Database
from bot.kit.interaction import Interaction
from bot.kit.words import length
from bot.models import Ask, AskState, Inbox, Offer, OfferState, Session, Topic
from tests.asks.test_views import initial
from tests.journeys.steps import QUESTION
from tests.support.app import DATA, MONDAY, SLIDES, TALKS, AppUnderTest
from tests.support.clock import MONDAY as NOW
from tests.support.clock import eventually
from tests.support.counted import Counted
from tests.support.factories import ADA, T, create_workspace

VAGUE = "I have some slides. Could somebody help me choose which chart opens the deck? Any ideas?"
BACKGROUND = "The draft has eleven slides & <one> chart.\nThe board meets in December."
OUTCOME = "A first slide"
BERLIN = ZoneInfo("Europe/Berlin")


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
    await ada.press("Add more")
    values = {
        "Topic": SLIDES,
        "Background": BACKGROUND,
        "What would a good result look like?": OUTCOME,
        "Time box": "60 minutes",
        "Hours that suit me": "Mornings, until 12:00",
        "Your name": [str(texts.HIDE_OPTION)],
        "Needed by": MONDAY.date() + timedelta(days=9),
    }
    await ada.fill(values | more)


async def the_asks(app: AppUnderTest) -> list[Ask]:
    return await app.rows(select(Ask))


async def test_a_good_question_is_asked_with_one_command_and_one_click(app: AppUnderTest) -> None:
    """The topic is chosen already where the words are clear."""
    await app.join(app.eli, SLIDES, **{"What I can help with": "I opened board talks about missed quarters."})
    await app.ada.command("/ask-expert", QUESTION)
    assert app.ada.find(f"This sounds like {SLIDES}.")
    assert await app.ada.submit() == {}
    await app.ada.sees_modal(str(texts.SENT_TITLE))
    (kept,) = await the_asks(app)
    (topic,) = await app.rows(select(Topic).where(Topic.name == SLIDES))
    assert (kept.question, kept.topic_id, kept.with_opening) == (QUESTION, topic.id, False)


async def test_everything_typed_survives_the_hint_the_opening_and_editing(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app)
    before = typed(app)
    assert ada.find(str(texts.FINDINGS[Finding.TOO_BROAD]))  # it never blocks
    await ada.press("Begin with these words")
    assert ada.find("Your request begins like this")
    assert typed(app) == before
    await ada.press("Leave these words out")
    await ada.press("Begin with these words")
    assert await ada.submit() == {}
    await ada.sees_modal(str(texts.SENT_TITLE))
    (kept,) = await the_asks(app)
    assert (kept.question, kept.background, kept.outcome) == (VAGUE, BACKGROUND, OUTCOME)
    assert (kept.minutes, kept.hours_from, kept.hours_to) == (60, None, 720)
    assert (kept.with_opening, kept.hide_name, kept.wished_sessions) == (True, True, 1)
    assert kept.needed_by == MONDAY.date() + timedelta(days=9)

    await ada.close()
    await app.settle()
    await ada.press("Edit")
    assert typed(app) == before
    assert ada.find("Your request begins like this")
    await ada.fill({"Your question": QUESTION, "Time box": "30 minutes", "Your name": []})
    assert await ada.submit() == {}
    if ada.modal():
        assert await ada.submit() == {}
    assert ada.modal() is None
    (edited,) = await the_asks(app)
    assert (edited.question, edited.minutes, edited.hide_name) == (QUESTION, 30, False)
    assert (edited.background, edited.outcome, edited.hours_to) == (BACKGROUND, OUTCOME, 720)
    assert (edited.topic_id, edited.needed_by) == (kept.topic_id, kept.needed_by)


async def test_a_press_is_not_lost_to_what_is_said_of_the_topic_meanwhile(
    app: AppUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press sees the form as it was, and what is said of the topic is shown before its answer."""
    ada, as_typed = app.ada, form.as_typed

    async def late(interaction: Interaction, state: FormState) -> Filled:
        if state.opening:
            await eventually(lambda: ada.find("One colleague offers this."))
        return await as_typed(interaction, state)

    monkeypatch.setattr(form, "as_typed", late)
    await app.join(app.eli, DATA)
    await ada.command("/ask-expert", VAGUE)
    pressed = asyncio.create_task(ada.press("Begin with these words"))
    await asyncio.sleep(0.2)
    await ada.fill({"Topic": DATA})
    await pressed
    assert await ada.sees("Leave these words out")


async def test_a_press_on_the_form_as_it_was_a_moment_before_is_understood(app: AppUnderTest) -> None:
    ada = app.ada
    await app.join(app.eli, DATA)
    await ada.command("/ask-expert", VAGUE)
    shown = ada.modal()
    assert shown is not None
    before = shown.as_seen()
    await ada.fill({"Topic": DATA})
    await ada.sees("One colleague offers this.")
    assert (await ada.press("Begin with these words", in_=before)).ok
    assert await ada.sees("Leave these words out")


async def test_a_weak_question_is_said_so_once_in_the_same_form(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.shortcut("Ask an expert")
    await ada.fill({"Your question": VAGUE, "Topic": SLIDES, "Needed by": MONDAY.date() + timedelta(days=9)})
    before = typed(app)
    assert await ada.submit() == {}
    modal = await ada.sees_modal(str(texts.TITLE))
    assert str(texts.FINDINGS[Finding.TOO_BROAD]) in modal.text
    assert modal.item.body["submit"]["text"] == "Ask it like this"  # type: ignore[union-attr]
    assert typed(app) == before
    assert await the_asks(app) == []
    assert await ada.submit() == {}
    (kept,) = await the_asks(app)
    assert (kept.question, kept.with_opening) == (VAGUE, False)


async def test_the_opening_begins_the_offer_and_the_question_stays_the_question(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await ada.command("/ask-expert", VAGUE)
    await ada.press("Begin with these words")
    await ada.fill({"Topic": SLIDES})
    assert await ada.submit() == {}
    await app.settle()
    card = (await eli.sees("Could I have 45 minutes for your advice on")).text
    assert card.index("Could I have 45 minutes") < card.index(VAGUE)
    assert "Could I have" not in ada.dm()[0].text
    await eli.press("I can help")
    await app.settle()
    assert VAGUE in app.group(ada).text
    assert "Could I have" not in app.group(ada).text


async def test_not_being_sure_is_a_choice(app: AppUnderTest) -> None:
    """It goes to whoever knows, and to the program's team where nobody does."""
    ada = app.ada
    await app.join(app.eli, DATA)
    await app.ask(
        ada, "Which lawyer knows about patents on tractors in Peru, before we sign on Friday?", "Not sure"
    )
    (kept,) = await the_asks(app)
    assert (kept.topic_id, kept.state) == (None, AskState.WAITING)
    assert "Your question about an open topic" in ada.dm()[0].text
    await app.noor.sees("an open topic")
    await ada.press("Edit")
    assert typed(app)["topic"] == UNSURE
    await ada.close()
    await ada.press("Widen")
    assert not ada.find(str(texts.WIDEN_CHOICES["topic"]))
    await ada.close()
    assert await ada.open_home()
    await ada.sees("an open topic")


async def test_whoever_knows_is_asked_about_a_question_without_a_topic(app: AppUnderTest) -> None:
    knows = {"What I can help with": "I opened board talks about a missed quarter, and decided on new plans."}
    await app.join(app.eli, DATA, **knows)
    await app.ask(app.ada, QUESTION, "Not sure")
    (kept,) = await the_asks(app)
    await app.until(MONDAY + timedelta(hours=1))
    await app.eli.sees("an open topic")
    await app.eli.press("I can help")
    await app.settle()
    await app.ada.sees("Pick a time for your")
    assert (await the_asks(app))[0].state == AskState.MATCHED
    assert kept.topic_id is None


async def test_whoever_is_not_sure_hears_what_it_sounds_like_and_sends_with_one_press(
    app: AppUnderTest,
) -> None:
    """As soon as they say so, where the form was opened without words."""
    ada = app.ada
    await app.join(app.eli, SLIDES, **{"What I can help with": "I opened board talks about missed quarters."})
    await ada.shortcut("Ask an expert")
    await ada.fill({"Your question": QUESTION, "Topic": "Not sure"})
    assert ada.find(f"This sounds like {SLIDES}.")
    assert (typed(app)["topic"], typed(app)["question"]) == (UNSURE, QUESTION)
    assert await ada.submit() == {}
    assert [kept.topic_id for kept in await the_asks(app)] == [None]


async def test_whoever_writes_after_not_being_sure_sends_with_one_press(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES, **{"What I can help with": "I opened board talks about missed quarters."})
    await app.ada.shortcut("Ask an expert")
    await app.ada.fill({"Topic": "Not sure", "Your question": QUESTION})
    assert await app.ada.submit() == {}
    assert [kept.topic_id for kept in await the_asks(app)] == [None]


async def test_the_line_below_the_topic_follows_the_choice_and_nothing_typed_is_lost(
    app: AppUnderTest,
) -> None:
    ada = app.ada
    await app.join(app.eli, SLIDES)
    await write(app, QUESTION)
    before = typed(app)
    assert "One colleague offers this." in (await ada.sees_modal()).text
    await ada.fill({"Topic": DATA})
    assert str(texts.SUPPLY_NOBODY) in (await ada.sees_modal()).text
    assert "One colleague offers this." not in (await ada.sees_modal()).text
    after = typed(app)
    assert after.pop("topic") != before.pop("topic")
    assert after == before


async def test_a_choice_about_which_nothing_new_is_said_redraws_nothing(app: AppUnderTest) -> None:
    ada = app.ada
    await ada.command("/ask-expert", QUESTION)
    await ada.fill({"Topic": DATA})
    calls = Counted(app.slack)
    await ada.fill({"Topic": TALKS})  # nobody offers that either
    await ada.fill({"Topic": DATA})
    assert calls.calls.get("views.update", 0) == 0
    assert await ada.submit() == {}


async def test_a_line_that_slack_does_not_show_hinders_nobody(app: AppUnderTest) -> None:
    ada = app.ada
    await app.join(app.eli, SLIDES)
    await ada.command("/ask-expert", QUESTION)
    app.slack.weather.add("views.update", "server_error")
    await ada.fill({"Topic": DATA})
    assert (await ada.sees_modal()).title == str(texts.TITLE)
    assert (typed(app)["question"], ada.notices()) == (QUESTION, [])
    assert await ada.submit() == {}
    await ada.sees_modal(str(texts.SENT_TITLE))


async def test_nobody_outside_the_topic_is_asked_until_the_search_is_widened(app: AppUnderTest) -> None:
    knows = {"What I can help with": "I opened board talks about a missed quarter, and decided on new plans."}
    await app.join(app.eli, DATA, **knows)
    await app.ask(app.ada, QUESTION)
    assert (await the_asks(app))[0].state == AskState.WAITING
    await app.ada.press("Widen")
    await app.ada.fill({str(texts.WIDEN_WHAT): [str(texts.WIDEN_CHOICES["topic"])]})
    assert await app.ada.submit() == {}
    await app.settle()
    assert (await the_asks(app))[0].state == AskState.LOOKING


async def test_hours_named_in_an_ask_bound_its_times(app: AppUnderTest) -> None:
    ada, eli = app.ada, app.eli
    await app.join(eli, SLIDES)
    await app.ask(ada, QUESTION, hours="Mornings, until 12:00")
    assert "Hours: Mornings, until 12:00" in ada.dm()[0].text
    await eli.press("I can help")
    await app.settle()
    (session,) = await app.rows(select(Session).options(selectinload(Session.slots)))
    ends = [(slot.starts_at + timedelta(minutes=45)).astimezone(BERLIN) for slot in session.slots]
    assert ends
    assert all((end.hour, end.minute) <= (12, 0) for end in ends)


async def test_private_data_is_asked_about_once_more_even_when_it_comes_late(app: AppUnderTest) -> None:
    ada = app.ada
    await write(app, QUESTION)
    await ada.fill({"Background": "Ask mei@example.com, her number is +49 30 1234567"})
    assert await ada.submit() == {}
    assert "an e-mail address and a phone number" in ada.screen()
    assert await ada.submit() == {"Background": str(texts.SENTENCES["private_ok"])}
    assert await the_asks(app) == []
    await ada.fill({"private_ok": [str(texts.PRIVATE_OPTION)]})
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


async def test_a_message_becomes_the_background_as_people_see_it(app: AppUnderTest) -> None:
    """With its attachments, files, and whom it names; the topic is suggested from its words."""
    ada = app.ada
    channel = app.slack.add_channel("slides", [ada.id])
    said = await ada.says("How do you do charts & <tables>, @eli?", channel)
    item = said.item
    item.attachments = [{"title": "Deck", "text": "see <https://x.org/deck|the deck>", "fallback": "no"}]  # type: ignore[union-attr]
    await ada.message_shortcut(channel, said.ts, "ask_about_message")
    await ada.sees_modal(str(texts.TITLE))
    lines = typed(app)["background"].splitlines()
    assert lines[0] == "How do you do charts & <tables>, @Eli Navarro?"
    assert lines[1:3] == ["Deck", "see the deck (https://x.org/deck)"]
    assert lines[3].startswith("http")


async def test_a_message_as_long_as_slack_takes_opens_the_form_and_keeps_the_link(app: AppUnderTest) -> None:
    ada = app.ada
    for words in ("The chart says nothing. " * 150, "\U0001f600" * 12_000):
        said = await ada.says(words)
        await ada.message_shortcut(app.slack.workspace.app_dm(ada.id), said.ts, "ask_about_message")
        await ada.sees_modal(str(texts.TITLE))
        background = typed(app)["background"]
        assert background.startswith(words[:20])
        assert background.splitlines()[-1].startswith("http")
        await ada.fill({"Your question": QUESTION, "Topic": SLIDES})
        assert await ada.submit() == {}
        await ada.close()


@pytest.mark.parametrize(
    "words",
    [
        "How do I open the deck? " + "Now it opens with the chart. " * 90,
        ("Why " * 999 + "now?")[:3999],
        "x" * 3999,
        "\U0001f600" * 1900 + " how?",
    ],
)
def test_what_is_too_long_for_the_question_becomes_background(words: str) -> None:
    held = Typed.of(words.strip())
    question, background = held.values["question"], held.values["background"]
    assert "".join(f"{question}{background}".split()) == "".join(words.split())
    assert held.rest == ""
    assert max(length(question), length(background) / 3) <= 1000


async def test_what_fits_no_field_is_shown_to_be_copied(app: AppUnderTest) -> None:
    ada = app.ada
    words = "\U0001f600" * 3500 + "the end"
    await ada.command("/ask-expert", words)
    assert ada.find(str(texts.REST))
    assert ada.find("the end")
    await ada.press("Add more") if ada.find("Add more") else None
    await ada.fill({"Topic": SLIDES})
    assert await ada.submit() == {}
    if not ada.find(str(texts.SENT)):
        assert ada.find("the end")
        assert await ada.submit() == {}
    (kept,) = await the_asks(app)
    assert words.startswith(kept.question)


async def test_when_slack_does_not_open_the_form_all_words_are_kept(app: AppUnderTest) -> None:
    ada, words = app.ada, ("How do I open the deck? " + "Now it opens with the chart. " * 200)[:3999].strip()
    app.slack.weather.add("views.open", "error", times=1, code="expired_trigger_id")
    await ada.command("/ask-expert", words)
    await ada.press(str(texts.OPEN_FORM), in_=str(texts.COULD_NOT_OPEN))
    await ada.sees_modal(str(texts.TITLE))
    held = typed(app)
    assert "".join(f"{held['question']}{held['background']}".split()) == "".join(words.split())


async def test_among_many_topics_one_is_found_by_typing(app: AppUnderTest) -> None:
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        for n in range(101):
            name = f"Topic {n:03d}"
            await db.insert(Topic, name=name, name_key=name.casefold(), created_at=app.clock.now())
    await app.join(app.eli, "Topic 077")
    ada = app.ada
    await app.ask(ada, QUESTION, "Topic 077")
    assert "Your question about Topic 077" in ada.dm()[0].text
    await ada.press("Edit")
    await ada.fill({"Topic": "Not sure"})
    await ada.sees("This sounds like")  # what it could be
    assert await ada.submit() == {}
    assert (await the_asks(app))[0].topic_id is None


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
    await ada.sees("Nobody offers Presentations and storytelling yet")
    await app.join(eli, SLIDES)
    news = await ada.sees("With a colleague now")
    app.slack.weather.add("chat.update", "rate_limited", None, seconds=600)  # her card stays as it was
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


@pytest.mark.parametrize("button", ["Edit", "Widen", "Withdraw"])
async def test_a_card_that_is_out_of_date_is_answered_with_the_card_as_it_stands(
    app: AppUnderTest, button: str
) -> None:
    """No form opens that could only refuse; the card itself is brought up to date, too."""
    ada = app.ada
    await app.join(app.eli, SLIDES)
    await app.ask(ada, QUESTION)
    await app.until((await app.rows(select(Offer)))[0].offered_at)
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:  # type: ignore[union-attr]
        (kept,) = await the_asks(app)
        await db.update_where(Offer, Offer.ask_id == kept.id, state=OfferState.ACCEPTED)
        await db.update_where(Ask, Ask.id == kept.id, state=AskState.MATCHED)
    card = await ada.sees("With a colleague now.")
    await ada.press(button, in_=card)
    assert ada.modal() is None
    told = await ada.sees(str(texts.MATCHED_ALREADY))
    assert "Eli can help" in told.text
    assert told.buttons() == []
    await app.later(minutes=10)
    assert "Eli can help" in ada.dm()[0].text
    assert "With a colleague now." not in ada.dm()[0].text


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
