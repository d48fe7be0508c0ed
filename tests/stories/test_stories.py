"""Stories: whose yes counts, how a no stays unsaid, and what goes when one is taken back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.asks.rules import OPEN_FORM
from bot.dashboard.queries import program_figures
from bot.dashboard.rules import Format, Stage
from bot.kit.db import Database
from bot.kit.errors import UserMessage
from bot.kit.reader import NEUTRAL
from bot.models import (
    Outbox,
    OutboxState,
    Person,
    Session,
    SessionState,
    Story,
    StoryAnswer,
    StoryState,
    Thanks,
)
from bot.models.transitions import move
from bot.privacy import service as privacy
from bot.privacy.queries import everything
from bot.sessions.service.scheduling import open_session
from bot.stories import jobs, messages, queries, service, texts, views
from bot.stories.forms import StoryForm, Written
from bot.stories.rules import ANSWER_WITHIN
from bot.thanks import messages as thanks
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import (
    ADA,
    ELI,
    MEI,
    NOOR,
    SLIDES,
    T,
    create_accepted_offer,
    create_workspace,
    rows,
    run,
)
from tests.support.outbox import planned

NOW = MONDAY + timedelta(days=2)
FORM = StoryForm(question="How do I open a board talk?", helped="Open with the decision that you need.")
OTHER = StoryForm(question="How do I open a board talk?", helped="Open with one question, and wait.")


@pytest.fixture
async def session_id(database: Database) -> str:
    """A session of Ada and Eli for which Ada has said thank you."""
    await create_workspace(database, [ELI], **SLIDES)
    offer_id = await create_accepted_offer(database)
    async with database.begin(T) as db:
        for user_id, more in ((MEI, {}), (NOOR, {"is_admin": True})):
            await db.upsert(Person, {"user_id": user_id}, name=user_id.title(), **more)
        session = await db.scalar(select(Session).where(Session.offer_id == offer_id))
        if session is None:
            session = await open_session(db, offer_id, MONDAY)
        times = {"starts_at": MONDAY, "ends_at": MONDAY + timedelta(minutes=45)}
        for state in (SessionState.BOOKED, SessionState.ENDED, SessionState.HELD):
            await move(db, Session, Session.id == session.id, to=state, **times)
            times = {}
        words = {"mentee_id": ADA, "expert_id": ELI, "words": "Eli was right.", "written_at": NOW}
        await db.insert(Thanks, session_id=session.id, **words)
        return session.id


async def offered(database: Database, session_id: str) -> str:
    await run(database, service.offer, session_id, ADA, FORM, NOW)
    (story,) = await rows(database, select(Story))
    return str(story.id)


async def agreed(database: Database, session_id: str) -> str:
    story_id = await offered(database, session_id)
    await run(database, service.agree, story_id, 1, ELI, NOW)
    return story_id


async def state_of(database: Database) -> StoryState:
    (story,) = await rows(database, select(Story))
    return StoryState(story.state)


async def told(database: Database, user_id: str, now: datetime = NOW) -> str:
    async with database.read(T) as db:
        found = await queries.mine(db, user_id)
    return "\n".join(block["text"]["text"] for one in found for block in views.line(NEUTRAL, one))


async def read(database: Database, story_id: str, user_id: str) -> str:
    async with database.read(T) as db:
        return str(views.read_modal(NEUTRAL, await service.of_theirs(db, story_id, user_id)))


def test_what_stories_take_from_features_above_them_is_called_so_there() -> None:
    assert thanks.WRITTEN.id == messages.THANKS
    assert views.ASK == OPEN_FORM


async def test_words_that_tell_who_it_is_about_are_not_kept(database: Database, session_id: str) -> None:
    form = StoryForm(question="What does Eli say about talks?", helped=FORM.helped)
    written = Written(session_id=session_id)
    _, draft = await run(database, service.looked_at, written, ADA, form, NEUTRAL)
    assert draft.question == "What does a colleague say about talks?"
    assert await rows(database, select(Story)) == []


async def test_any_change_asks_the_other_one_for_the_very_same_words(
    database: Database, session_id: str
) -> None:
    story_id = await offered(database, session_id)
    with pytest.raises(UserMessage):
        await run(database, service.agree, story_id, 1, ADA, NOW)
    await run(database, service.change, story_id, 1, ELI, OTHER, NOW)
    for version, by in ((1, ADA), (2, ELI), (2, MEI)):
        with pytest.raises(UserMessage):
            await run(database, service.agree, story_id, version, by, NOW)
    (asked,) = await planned(database, NOW, ADA, messages.QUESTION)
    assert OTHER.helped in asked.words
    await run(database, service.agree, story_id, 2, ADA, NOW)
    assert await state_of(database) is StoryState.AGREED
    with pytest.raises(UserMessage):
        await run(database, service.offer, session_id, ADA, FORM, NOW)


async def test_a_no_reads_like_silence_and_silence_is_a_no(database: Database, session_id: str) -> None:
    story_id = await offered(database, session_id)
    before = await told(database, ADA)
    await run(database, service.decline, story_id, ELI, NOW)
    assert await told(database, ADA) == before
    assert "waits for Eli" in before
    assert await told(database, ELI) == ""
    assert FORM.helped in await read(database, story_id, ADA)
    assert FORM.helped not in await read(database, story_id, ELI)
    with pytest.raises(UserMessage, match=re.escape(str(texts.NOT_OPEN))):  # as while it waits
        await run(database, service.to_answer, story_id, ADA)
    async with database.read(T) as db:
        (held,) = (await everything(db, ADA)).tables["story"]
    assert held["helped"] == FORM.helped
    assert "state" not in held
    clock = SettableClock()
    clock.set_to(NOW + ANSWER_WITHIN)
    await jobs.lapse(services_without_slack(database, clock))
    assert await told(database, ADA) == ""
    assert await rows(database, select(Story.helped)) == [""]
    assert await planned(database, NOW + ANSWER_WITHIN, ADA, messages.QUESTION) == []


async def test_nobody_else_shares_or_reads_it_and_slack_may_refuse(
    database: Database, session_id: str
) -> None:
    story_id = await agreed(database, session_id)
    for by in (ADA, MEI):
        with pytest.raises(UserMessage):
            await run(database, service.publish, story_id, by, NOW, "C1")
    with pytest.raises(UserMessage):
        await run(database, service.of_theirs, story_id, NOOR)
    await run(database, service.publish, story_id, NOOR, NOW, "C1")
    async with database.begin(T) as db:
        post = Outbox.kind == messages.POST.id
        await move(db, Outbox, post, to=OutboxState.LEASED)
        await move(db, Outbox, post, to=OutboxState.DEAD, done_at=NOW)
    clock = SettableClock()
    clock.set_to(NOW)
    await jobs.note_refused(services_without_slack(database, clock))
    assert await state_of(database) is StoryState.AGREED
    (refused,) = await planned(database, NOW, NOOR, messages.REFUSED)
    assert "<#C1>" in refused.words


async def test_a_story_that_was_shown_before_asking_only_is_posted_later_once(
    database: Database, session_id: str
) -> None:
    story_id = await agreed(database, session_id)
    await run(database, service.publish, story_id, NOOR, NOW)
    with pytest.raises(UserMessage):
        await run(database, service.publish, story_id, NOOR, NOW)  # a double press
    async with database.read(T) as db:
        (kept,) = await queries.where_shared(db)
    shown = views.shared_modal(NEUTRAL, [kept], 2)
    assert "Shown before asking only, since Wed" in str(shown)
    assert "and 1 older story" in str(shown)
    assert views.PUBLISH_OPEN in str(shown)
    later = NOW + timedelta(days=1)
    await run(database, service.publish, story_id, NOOR, later, "C1")
    with pytest.raises(UserMessage):
        await run(database, service.publish, story_id, NOOR, later, "C2")
    (post,) = await planned(database, later, "C1", messages.POST)
    assert FORM.helped in post.words
    async with database.read(T) as db:
        (posted,) = await queries.where_shared(db)
    shown = views.shared_modal(NEUTRAL, [posted], 1)
    assert "In <#C1> since Thu" in str(shown)
    assert views.PUBLISH_OPEN not in str(shown)


async def test_who_is_erased_takes_their_stories_along(database: Database, session_id: str) -> None:
    story_id = await agreed(database, session_id)
    await run(database, service.publish, story_id, NOOR, NOW, "C1")
    await run(database, privacy.ask_to_erase, ELI, NOW)
    (story,) = await rows(database, select(Story))
    assert (story.state, story.question, story.helped) == (StoryState.WITHDRAWN, "", "")
    assert await planned(database, NOW, "C1", messages.POST) == []
    async with database.read(T) as db:
        assert await queries.examples(db, story.topic_id, MEI) == []


async def test_those_before_asking_are_of_others_and_nearest_first(
    database: Database, session_id: str
) -> None:
    story_id = await agreed(database, session_id)
    await run(database, service.publish, story_id, NOOR, NOW)
    (story,) = await rows(database, select(Story))
    async with database.read(T) as db:
        assert await queries.examples(db, story.topic_id, ADA) == []
        (found,) = await queries.examples(db, story.topic_id, MEI)
        far = queries.Example("far", "Which oil for the saw?", "Ask at the shop.")
        near = await queries.closest(db, "How do I open a talk to the board?", [far, far, found])
    assert near[0].id == story_id
    assert len(near) == 2


async def test_an_answer_counts_once_as_asked_and_helped(database: Database, session_id: str) -> None:
    story_id = await agreed(database, session_id)
    await run(database, service.answered, story_id, MEI, "early", NOW)
    await run(database, service.publish, story_id, NOOR, NOW)
    for _ in range(2):
        await run(database, service.answered, story_id, MEI, "view", NOW)
    assert await rows(database, select(StoryAnswer.user_id)) == [MEI]
    async with database.read(T) as db:
        figures = await program_figures(db, 30, NOW + timedelta(hours=1))
    assert (figures.funnel[Stage.ANSWERED], figures.funnel[Stage.HELPED]) == (1, 1)
    assert figures.formats[Format.STORIES].named == {"people": 1, "answered": 1}
    assert "answered 1 question" in await told(database, ELI)


def test_lists_and_notices_are_shown() -> None:
    example = queries.Example("s1", FORM.question, FORM.helped, "Talks")
    assert FORM.helped in str(views.program_modal(NEUTRAL, [example], 2))
    assert "2 success stories" in str(views.program_blocks(NEUTRAL, 2, 1))
    assert str(texts.PUBLISHED) in str(views.done(NEUTRAL, texts.PUBLISHED))
    assert str(texts.NONE) in str(views.mine_modal(NEUTRAL, []))


async def test_a_post_goes_that_was_made_while_its_story_was_taken_back(
    database: Database, session_id: str
) -> None:
    story_id = await agreed(database, session_id)
    async with database.read(T) as db:
        as_read = await db.get_one(Story, story_id)
    await run(database, service.publish, story_id, NOOR, NOW, "C1")
    async with database.begin(T) as db:
        await move(db, Outbox, Outbox.kind == messages.POST.id, to=OutboxState.LEASED)
        await service._withdraw(db, as_read, NOW)
    waiting = select(Outbox.recipient).where(
        Outbox.kind == messages.POST.id, Outbox.state == OutboxState.PENDING
    )
    assert await rows(database, waiting) == ["C1"]


def test_every_story_of_a_list_can_be_decided_on() -> None:
    found = [queries.Example(f"s{one}", FORM.question, FORM.helped, "Talks") for one in range(queries.SHOWN)]
    shown = str(views.program_modal(NEUTRAL, found, 2))
    assert shown.count(f"'{views.KEEP}") == len(found)
    assert "2 stories are shared" in shown
