"""What is taken back while it is being sent, and a workspace that Slack holds back beside others."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import pytest

from bot.delivery.commits import Commits
from bot.delivery.messages import PostMessage, Recipient, RenderContext
from bot.delivery.outbox import cancel, enqueue
from bot.kit.db import WorkspaceSession
from bot.models import OutboxState
from bot.playground.slack.weather import Fault
from tests.support.clock import PATIENCE, eventually
from tests.support.factories import ADA
from tests.support.outbox import OutboxHarness, kind_of, note
from tests.support.sizes import FULL, size

POST = "chat.postMessage"
RACES = size(20, 1000)
HEALTHY = size(9, 49)
EACH = size(4, 100)
WAIT = 30  # seconds that Slack wants to be left alone


async def reschedule(outbox: OutboxHarness, number: int) -> int:
    """Take back what is planned about one subject, and plan it anew; return how much was taken back."""

    async def work(db: WorkspaceSession) -> int:
        gone = await cancel(db, f"old{number}")
        kind, now = outbox.kinds["note"], outbox.clock.now()
        await enqueue(db, kind, to=Recipient.person(ADA), about=f"new{number}", now=now)
        return gone

    gone: int = await outbox.within(work)
    return gone


@pytest.mark.timeout(PATIENCE + 10 * RACES)
async def test_what_was_taken_back_in_time_is_never_said(outbox: OutboxHarness) -> None:
    """Whoever takes it back is told whether they were in time, and that is what Slack sees."""
    dice, in_time = random.Random(12), 0
    for number in range(RACES):
        await outbox.plan("note", about=f"old{number}")

        async def later(number: int = number, said: int = outbox.calls(POST)) -> int:
            if dice.random() < 0.3:
                await eventually(lambda: outbox.calls(POST) > said)
            else:
                await asyncio.sleep(dice.random() / 20)  # somewhere in the sending
            return await reschedule(outbox, number)

        _, gone = await asyncio.gather(outbox.send(), later())
        await outbox.send()
        said = outbox.said(ADA)[-3:]
        assert said.count(f"note old{number}") == 1 - gone
        assert said.count(f"note new{number}") == 1
        in_time += gone
    assert in_time < RACES
    print(f"{in_time} of {RACES} were taken back in time")


async def test_the_control_that_does_not_look_again_before_its_call_says_what_was_taken_back(
    outbox: OutboxHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def begin_at_once(*_: Any) -> bool:
        return True

    async def slowly(context: RenderContext) -> PostMessage:
        rendering.set()
        await taken_back.wait()
        return await note(context)

    rendering, taken_back = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(Commits, "begin_sending", begin_at_once)
    await outbox.plan("note", about="old1")
    outbox.say(kind_of("note", slowly))
    sending = asyncio.create_task(outbox.send())
    await rendering.wait()
    assert await reschedule(outbox, 1) == 1
    taken_back.set()
    await sending
    assert "note old1" in outbox.said(ADA)


async def test_a_workspace_that_slack_holds_back_delays_no_other(outbox: OutboxHarness) -> None:
    """The control: without a limit of its own the same workspace is served as quickly as the others."""
    people = {f"W{number:02}": outbox.slack.add_person(f"w{number}").id for number in range(HEALTHY + 1)}
    await outbox.open(*people)
    limited = outbox.slack.workspace.app_dm(people["W00"]).id
    posts: list[tuple[str, float]] = []
    holds_back = False

    def refusal(method: str, args: Any) -> Fault | None:
        if method != POST:
            return None
        posts.append((str(args.get("channel")), time.monotonic()))
        refused = holds_back and posts[-1][0] == limited
        return Fault(method, "rate_limited", seconds=WAIT) if refused else None

    outbox.slack.api._limited = refusal  # type: ignore[method-assign]

    async def send_to_all(about: str) -> float:
        """Return after how many seconds 95 of 100 messages of the others were with Slack."""
        for team, person in people.items():
            for number in range(EACH):
                await outbox.plan("note", to=person, about=f"{about}{number}", team=team)
        posts.clear()
        began = time.monotonic()
        await outbox.send()
        late = sorted(at - began for channel, at in posts if channel != limited)
        assert len(late) == HEALTHY * EACH
        return late[int(0.95 * len(late))]

    def calls() -> int:
        return sum(channel == limited for channel, _ in posts)

    usual = await send_to_all("first")
    assert calls() == EACH
    holds_back = True
    beside = await send_to_all("second")
    assert 0 < calls() <= 4  # what was under way when Slack said so
    before = calls()
    outbox.clock.shift(seconds=WAIT - 1)
    await outbox.send()
    assert calls() == before
    holds_back = False
    outbox.clock.shift(seconds=1)
    await outbox.send()
    for team in people:
        assert {row.state for row in await outbox.rows(team)} == {OutboxState.SENT}
    print(f"95 of 100 within {usual:.2f} s, and within {beside:.2f} s beside a workspace that is held back")
    if FULL >= 1:
        assert beside <= 1.2 * usual
