"""The list of what is waiting has a title and a reason for everything the app says."""

from __future__ import annotations

import string

from bot.app import MESSAGES
from bot.models import LIVE_EVENT, SessionState
from bot.playground.page.clock_events import FLASH_EVENTS, SESSION_EVENTS
from bot.playground.page.message_reasons import reason_of


def test_every_kind_of_message_says_what_it_is_and_why_it_is_sent() -> None:
    for kind in MESSAGES:
        assert all(reason_of(kind))
    assert reason_of("ask_tracker")[0] == "Tracker card"


def test_a_kind_that_is_gone_is_named_after_its_id() -> None:
    assert reason_of("old_kind_of_nudge") == ("Old kind of nudge", "The app planned it.")


def test_the_words_only_name_what_is_known() -> None:
    patterns = [why for _, why in (*map(reason_of, MESSAGES), *SESSION_EVENTS.values())]
    for pattern in patterns:
        names = {name for _, name, _, _ in string.Formatter().parse(pattern) if name}
        assert names <= {"mentee", "expert", "topic", "when"}
        assert pattern.endswith(".")


def test_a_session_that_the_clock_may_move_says_so() -> None:
    closed = {SessionState.HELD, SessionState.CANCELLED}
    assert set(SESSION_EVENTS) == set(SessionState) - closed


def test_a_flash_event_that_the_clock_may_move_says_so() -> None:
    assert set(FLASH_EVENTS) == set(LIVE_EVENT)
