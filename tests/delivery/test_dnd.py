"""What can wait waits for the end of somebody's do-not-disturb, where Slack tells of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.dnd import end_of, held_until
from bot.delivery.messages import RenderContext
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI
from tests.support.outbox import BOTH, OutboxHarness, kind_of, note

AT = int(MONDAY.timestamp())
HOUR = 3600


def disturb_not(outbox: OutboxHarness, user_id: str, hours: float) -> None:
    outbox.slack.workspace.users[user_id].dnd = (AT - HOUR, AT + int(hours * HOUR))


async def test_a_nudge_waits_for_the_end_and_nothing_else_does(outbox: OutboxHarness) -> None:
    disturb_not(outbox, ADA, 2)
    for kind, about in (("nudge", "s1"), ("nudge", "s2"), ("note", "s3"), ("vital", "s4")):
        await outbox.plan(kind, about=about)
    await outbox.plan("nudge", to=ELI)
    await outbox.plan("nudge", to=BOTH)
    await outbox.send()
    assert sorted(outbox.said(ADA)) == ["note s3", "vital s4"]
    assert outbox.said(ELI) == outbox.said(ADA, ELI) == ["nudge s1"]
    outbox.clock.shift(hours=2, minutes=1)
    await outbox.send()
    assert sorted(outbox.said(ADA)) == ["note s3", "nudge s1", "nudge s2", "vital s4"]


async def test_a_nudge_does_not_wait_until_it_is_of_no_use(outbox: OutboxHarness) -> None:
    disturb_not(outbox, ADA, 5.5)  # it is of use for six hours

    async def latest(context: RenderContext) -> datetime:
        return MONDAY + timedelta(hours=3)

    urgent = kind_of("urgent", note, waits_for_hours=True, useful_for=timedelta(days=2))
    outbox.say(kind_of("for_others", note, waits_for_hours=True), replace(urgent, latest=latest))
    for kind in ("nudge", "for_others", "urgent"):
        await outbox.plan(kind)
    await outbox.send()
    assert sorted(outbox.said(ADA)) == ["for_others s1", "nudge s1", "urgent s1"]


async def test_without_the_scope_nothing_changes_and_slack_is_not_asked_again(
    outbox: OutboxHarness,
) -> None:
    disturb_not(outbox, ADA, 2)
    outbox.slack.workspace.scopes -= {"dnd:read"}
    for to in (ADA, ELI):
        await outbox.plan("nudge", to=to)
        await outbox.send()
        assert outbox.said(to) == ["nudge s1"]
    assert outbox.calls("dnd.info") == 1


async def test_slack_is_asked_once_in_five_minutes_and_left_alone_when_it_asks_for_that(
    outbox: OutboxHarness,
) -> None:
    outbox.slack.weather.add("dnd.info", "rate_limited", seconds=600)
    disturb_not(outbox, ELI, 2)
    await outbox.plan("nudge", to=ELI)
    await outbox.send()
    assert outbox.said(ELI) == ["nudge s1"]  # at once: nothing is known
    for number in range(3):
        await outbox.plan("nudge", about=f"a{number}")
        await outbox.send()
    assert len(outbox.said(ADA)) == 3
    assert outbox.calls("dnd.info") == 1
    outbox.clock.shift(minutes=11)
    for number in range(3):
        await outbox.plan("nudge", to=ELI, about=f"b{number}")
        await outbox.send()
    assert outbox.said(ELI) == ["nudge s1"]
    assert outbox.calls("dnd.info") == 2


@pytest.mark.parametrize(
    ("answer", "hours"),
    [
        ({"dnd_enabled": True, "next_dnd_start_ts": AT - 1, "next_dnd_end_ts": AT + HOUR}, 1),
        ({"dnd_enabled": True, "next_dnd_start_ts": AT + 1, "next_dnd_end_ts": AT + HOUR}, None),
        ({"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}, None),
        ({"dnd_enabled": False, "snooze_enabled": True, "snooze_endtime": AT + 2 * HOUR}, 2),
        ({"dnd_enabled": True, "next_dnd_start_ts": None, "next_dnd_end_ts": "soon"}, None),
        ({"dnd_enabled": False, "next_dnd_start_ts": AT - 1, "next_dnd_end_ts": AT + HOUR}, None),
        ({}, None),
    ],
)
def test_what_slack_tells_is_read(answer: dict[str, Any], hours: int | None) -> None:
    assert end_of(answer, MONDAY) == (None if hours is None else MONDAY + timedelta(hours=hours))


@given(st.integers(1, 100), st.integers(-5, 100))
def test_no_message_is_held_for_long_or_beyond_its_use(end: int, last: int) -> None:
    """Hours from now."""
    until = held_until(MONDAY + timedelta(hours=end), MONDAY, MONDAY + timedelta(hours=last))
    assert until in (None, MONDAY + timedelta(hours=end))
    assert (until is not None) == (end <= 24 and end < last)
