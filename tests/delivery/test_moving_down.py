"""A card that is news moves down: a new message is posted and the old one goes, whatever fails meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.delivery.messages import REMOVAL, File, PostMessage, Recipient, Remove, RenderContext, Shown
from bot.delivery.outbox import card_key
from bot.delivery.store import GRACE
from bot.models import Card, Outbox, OutboxState
from tests.support.factories import ADA, ELI
from tests.support.outbox import BOTH, OutboxHarness, kind_of, says, section

AFTER_GRACE = GRACE.total_seconds() + 1


@pytest.fixture
async def moving(outbox: OutboxHarness) -> OutboxHarness:
    """An outbox whose kind "moved" posts the card anew, and whose card stands in Ada's DM."""

    async def moved(context: RenderContext) -> PostMessage:
        text = outbox.shown[context.row.subject_id]
        return PostMessage(text, [section(text)], card="ask:a1", anew=True)

    outbox.say(kind_of("moved", moved), kind_of("moved_vital", moved, on_unknown_outcome="repeat"))
    outbox.say(says("over", Remove("This is settled.", card="ask:a1")))
    await outbox.refresh("tracker")
    await outbox.send()
    await outbox.plan("note")
    await outbox.send()
    return outbox


async def _card(outbox: OutboxHarness) -> Card | None:
    found: Card | None = await outbox.within(
        lambda db: db.get(Card, card_key("ask:a1", Recipient.person(ADA)))
    )
    return found


async def test_the_new_one_is_posted_below_and_the_old_one_goes(moving: OutboxHarness) -> None:
    moving.shown["a1"] = "Eli says yes"
    await moving.plan("moved", about="a1")
    await moving.send()
    assert moving.said(ADA) == ["note s1", "Eli says yes"]
    moving.shown["a1"] = "You meet on Tuesday"
    await moving.refresh("tracker")
    await moving.send()
    assert moving.said(ADA) == ["note s1", "You meet on Tuesday"]


async def test_it_moves_down_also_when_it_shows_the_same(moving: OutboxHarness) -> None:
    await moving.plan("moved", about="a1")
    await moving.send()
    assert moving.said(ADA) == ["note s1", "asked one expert"]


async def test_it_is_simply_posted_where_none_stood(outbox: OutboxHarness, moving: OutboxHarness) -> None:
    channel = moving.slack.workspace.find_direct([moving.slack.workspace.bot_user_id, ADA])
    assert channel is not None
    channel.messages.clear()
    await moving.plan("moved", about="a1")
    await moving.send()
    assert moving.said(ADA) == ["asked one expert"]


async def test_a_pair_sees_it_move_in_their_group_dm(moving: OutboxHarness) -> None:
    for version in range(2):
        await moving.plan("moved", about="a1", to=BOTH, version=version)
        await moving.send()
    assert moving.said(ADA, ELI) == ["asked one expert"]


@pytest.mark.parametrize("kind", ["moved", "moved_vital"])
async def test_a_lost_answer_neither_loses_nor_doubles_it(moving: OutboxHarness, kind: str) -> None:
    moving.slack.weather.add("chat.postMessage", "lost")
    moving.shown["a1"] = "Eli says yes"
    await moving.plan(kind, about="a1")
    await moving.send()
    assert moving.said(ADA) == ["asked one expert", "note s1", "Eli says yes"]
    for seconds in (AFTER_GRACE, 6, 6):
        moving.clock.shift(seconds=seconds)
        await moving.send()
    assert moving.said(ADA) == ["note s1", "Eli says yes"]


async def test_a_worker_that_dies_after_the_post_leaves_one_card(moving: OutboxHarness) -> None:
    moving.shown["a1"] = "Eli says yes"
    await moving.plan("moved", about="a1")
    stood = await _card(moving)
    assert stood is not None
    where = (stood.channel_id, stood.message_ts)
    await moving.send()
    # As it was between Slack's answer and the receipt: the card stands where it stood, nothing is planned.
    until = moving.clock.now() + timedelta(seconds=60)
    async with moving.database.begin("T1") as db:
        await db.delete_where(Outbox, Outbox.kind == REMOVAL.id)
        await db.update_where(Card, Card.key == stood.key, message_ts=where[1])
        await db.update_where(
            Outbox,
            Outbox.kind == "moved",
            state=OutboxState.SENDING,
            lease_owner="lost",
            lease_until=until,
            done_at=None,
            message_ts=None,
        )
    for _ in range(4):
        moving.clock.shift(seconds=61)
        await moving.send()
    assert moving.said(ADA) == ["note s1", "Eli says yes"]
    card = await _card(moving)
    assert card is not None
    assert card.message_ts != where[1]


@pytest.mark.parametrize("trouble", ["lost", "server_error", "rate_limited"])
async def test_trouble_with_the_old_one_is_tried_again(moving: OutboxHarness, trouble: str) -> None:
    moving.slack.weather.add("chat.delete", trouble)  # type: ignore[arg-type]
    await moving.plan("moved", about="a1")
    for _ in range(3):
        await moving.send()
        moving.clock.shift(seconds=5)
    assert moving.said(ADA) == ["note s1", "asked one expert"]


async def test_where_slack_keeps_it_one_line_with_a_link_stays(moving: OutboxHarness) -> None:
    moving.slack.weather.add("chat.delete", "error", code="compliance_exports_prevent_deletion")
    moving.shown["a1"] = "Eli says yes"
    await moving.plan("moved", about="a1")
    await moving.send()
    first, _, last = moving.said(ADA)
    assert last == "Eli says yes"
    card = await _card(moving)
    assert card is not None
    assert first.startswith("This has moved on. <https://")
    assert card.message_ts.replace(".", "") in first


async def test_one_that_somebody_deleted_is_no_trouble(moving: OutboxHarness) -> None:
    gate = moving.hold("chat.delete")
    await moving.plan("moved", about="a1")
    channel = moving.slack.workspace.find_direct([moving.slack.workspace.bot_user_id, ADA])
    assert channel is not None
    gate.opened.set()
    channel.messages.pop(0)
    await moving.send()
    assert moving.said(ADA) == ["note s1", "asked one expert"]
    async with moving.database.read("T1") as db:
        states = set(await db.scalars(select(Outbox.state)))
    assert states == {OutboxState.SENT}


async def test_a_card_is_taken_away_for_good(moving: OutboxHarness) -> None:
    await moving.plan("over", about="a1")
    await moving.send()
    assert moving.said(ADA) == ["note s1"]
    assert await _card(moving) is None
    await moving.plan("over", about="a1", version=1)
    await moving.send()
    assert moving.said(ADA) == ["note s1"]


async def test_a_card_that_must_stay_says_that_it_is_over(moving: OutboxHarness) -> None:
    moving.slack.weather.add("chat.delete", "error", code="cant_delete_message")
    await moving.plan("over", about="a1")
    await moving.send()
    assert moving.said(ADA) == ["This is settled.", "note s1"]


async def test_what_links_to_it_is_made_anew_once_it_is_there(outbox: OutboxHarness) -> None:
    away = Shown("tracker", Recipient.person(ADA), "a1")
    outbox.say(says("opening", PostMessage("Hello", [], card="session:s1", shown_in=(away,))))
    await outbox.plan("opening", to=BOTH)
    await outbox.send()
    assert outbox.said(ADA) == ["asked one expert"]


async def test_where_files_may_not_be_shared_the_words_arrive_alone(outbox: OutboxHarness) -> None:
    outbox.slack.workspace.scopes.remove("files:write")
    file = File("session.ics", b"BEGIN:VCALENDAR", "Session", "Open the file.", without="You are booked.")
    outbox.say(says("booked", file))
    await outbox.plan("booked")
    await outbox.send()
    assert outbox.said(ADA) == ["You are booked."]
