"""The first steps one by one: what they do, what they refuse, who sees them, and when they go."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.admin import service as admin
from bot.admin.queries import TopicChoice
from bot.checklists import service as edits
from bot.checklists.forms import ItemForm
from bot.checklists.rules import List
from bot.checklists.texts import DEFAULTS
from bot.delivery.messages import PostMessage, RenderContext
from bot.kit.blocks import home
from bot.kit.db import Database
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.reader import NEUTRAL, Reader
from bot.models import (
    FirstSteps,
    Installation,
    Invitation,
    Outbox,
    Person,
    PostKind,
    ProgramPost,
    Topic,
)
from bot.people import queries as people
from bot.pilot import jobs, messages, queries, service, views
from bot.pilot.forms import InviteForm, PostForm
from bot.pilot.queries import Guide, Steps
from bot.pilot.rules import Step
from bot.playground.slack.blockkit import view_problems
from tests.support.app import SLIDES, AppUnderTest, services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import ADA, ELI, NOOR, T, create_workspace

GUIDE = Guide(DEFAULTS[List.MENTEE], DEFAULTS[List.EXPERT], 8)
POST = ProgramPost(
    workspace_id=T, id="p" * 32, kind=PostKind.LAUNCH, channel_id="C1", words="Come & ask", posted_by=NOOR
)


async def begun(database: Database) -> None:
    await create_workspace(database)
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, is_admin=True)
        await service.begin(db, MONDAY)


async def test_whoever_installed_it_gets_the_card_once(database: Database) -> None:
    await begun(database)
    services = services_without_slack(database, SettableClock())
    cards = select(Outbox).where(Outbox.kind == "pilot_steps")
    await jobs.greet(services)
    async with database.begin(T) as db:
        assert not list(await db.scalars(cards)), "it is not known who installed it"
        await db.upsert(Installation, {}, installed_by=NOOR, installed_at=MONDAY, bot_token="x")
    await jobs.greet(services)
    await jobs.greet(services)
    async with database.read(T) as db:
        assert [row.recipient for row in await db.scalars(cards)] == [NOOR]


async def test_what_becomes_true_elsewhere_is_ticked(database: Database) -> None:
    await begun(database)
    services = services_without_slack(database, SettableClock())
    async with database.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, is_manager=True)
    await jobs.follow(services)
    async with database.read(T) as db:
        assert await db.scalar(select(FirstSteps.done)) & Step.MANAGERS
        found = await queries.open_steps(db)
    assert found is not None
    assert Step.MANAGERS in found.done


async def test_topics_are_kept_put_away_and_added(database: Database) -> None:
    await begun(database)
    async with database.begin(T) as db:
        shown = [topic.id for topic in await queries.starter_topics(db)]
        await service.choose_topics(db, NOOR, shown, {"prices"}, ["Grant writing"], NEUTRAL, MONDAY)
        active = {topic.name for topic in await queries.starter_topics(db)}
        kept = await db.scalar(select(Topic.name).where(Topic.id == "prices"))
        found = await queries.open_steps(db)
    assert active == {kept, "Grant writing"}
    assert found is not None
    assert Step.TOPICS in found.done


async def test_topics_that_are_as_they_came_are_worded_in_the_language_of_whoever_keeps_them(
    sqlite_db: Database,
) -> None:
    german = Reader.of("de-DE", "Europe/Berlin")
    await begun(sqlite_db)
    async with sqlite_db.begin(T) as db:
        await db.delete_where(Topic)
        await admin.seed_topics(db, MONDAY)
        came = {topic.name: topic.id for topic in await queries.starter_topics(db)}
        await db.update_where(Topic, Topic.id == came["Writing"], description="Grants and letters.")
        topics = await queries.starter_choices(db, german)
    assert "Führung eines Teams" in str(views.topics_modal(german, topics))
    async with sqlite_db.begin(T) as db:
        shown, kept = list(came.values()), [came["Leading a team"], came["Writing"]]
        await service.choose_topics(db, NOOR, shown, kept, [], german, MONDAY)
    async with sqlite_db.read(T) as db:
        led, written = await db.get(Topic, came["Leading a team"]), await db.get(Topic, came["Writing"])
    assert led is not None
    assert written is not None
    assert (led.name, led.name_key, "delegieren" in led.synonyms) == (
        "Führung eines Teams",
        "führung eines teams",
        True,
    )
    assert written.name == "Writing"


async def test_a_channel_reads_the_language_of_whoever_posts_there(sqlite_db: Database) -> None:
    await begun(sqlite_db)
    async with sqlite_db.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, locale="de-DE", zone="Europe/Berlin")
        await service.post(db, NOOR, PostKind.GUIDE, PostForm(channel="C1"), "k", MONDAY)
        (row,) = await db.scalars(select(Outbox).where(Outbox.kind == messages.POST.id))
        said = await messages.POST.render(RenderContext(db, row, NEUTRAL, MONDAY))
        assert isinstance(said, PostMessage)
        assert "Pinchpoint auf einer Seite" in said.text
        assert await people.reader_in_channel(db, NOOR) == Reader("de_DE", NEUTRAL.zone)
        assert await people.reader_in_channel(db, "U0GONE") == NEUTRAL


async def test_only_those_who_run_the_program_may(database: Database) -> None:
    await begun(database)
    async with database.begin(T) as db:
        with pytest.raises(UserMessage):
            await service.choose_topics(db, ADA, [], [], ["Mine"], NEUTRAL, MONDAY)
        with pytest.raises(UserMessage):
            await service.put_away(db, ADA, MONDAY)
        with pytest.raises(UserMessage):
            await service.post(db, ADA, PostKind.GUIDE, PostForm(channel="C1"), "k", MONDAY)


async def test_an_invitation_that_cannot_be_is_named_and_nobody_is_invited(database: Database) -> None:
    await begun(database)
    form = InviteForm(colleagues=[ADA, ELI, NOOR], topic="prices", note="Would you?")
    with pytest.raises(FormErrors) as refused:
        async with database.begin(T) as db:
            await service.invite(db, NOOR, form, "key", MONDAY)
    assert list(refused.value.fields) == ["colleagues"]
    async with database.read(T) as db:
        assert not list(await db.scalars(select(Invitation)))


async def test_they_are_put_away_for_everybody(database: Database) -> None:
    await begun(database)
    async with database.begin(T) as db:
        await service.put_away(db, NOOR, MONDAY)
        assert await queries.open_steps(db) is None


async def test_a_channel_that_is_closed_is_said_and_tried_again(app: AppUnderTest) -> None:
    channel = app.slack.add_channel("closed")
    app.slack.workspace.channels[channel.id].members.remove(app.slack.workspace.bot_user_id)
    await app.noor.open_home()
    await app.noor.press("Write the launch post")
    await app.noor.fill({"channel": channel.id, "words": "From today: /ask-expert."})
    assert await app.noor.submit() == {}
    await app.later(seconds=6)
    await app.noor.sees("I can’t post in", in_=app.noor.dm()[-1])
    assert "announced" not in app.noor.home().text  # type: ignore[union-attr]
    app.slack.workspace.channels[channel.id].members.append(app.slack.workspace.bot_user_id)
    await app.noor.press("Post it again")
    await app.later(seconds=6)
    (message,) = app.slack.workspace.channels[channel.id].messages
    assert "/ask-expert" in message.text
    await app.noor.sees("announced", in_=app.noor.home())


async def test_a_posted_guide_follows_the_checklists(database: Database) -> None:
    await begun(database)
    services = services_without_slack(database, SettableClock())
    async with database.begin(T) as db:
        await service.post(db, NOOR, PostKind.GUIDE, PostForm(channel="C1"), "k", MONDAY)
        await db.delete_where(Outbox, Outbox.kind == "pilot_post")
        await edits.add(
            db, NOOR, List.EXPERT, ItemForm(text="I bring tea"), "a", MONDAY + timedelta(minutes=1)
        )
    services.clock.set_to(MONDAY + timedelta(minutes=2))  # type: ignore[attr-defined]
    await jobs.keep_guide(services)
    await jobs.keep_guide(services)
    async with database.read(T) as db:
        assert len(list(await db.scalars(select(Outbox).where(Outbox.kind == "pilot_post")))) == 1
        assert "I bring tea" in str(views.guide(NEUTRAL, await queries.guide(db)))


async def test_without_the_scope_the_guide_is_posted_and_it_is_said_how_to_pin_it(app: AppUnderTest) -> None:
    app.slack.workspace.scopes -= {"pins:write"}
    channel = app.slack.add_channel("ask-an-expert")
    await app.noor.open_home()
    await app.noor.press("Post the guide")
    await app.noor.sees("Pin to channel")
    await app.noor.fill({"channel": channel.id})
    assert await app.noor.submit() == {}
    await app.settle()
    (message,) = app.slack.workspace.channels[channel.id].messages
    assert not message.pinned
    assert {row.state for row in await app.rows(select(Outbox).where(Outbox.kind == "pilot_pin"))} == {"sent"}


async def test_the_guide_is_a_word_away_and_names_both_checklists(app: AppUnderTest) -> None:
    await app.ada.command("/mentoring", "guide")
    modal = await app.ada.sees_modal("Guide")
    assert "I am ready to note actions" in modal.text
    assert "I will close by summing up" in modal.text
    assert "8 working hours" in modal.text


async def test_a_draft_names_the_topics_of_new_experts(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES)
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Guide and posts")
    modal = await app.noor.sees_modal("Guide and posts")
    assert len([one for one in modal.buttons() if one == "Open"]) == len(PostKind)
    await app.noor.close()
    async with app.service.services.database.read(app.slack.workspace.team_id) as db:  # type: ignore[union-attr]
        assert await queries.new_topics(db, app.clock.now()) == [SLIDES]
        assert await queries.new_topics(db, app.clock.now() + timedelta(days=31)) == []


def steps(done: set[Step], *, finished: bool = False, experts: int = 1) -> Steps:
    return Steps(frozenset(done), 2, experts, finished)


@pytest.mark.parametrize("found", [steps(set()), steps(set(Step)), steps({Step.TOPICS}, experts=0)])
def test_the_card_fits_in_home(found: Steps) -> None:
    blocks = views.home_blocks(NEUTRAL, found)
    assert view_problems(home(blocks)) == []
    text, _ = views.card(NEUTRAL, found)
    assert f"{len(found.done)} of 5" in text


def test_the_card_ends_in_one_sentence() -> None:
    assert "all done" in views.card(NEUTRAL, steps(set(Step), finished=True))[0]
    assert "put away" in views.card(NEUTRAL, steps(set(), finished=True))[0]


def test_every_modal_fits() -> None:
    topics = [
        Topic(workspace_id=T, id=f"{number:032}", name="W" * 60, description="d" * 300)
        for number in range(40)
    ]
    choices = [TopicChoice(topic.id, topic.name, topic.description) for topic in topics]
    assert view_problems(views.topics_modal(NEUTRAL, choices)) == []
    assert view_problems(views.managers_modal(NEUTRAL, [NOOR])) == []
    assert view_problems(views.invite_modal(NEUTRAL, topics, 5)) == []
    assert view_problems(views.posts_modal(NEUTRAL, canvas=True)) == []
    assert view_problems(views.guide_modal(NEUTRAL, GUIDE)) == []
    for kind in PostKind:
        assert view_problems(views.post_modal(NEUTRAL, kind, "C123", ["Writing"])) == []


def test_a_post_says_its_words_literally_and_offers_to_ask() -> None:
    text, blocks = views.post(NEUTRAL, POST)
    assert text == "Come &amp; ask"
    assert "Ask an expert" in json.dumps(blocks)
    assert "Post it again" in json.dumps(views.refused(NEUTRAL, POST)[1])
    assert "not in it" in views.refused(NEUTRAL, POST)[0]
