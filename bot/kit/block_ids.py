"""Names for rows of buttons, so that a press is understood though its form or Home was just shown anew.

Slack gives a block without a name another one at each update; what was pressed a moment before is then a
button of a block that is gone. Messages are left to Slack, which advises other names with each update of one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

PRESSED = {"button"}  # what keeps no choice: a menu shown anew shall show what it is given


def with_ids(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the blocks, each that holds only buttons named after the first: the same row, the same name."""
    return _named(blocks, Counter())


def _named(blocks: Sequence[dict[str, Any]], used: Counter[str]) -> list[dict[str, Any]]:
    return [block | _added(block, used) for block in blocks]


def _added(block: dict[str, Any], used: Counter[str]) -> dict[str, Any]:
    if inside := block.get("child_blocks"):
        return {"child_blocks": _named(inside, used)}
    if name := _name(block):
        used[name] += 1
        return {"block_id": f"{name}-{used[name]}"}
    return {}


def _name(block: dict[str, Any]) -> str:
    """Return the name by what its first button does; empty for one that has it, or holds other things."""
    held = [block["accessory"]] if block.get("accessory") else block.get("elements", [])
    if block.get("block_id") or not held or any(one["type"] not in PRESSED for one in held):
        return ""
    first = held[0]
    known = f"{first['action_id']}\n{first.get('value', '')}"
    return f"row-{hashlib.sha256(known.encode()).hexdigest()[:16]}"
