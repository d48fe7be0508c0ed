"""The check of upgrades finds what it is for; ``.ci/run`` does it with every version."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.delivery import restored
from tests.support.check_upgrades import check, restored_from, written

EARLY = "0012"


async def test_an_early_version_with_messages_in_every_state_comes_to_this_one(tmp_path: Path) -> None:
    assert (
        await check(
            f"sqlite:///{tmp_path}/one.db", tmp_path, lambda _: f"sqlite:///{tmp_path}/two.db", [EARLY]
        )
        == 1
    )


async def test_a_message_that_would_be_due_again_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(file, before)] = await written(f"sqlite:///{tmp_path}/one.db", tmp_path, [EARLY])
    monkeypatch.setattr(restored, "settle", lambda *_given: None)
    with pytest.raises(AssertionError, match="a message that was pending is"):
        await restored_from(file, before, f"sqlite:///{tmp_path}/two.db")
