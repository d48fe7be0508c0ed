"""Payloads are let in by their shape: known fields of their usual type, each kind with what it is about."""

from __future__ import annotations

from typing import Any

import pytest

from bot.kit.requests import parse, validate

FORM = "application/x-www-form-urlencoded"
ABOUT = {
    "event_callback": {"event": {"type": "app_home_opened"}},
    "block_actions": {"actions": [{"action_id": "press"}]},
    "view_submission": {"view": {"id": "V1"}},
    "view_closed": {"view": {"id": "V1"}},
    "block_suggestion": {"action_id": "menu"},
    "shortcut": {"callback_id": "ask_expert"},
    "message_action": {"callback_id": "ask_about_message"},
}


@pytest.mark.parametrize("kind", ABOUT)
def test_each_kind_of_payload_passes_as_it_is(kind: str) -> None:
    payload = {"type": kind, **ABOUT[kind], "team": {"id": "T1"}, "user": "U1", "made_up": [7, None]}
    assert validate(dict(payload)) == payload


@pytest.mark.parametrize("kind", ABOUT)
@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_a_payload_without_what_it_is_about_is_refused(kind: str, empty: Any) -> None:
    with pytest.raises(ValueError, match=next(iter(ABOUT[kind]))):
        validate({"type": kind})
    with pytest.raises(ValueError, match=next(iter(ABOUT[kind]))):
        validate({"type": kind, **dict.fromkeys(ABOUT[kind], empty)})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(
            ("type", 7),
            ("type", []),
            ("text", {}),
            ("team_id", 1.5),
            ("user_id", True),
            ("trigger_id", ["x"]),
        ),
        *(("event", {}), ("event", {"type": None}), ("event", "x"), ("view", []), ("container", "x")),
        *(("team", 7), ("channel", []), ("actions", {}), ("actions", [7]), ("authorizations", [None])),
    ],
)
def test_a_known_field_of_another_type_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        validate({field: value})


def test_known_fields_that_are_null_are_left_out_and_others_kept() -> None:
    assert validate({"type": None, "enterprise": None, "view": None, "made_up": None}) == {"made_up": None}


def test_a_command_an_interaction_and_a_certificate_check_are_read() -> None:
    assert parse(b"command=%2Fask-expert&text=payload", FORM) == {"command": "/ask-expert", "text": "payload"}
    assert parse(b"payload=%7B%22type%22%3A%22shortcut%22%7D", FORM) == {"type": "shortcut"}
    assert parse(b"ssl_check=1&token=", FORM) == {"ssl_check": "1", "token": ""}
