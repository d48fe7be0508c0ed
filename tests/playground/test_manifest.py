"""The manifest that the playground reads is the one in manifest.yml."""

from __future__ import annotations

from bot.playground import manifest
from tests.support.manifest_json import text


def test_the_json_is_what_manifest_yml_says() -> None:
    assert manifest.FILE.read_text("utf-8") == text(), "write it anew: python -m tests.support.manifest_json"


def test_it_declares_the_commands() -> None:
    features = manifest.read()["features"]
    assert isinstance(features, dict)
    assert {"/ask-expert", "/mentoring"} <= {one["command"] for one in features["slash_commands"]}
