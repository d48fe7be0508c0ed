"""The manifest is what Slack accepts, and promises neither more nor less than the app listens to."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.app import listeners
from bot.home.listeners import COMMANDS
from bot.install.pages import BACK, OPTIONAL_SCOPES, SCOPES
from bot.kit.router import Router
from bot.web import EVENTS

ROOT = Path(__file__).parent.parent
SCHEMA = Path(
    os.environ.get("PINCHPOINT_MANIFEST_SCHEMA") or ROOT.parent / "shared/data/slack-manifest.schema.json"
)


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return found


@pytest.fixture(scope="module")
def router() -> Router:
    return listeners()


@pytest.mark.skipif(not SCHEMA.exists(), reason="Slack's manifest schema is not here")
def test_slack_accepts_it(manifest: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text())
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in jsonschema.Draft7Validator(schema).iter_errors(manifest)
    ]
    assert errors == []


def test_every_command_has_a_listener_and_no_listener_is_hidden(
    manifest: dict[str, Any], router: Router
) -> None:
    assert {entry["command"] for entry in manifest["features"]["slash_commands"]} == set(router.commands)


def test_the_usage_hint_of_mentoring_names_the_words_it_knows(manifest: dict[str, Any]) -> None:
    hints = {entry["command"]: entry["usage_hint"] for entry in manifest["features"]["slash_commands"]}
    words = hints["/mentoring"].split(" | ")
    assert len(words) == len(set(words))
    assert set(words) == set(COMMANDS)


def test_every_shortcut_has_a_listener_and_no_listener_is_hidden(
    manifest: dict[str, Any], router: Router
) -> None:
    assert {entry["callback_id"] for entry in manifest["features"]["shortcuts"]} == set(router.shortcuts)


def test_every_event_has_a_listener_and_no_listener_is_deaf(manifest: dict[str, Any], router: Router) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in events} == set(router.events)


def test_the_install_page_asks_for_the_scopes_of_the_manifest(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]
    assert scopes["bot"] == [*SCOPES, *OPTIONAL_SCOPES]
    assert scopes["bot_optional"] == list(OPTIONAL_SCOPES)


def test_every_address_is_one_that_is_served(manifest: dict[str, Any]) -> None:
    addresses = [
        *(entry["url"] for entry in manifest["features"]["slash_commands"]),
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
    ]
    assert {address.removeprefix("https://your-host.example") for address in addresses} == {EVENTS}
    assert manifest["oauth_config"]["redirect_urls"] == [f"https://your-host.example{BACK}"]


def test_the_procfile_runs_what_the_command_offers() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert lines == [
        "web: pinchpoint serve --no-worker",
        "worker: pinchpoint worker",
        "release: pinchpoint db upgrade",
    ]
