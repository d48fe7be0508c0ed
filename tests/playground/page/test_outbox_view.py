"""The list of what is waiting has a title and a reason for everything the app says."""

from __future__ import annotations

import ast
import string
from pathlib import Path

from bot.app import MESSAGES
from bot.models import SessionState
from bot.playground import plans

STAND_IN = Path(plans.__file__).parent
# These run the service as well; everything else in the package knows the app as Slack does.
BOTH = {"director", "history", "keeper", "keeping", "plans", "quarter", "run", "scenes"}


def test_every_kind_of_message_has_its_words() -> None:
    assert set(plans.WHY) == set(MESSAGES)


def test_the_words_only_name_what_is_known() -> None:
    patterns = [why for _, why in plans.WHY.values()] + [why for _, why in plans.SESSION_TURN.values()]
    for pattern in patterns:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        assert names <= {"mentee", "expert", "topic", "when"}
        assert pattern.endswith(".")


def test_a_session_that_the_clock_may_move_says_so() -> None:
    assert set(plans.SESSION_TURN) == {SessionState.SCHEDULING, SessionState.BOOKED, SessionState.ENDED}


def test_the_stand_in_knows_nothing_of_the_app() -> None:
    for path in sorted(STAND_IN.rglob("*.py")):
        if path.stem in BOTH:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in modules if name.split(".")[0] == "bot"]
            assert all(name.startswith("bot.playground") for name in ours), f"{path.name}: {ours}"
            inside = {name.split(".")[2] for name in ours if name.count(".") >= 2}
            assert not inside & BOTH, f"{path.name}: {inside & BOTH}"
