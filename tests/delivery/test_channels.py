"""Messages in a channel, and cards that many change at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.delivery.messages import Recipient
from bot.delivery.outbox import refresh
from bot.models import Conversation, OutboxState
from tests.support.outbox import OutboxHarness


async def test_a_card_in_a_channel_is_posted_once_and_changed_where_it_stands(outbox: OutboxHarness) -> None:
    channel = outbox.slack.add_channel("planning")
    await outbox.refresh("tracker", to=channel.id)
    await outbox.send()
    outbox.shown["a1"] = "asked two experts"
    await outbox.refresh("tracker", to=channel.id)
    await outbox.send()
    said = outbox.slack.workspace.channels[channel.id].messages
    assert [one.text for one in said] == ["asked two experts"]
    assert await outbox.within(lambda db: db.scalar(select(Conversation))) is None, "nothing was opened"


async def test_a_channel_without_the_app_ends_as_dead_and_nobody_is_written_to(outbox: OutboxHarness) -> None:
    channel = outbox.slack.add_channel("elsewhere", bot=False)
    await outbox.refresh("tracker", to=channel.id)
    for _ in range(3):
        await outbox.send()
    assert await outbox.states() == [OutboxState.DEAD]


async def test_many_changes_within_a_while_are_one(outbox: OutboxHarness) -> None:
    to, kind = Recipient.parse("UADA"), outbox.kinds["tracker"]
    for _ in range(5):
        now = outbox.clock.now()
        await outbox.within(
            lambda db, now=now: refresh(db, kind, to=to, about="a1", now=now, within=timedelta(seconds=5))
        )
        await outbox.send()
        outbox.clock.shift(seconds=1)
    assert await outbox.states() == [OutboxState.PENDING], "and it is not put off by those that follow"
    await outbox.send()
    assert await outbox.states() == [OutboxState.SENT]
