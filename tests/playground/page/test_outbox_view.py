"""The list of what is waiting has a title and a reason for everything the app says."""

from __future__ import annotations

import string

from bot.app import MESSAGES
from bot.models import SessionState
from bot.playground.page import outbox_view


def test_every_kind_of_message_has_its_words() -> None:
    assert set(outbox_view.WHY) == set(MESSAGES)


def test_the_words_only_name_what_is_known() -> None:
    patterns = [why for _, why in outbox_view.WHY.values()] + [
        why for _, why in outbox_view.SESSION_TURN.values()
    ]
    for pattern in patterns:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        assert names <= {"mentee", "expert", "topic", "when"}
        assert pattern.endswith(".")


def test_a_session_that_the_clock_may_move_says_so() -> None:
    assert set(outbox_view.SESSION_TURN) == {SessionState.SCHEDULING, SessionState.BOOKED, SessionState.ENDED}
