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
from bot.playground.page import archive, workspace_json
from bot.playground.run import playground
from bot.playground.slack.objects import StoredFile
from bot.playground.slack.server import StandIn
from bot.playground.slack.workspace import Workspace
from tests.support.person import Person


def test_somebody_decided_about_every_field_of_a_workspace() -> None:
    assert workspace_json.undecided_fields() == set()


async def test_everything_is_there_again(tmp_path: Path) -> None:
    file, folders = tmp_path / "mine.pinchpoint", (tmp_path / "a", tmp_path / "b")
    async with playground(folders[0], scene="small_company", keep=file) as first:
        eli = next(u.id for u in first.slack.workspace.users.values() if u.name == "eli")
        person = Person(first.slack, eli)
        await person.open_home()
        await person.command("/mentoring", "profile")
        await first.time.advance(timedelta(days=3))
        first.slack.workspace.files["F1"] = StoredFile("F1", "a.bin", "a", eli, 3, 1, b"\x00\xff\x80")
        home, modal = person.home(), person.modal()
        assert home is not None
        assert modal is not None
        seen, form = home.text, modal.text
        first.slack.workspace.scopes.discard("team:read")
        now, steps = (
            first.slack.clock.now(),
            [{"at": 0.0, "does": "home", "who": "eli", "says": "Eli opens Home"}],
        )
        first.journey.steps = steps
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with playground(folders[1], keep=file) as second:
        assert second.runner.scene.name == "small_company"
        assert timedelta(0) <= second.slack.clock.now() - now < timedelta(minutes=1)
        person = Person(second.slack, eli)
        home, modal = person.home(), person.modal()
        assert home is not None
        assert modal is not None
        assert (home.text, modal.text) == (seen, form)
        assert second.slack.workspace.files["F1"].content == b"\x00\xff\x80"
        assert "team:read" not in second.slack.workspace.scopes
        assert second.journey.steps == steps
        await person.close()
        await person.command("/mentoring", "profile")
        assert person.modal() is not None
        assert second.slack.workspace.next_id("X") not in second.slack.workspace.channels
    async with playground(tmp_path / "c", scene="empty", keep=file) as third:
        assert third.runner.scene.name == "empty"


@pytest.mark.parametrize("content", [b"", b"not a zip", None])
def test_anything_else_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "other"
    if content is None:
        with zipfile.ZipFile(file, "w") as written:
            written.writestr("state.json", json.dumps({"pinchpoint_playground": 99}))
    else:
        file.write_bytes(content)
    with pytest.raises(SetupError, match="choose another"):
        archive.read(file)


def test_no_file_yet_is_a_fresh_start(tmp_path: Path) -> None:
    assert archive.read(tmp_path / "none") is None


def test_a_workspace_survives_being_written() -> None:
    slack = StandIn(ShiftedClock())
    ada = slack.add_person("ada", fields={"Xf1": "x"}, dnd=(1, 2))
    eli = slack.add_person("eli")
    group = slack.workspace.open_direct([ada.id, eli.id, slack.workspace.bot_user_id])
    slack.workspace.notify(ada.id, "Try again?")
    copy = Workspace(slack.clock)
    workspace_json.load_workspace(
        copy, json.loads(json.dumps(workspace_json.dump_workspace(slack.workspace)))
    )
    assert copy.users == slack.workspace.users
    assert copy.channels == slack.workspace.channels
    assert copy.find_direct([slack.workspace.bot_user_id, eli.id, ada.id]) == group
    assert copy.notices == slack.workspace.notices
    assert copy.tokens == slack.workspace.tokens
