"""Small checkers that blockkit's tables are made of.

A checker takes a value, its JSON pointer and the list of problems found so far. The sentences are Slack's own
where a published answer shows them ("must be less than 76 characters", "missing required field: title",
"invalid additional property: submit_disabled").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

Problems = list[tuple[str, str]]
Check = Callable[[Any, str, Problems], None]


def string(high: int, low: int = 1) -> Check:
    """Accept a string of ``low`` to ``high`` characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(("must be a string", at))
        elif len(value) > high:
            problems.append((f"must be less than {high + 1} characters", at))
        elif len(value) < low:
            problems.append((f"must be more than {low - 1} characters", at))

    return check


def pattern(expression: str, sentence: str) -> Check:
    """Accept a string that matches the whole expression."""
    compiled = re.compile(expression)

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            problems.append((sentence, at))

    return check


def integer(low: int, high: int) -> Check:
    """Accept a whole number between the two."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.append(("must be an integer", at))
        elif value < low:
            problems.append((f"must be greater than or equal to {low}", at))
        elif value > high:
            problems.append((f"must be less than or equal to {high}", at))

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        problems.append(("must be a boolean", at))


def anything(value: Any, at: str, problems: Problems) -> None:
    """Accept whatever is there: used for parts that coverage lists as not checked."""


def enum(*allowed: str) -> Check:
    """Accept one of a few words."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.append(("must be a valid enum value", at))

    return check


def text(high: int, *, mrkdwn: bool = False) -> Check:
    """Accept a text object: plain_text always, mrkdwn where Slack allows it."""
    plain = shape({"type": anything, "text": string(high), "emoji": boolean}, ("text",))
    marked = shape({"type": anything, "text": string(high), "verbatim": boolean}, ("text",))

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(("must be an object", at))
        elif value.get("type") == "plain_text":
            plain(value, at, problems)
        elif value.get("type") == "mrkdwn" and mrkdwn:
            marked(value, at, problems)
        else:
            allowed = "plain_text or mrkdwn" if mrkdwn else "plain_text"
            problems.append((f"must be a {allowed} object", f"{at}/type"))

    return check


def items(check_item: Check, high: int, low: int = 1) -> Check:
    """Accept a list of ``low`` to ``high`` items, each of which passes."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(("must be an array", at))
            return
        if len(value) > high:
            problems.append((f"no more than {high} items allowed", at))
        if len(value) < low:
            problems.append(
                (f"no less than {low} items allowed" if low > 1 else "must provide at least 1 item", at)
            )
        for number, item in enumerate(value):
            check_item(item, f"{at}/{number}", problems)

    return check


def shape(fields: dict[str, Check], required: Iterable[str] = (), *rules: Check) -> Check:
    """Accept an object with these fields only, the required ones present; then ask the rules."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(("must be an object", at))
            return
        for name in required:
            if value.get(name) is None:
                problems.append((f"missing required field: {name}", at))
        for name, part in value.items():
            if name not in fields:
                problems.append((f"invalid additional property: {name}", at))
            elif part is not None:
                fields[name](part, f"{at}/{name}", problems)
        for rule in rules:
            rule(value, at, problems)

    return check


def by_type(table: dict[str, Check], allowed: Iterable[str]) -> Check:
    """Accept an object whose ``type`` is allowed here and which passes that type's own check."""
    names = frozenset(allowed)

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(("must be an object", at))
        elif not isinstance(value.get("type"), str) or value["type"] not in names:
            problems.append((f"unsupported type: {value.get('type')}", f"{at}/type"))
        else:
            table[value["type"]](value, at, problems)

    return check
