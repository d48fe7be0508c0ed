"""Where the blocks and elements of a surface are: containers hold blocks, and blocks hold elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.playground.slack.schema import Problems

Json = dict[str, Any]


def placed(blocks: list[Any], at: str) -> Iterator[tuple[str, Json]]:
    """Yield the blocks, and those inside of containers, each with its pointer."""
    for number, block in enumerate(blocks):
        if isinstance(block, dict):
            yield f"{at}/{number}", block
            if isinstance(block.get("child_blocks"), list):
                yield from placed(block["child_blocks"], f"{at}/{number}/child_blocks")


def all_blocks(blocks: list[Json]) -> list[Json]:
    """Return the blocks, and those inside of containers."""
    return [block for _, block in placed(blocks, "")]


def elements_of(block: Json) -> list[tuple[str, Json]]:
    """Return the interactive elements of a block with the pointer of each inside it."""
    found = [(name, block.get(name)) for name in ("accessory", "element")]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        found += [(f"elements/{n}", e) for n, e in enumerate(block["elements"])]
    return [(name, e) for name, e in found if isinstance(e, dict)]


def unique_ids(blocks: list[tuple[str, Json]], problems: Problems) -> None:
    """Find blocks, and elements of one block, that share an id."""
    seen_blocks: set[str] = set()
    for at, block in blocks:
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen_blocks:
                problems.append((f"`block_id` {block_id} already exists", f"{at}/block_id"))
            seen_blocks.add(block_id)
        seen_actions: set[str] = set()
        for where, element in elements_of(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str):
                if action_id in seen_actions:
                    problems.append((f"`action_id` {action_id} already exists", f"{at}/{where}/action_id"))
                seen_actions.add(action_id)


def one_focus(blocks: list[tuple[str, Json]], problems: Problems) -> None:
    """Find more than one element that wants the focus."""
    focused = [
        f"{at}/{where}/focus_on_load"
        for at, block in blocks
        for where, element in elements_of(block)
        if element.get("focus_on_load") is True
    ]
    problems.extend(("only one element may set focus_on_load", pointer) for pointer in focused[1:])


def modal_only(blocks: list[tuple[str, Json]], problems: Problems) -> None:
    """Find elements that only a modal may hold."""
    for at, block in blocks:
        for where, element in elements_of(block):
            if element.get("type") == "file_input":
                problems.append(("unsupported type: file_input", f"{at}/{where}/type"))
