"""The one clock: aware, in UTC, and never going back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.kit.clock import ShiftedClock, SystemClock
from bot.kit.ids import new_id


def test_the_systems_clock_is_aware_and_right() -> None:
    before = datetime.now(UTC)
    now, own = SystemClock().now(), SystemClock().system_now()
    assert now.tzinfo is UTC
    assert before <= now <= own <= datetime.now(UTC)


def test_the_time_machine_moves_forward_only_and_leaves_the_machines_own_time_alone() -> None:
    clock = ShiftedClock()
    clock.shift(timedelta(days=2))
    clock.shift(timedelta(hours=1))
    with pytest.raises(ValueError, match="only moves forward"):
        clock.shift(timedelta(seconds=-1))
    ahead = clock.now() - clock.system_now()
    assert timedelta(days=2, hours=1) - ahead < timedelta(seconds=1)


def test_ids_are_unique_and_come_in_order() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert ids == sorted(ids)
    assert all(len(one) == 32 and int(one, 16) >= 0 for one in ids)
