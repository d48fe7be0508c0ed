"""blocks.validate and apps.manifest.validate: whether Slack would take something, without doing it."""

from __future__ import annotations

import re

from bot.playground.slack import blockkit
from bot.playground.slack.errors import SlackError, invalid_arguments
from bot.playground.slack.manifest_rules import manifest_problems
from bot.playground.slack.methods.table import Args, Method
from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Workspace

_LINE = re.compile(r"\[ERROR\] (.*) \[json-pointer:(.*)\]", re.DOTALL)
_KINDS = ("blocks", "message", "view")


def blocks_validate(workspace: Workspace, args: Args) -> Json:
    """blocks.validate: of blocks, a message or a view."""
    given = [kind for kind in _KINDS if args.raw.get(kind)]
    if len(given) != 1:
        raise invalid_arguments("[ERROR] must provide exactly one of `blocks`, `message`, or `view`")
    (kind,) = given
    value = args.json(kind)
    if kind == "view":
        lines = blockkit.view_problems(value)
    else:
        blocks = value.get("blocks") if kind == "message" and isinstance(value, dict) else value
        lines = blockkit.message_problems(blocks)
    if lines:
        raise SlackError(f"invalid_{kind}", errors=[_error(line, kind) for line in lines])
    return {}


def _error(line: str, kind: str) -> Json:
    found = _LINE.fullmatch(line)
    message, pointer = found.groups() if found else (line, "")
    return {
        "pointer": pointer.removeprefix("/view" if kind == "view" else "/blocks" if kind == "blocks" else ""),
        "code": "failed_constraint",
        "message": message,
    }


def manifest_validate(workspace: Workspace, args: Args) -> Json:
    """apps.manifest.validate: of an app's manifest."""
    found = manifest_problems(args.json("manifest"))
    if found:
        errors = [{"message": message, "pointer": pointer} for message, pointer in found]
        raise SlackError("invalid_manifest", errors=errors)
    return {"errors": []}


METHODS = {
    "blocks.validate": Method(blocks_validate, bearer="nobody"),
    "apps.manifest.validate": Method(manifest_validate, bearer="configuration"),
}
