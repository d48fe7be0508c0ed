"""What `pinchpoint verify-live` looked at, what was wrong, and what could not be looked at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(slots=True)
class Part:
    """One part of the check: how much of it was right, what was wrong, and why the rest was not looked at."""

    name: str
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unreached: bool = False  # Slack did not answer: nothing is known


def exit_code(parts: list[Part]) -> int:
    """Return 1 where Slack refused something, 3 where it could not be asked, else 0."""
    if any(part.wrong for part in parts):
        return 1
    return 3 if any(part.unreached for part in parts) else 0


def as_text(parts: list[Part]) -> str:
    """Return the report for people."""
    lines = []
    for part in parts:
        lines.append(f"{part.name}: {part.right} right, {len(part.wrong)} wrong")
        lines += [f"  wrong: {one}" for one in part.wrong]
        lines += [f"  not looked at: {one}" for one in part.left_out]
    return "\n".join(lines)


def as_json(parts: list[Part]) -> str:
    """Return the report for scripts."""
    rows = [
        {
            "part": one.name,
            "right": one.right,
            "wrong": one.wrong,
            "left_out": one.left_out,
            "unreached": one.unreached,
        }
        for one in parts
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)
