"""A playground's file: everything is there again at the next start, and nothing else is taken for one."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from bot.kit.clock import ShiftedClock
from bot.kit.errors import SetupError
from bot.playground import keeping
from bot.playground.run import playground
from bot.playground.server import StandIn
from bot.playground.world import StoredFile, World
from tests.support.person import Person


def test_somebody_decided_about_every_part_of_a_world() -> None:
    assert keeping.missing_parts() == set()


async def test_everything_is_there_again(tmp_path: Path) -> None:
    file, folders = tmp_path / "mine.pinchpoint", (tmp_path / "a", tmp_path / "b")
    async with playground(folders[0], scene="small_company", keep=file) as first:
        eli = next(u.id for u in first.slack.world.users.values() if u.name == "eli")
        person = Person(first.slack, eli, patience=5)
        await person.open_home()
        await person.command("/mentoring", "profile")
        await first.slack.time.advance(timedelta(days=3))
        first.slack.world.files["F1"] = StoredFile("F1", "a.bin", "a", eli, 3, 1, b"\x00\xff\x80")
        home, modal = person.home(), person.modal()
        assert home is not None
        assert modal is not None
        seen, form = home.text, modal.text
        first.slack.world.scopes.discard("team:read")
        now, steps = first.clock.now(), [{"at": 0.0, "does": "home", "who": "eli", "says": "Eli opens Home"}]
        first.slack.journey.steps = steps
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with playground(folders[1], keep=file) as second:
        assert second.scene.name == "small_company"
        assert timedelta(0) <= second.clock.now() - now < timedelta(minutes=1)
        person = Person(second.slack, eli, patience=5)
        home, modal = person.home(), person.modal()
        assert home is not None
        assert modal is not None
        assert (home.text, modal.text) == (seen, form)
        assert second.slack.world.files["F1"].content == b"\x00\xff\x80"
        assert "team:read" not in second.slack.world.scopes
        assert second.slack.journey.steps == steps
        await person.close()
        await person.command("/mentoring", "profile")
        assert person.modal() is not None
        assert second.slack.world.next_id("X") not in second.slack.world.channels
    async with playground(tmp_path / "c", scene="empty", keep=file) as third:
        assert third.scene.name == "empty"


@pytest.mark.parametrize("content", [b"", b"not a zip", None])
def test_anything_else_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "other"
    if content is None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("state.json", json.dumps({"pinchpoint_playground": 99}))
    else:
        file.write_bytes(content)
    with pytest.raises(SetupError, match="choose another"):
        keeping.read(file)


def test_no_file_yet_is_a_fresh_start(tmp_path: Path) -> None:
    assert keeping.read(tmp_path / "none") is None


def test_a_world_survives_being_written() -> None:
    slack = StandIn(ShiftedClock())
    ada = slack.add_person("ada", fields={"Xf1": "x"}, dnd=(1, 2))
    eli = slack.add_person("eli")
    group = slack.world.open_direct([ada.id, eli.id, slack.world.bot_user_id])
    slack.world.notify(ada.id, "Try again?")
    copy = World(slack.clock)
    keeping.load_world(copy, json.loads(json.dumps(keeping.dump_world(slack.world))))
    assert copy.users == slack.world.users
    assert copy.channels == slack.world.channels
    assert copy.find_direct([slack.world.bot_user_id, eli.id, ada.id]) == group
    assert copy.notices == slack.world.notices
    assert copy.tokens == slack.world.tokens
