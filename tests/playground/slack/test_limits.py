"""Slack's limits on posting, where they are switched on."""

from __future__ import annotations

from bot.playground.slack.limits import PostLimits


class Watch:
    """A stopwatch that tests turn."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_channel_takes_a_short_burst_and_then_one_message_a_second() -> None:
    watch = Watch()
    limits = PostLimits(burst=3, monotonic=watch)
    assert [limits.wait("C1") for _ in range(4)] == [0, 0, 0, 1]
    assert limits.wait("C2") == 0
    watch.seconds += 1
    assert [limits.wait("C1") for _ in range(2)] == [0, 1]


def test_a_workspace_takes_so_many_within_a_minute() -> None:
    watch = Watch()
    limits = PostLimits(per_minute=2, monotonic=watch)
    assert [limits.wait(channel_id) for channel_id in ("C1", "C2", "C3")] == [0, 0, 60]
    watch.seconds += 59.5
    assert limits.wait("C3") == 1
    watch.seconds += 0.5
    assert limits.wait("C3") == 0
