"""App Home with far too much to show: still inside Slack's limits, and honest about what is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.home import queries, views
from bot.home.forms import ListPage, Part
from bot.kit.db import Database, WorkspaceSession
from bot.kit.folding import unfolded
from bot.kit.reader import NEUTRAL
from bot.models import (
    Ask,
    AskState,
    Expert,
    ExpertTopic,
    FlashEvent,
    Offer,
    OfferState,
    Person,
    Session,
    SessionState,
    SheetPlan,
    Thanks,
    Topic,
    Workspace,
)
from bot.playground.slack.blockkit import (
    block_characters,
    message_problems,
    view_problems,
    view_too_large,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NASTY = "<!channel> & <@UNOOR> *bold* `code` "
ADA, ELI = "UADA", "UELI"
LIVE = (SessionState.SCHEDULING, SessionState.BOOKED, SessionState.ENDED)


async def crowd(db: WorkspaceSession) -> None:
    """Ada runs the program, asks, helps and is thanked, all of it forty times."""
    for user_id in (ADA, ELI):
        await db.insert(
            Person, user_id=user_id, name=(NASTY * 3)[:80], is_admin=user_id == ADA, home_opened_at=NOW
        )
        await db.insert(Expert, user_id=user_id, skills=NASTY * 4, about=NASTY * 25, opted_in_at=NOW)
    for number in range(40):
        topic = f"t{number:02}"
        name = f"{number:02} {NASTY * 2}"[:60]
        await db.insert(Topic, id=topic, name=name, name_key=name.casefold(), created_at=NOW)
        await db.insert(ExpertTopic, user_id=ADA, topic_id=topic)
        await meeting(db, f"a{number}", topic, ADA, ELI, LIVE[number % 3])
        await meeting(db, f"h{number}", topic, ELI, ADA, SessionState.HELD)
        await db.insert(
            Thanks, session_id=f"h{number}", mentee_id=ELI, expert_id=ADA, words=NASTY * 40, written_at=NOW
        )
        await meeting(db, f"m{number}", topic, ADA, ELI, SessionState.HELD)
    for number in range(5):
        await running(db, f"t{number:02}")


async def running(db: WorkspaceSession, topic: str) -> None:
    """Add an event and a monthly sheet that Ada looks after, and whose channels are closed to the app."""
    mine = {"created_by": ADA, "channel_id": "C1", "created_at": NOW, "refused_at": NOW, "minutes": 30}
    shape = {"rounds": 5, "change_minutes": 2, "places": 20, "announced_at": NOW}
    await db.insert(FlashEvent, title=(NASTY * 2)[:80], starts_at=NOW, **shape, **mine)
    when = {"rule": "1.0", "zone": "UTC", "next_post_at": NOW, "wakes_at": NOW, "tried_at": NOW}
    await db.insert(SheetPlan, topic_id=topic, places=6, **when, **mine)


async def meeting(
    db: WorkspaceSession, name: str, topic: str, mentee: str, expert: str, state: SessionState
) -> None:
    """Add an open ask, and beside it a session in this state."""
    for ask_id, ask_state in ((f"open-{name}", AskState.LOOKING), (name, AskState.MATCHED)):
        await db.insert(
            Ask,
            id=ask_id,
            mentee_id=mentee,
            topic_id=topic,
            question=NASTY * 27,
            background=NASTY * 60,
            outcome=NASTY * 13,
            state=ask_state,
            created_at=NOW,
        )
        await db.insert(
            Offer,
            id=ask_id,
            ask_id=ask_id,
            expert_id=expert,
            state=OfferState.ACCEPTED if ask_state is AskState.MATCHED else OfferState.OPEN,
            offered_at=NOW,
            deadline_at=NOW + timedelta(hours=8),
        )
    starts_at = NOW + timedelta(days=1) if state is SessionState.BOOKED else NOW - timedelta(days=1)
    await db.insert(
        Session,
        id=name,
        ask_id=name,
        offer_id=name,
        mentee_id=mentee,
        expert_id=expert,
        minutes=45,
        state=state,
        starts_at=None if state is SessionState.SCHEDULING else starts_at,
        ends_at=None if state is SessionState.SCHEDULING else starts_at + timedelta(minutes=45),
        place=NASTY * 10,
        created_at=NOW,
    )


async def test_a_crowded_home_fits_and_says_what_it_leaves_out(sqlite_db: Database) -> None:
    async with sqlite_db.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))
    async with sqlite_db.begin("T1") as db:
        await crowd(db)
    async with sqlite_db.read("T1") as db:
        page = await queries.page(db, ADA, NOW)
    view = views.home(NEUTRAL, page, NOW)
    assert len(view["blocks"]) < 100
    plain = view | {"blocks": unfolded(view["blocks"])}
    for each in (view, plain):
        assert view_problems(each) == []
        assert not view_too_large(each)
    shown = str(view["blocks"])
    for part, room in ((page.inbox.waiting, 15), (page.inbox.going_on, 12)):
        assert f"and {len(part) - room} more" in shown
    assert f"and {page.past.total - 3} more" in shown
    assert "and 35 more" in shown
    assert "and 2 more events" in shown
    assert "and 2 more sheets" in shown
    assert "/mentoring help" in str(view["blocks"][-1])
    spoken, blocks = views.sessions_message(NEUTRAL, page.inbox, page.past, NOW)
    assert spoken == f"{len(page.inbox.waiting)} things are waiting for you."
    assert message_problems(blocks) == []
    assert block_characters(blocks) <= 13_200


async def test_every_page_of_a_crowded_list_fits_and_none_is_missing(sqlite_db: Database) -> None:
    async with sqlite_db.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))
    async with sqlite_db.begin("T1") as db:
        await crowd(db)
    async with sqlite_db.read("T1") as db:
        inbox = await queries.inbox(db, ADA, NOW)
        for part, total in (
            (Part.WAITING, len(inbox.waiting)),
            (Part.GOING_ON, len(inbox.going_on)),
            (Part.DONE, 80),
        ):
            size = views.PAGE[part]
            for page in range(-(-total // size) + 1):  # one further than there is
                past = await queries.past(db, ADA, page * size, size)
                view = views.list_modal(NEUTRAL, ListPage(part=part, page=page), inbox, past, NOW)
                assert view_problems(view) == []
                assert not view_too_large(view)
                assert f"of {total}" in str(view["blocks"])
