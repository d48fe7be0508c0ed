"""Parts of a Home that fold (Slack's container block), and the same for a Slack that does not take them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit.blocks import Block, clip, escape, plain, section

TITLE_CHARS = 150
INSIDE = 10  # blocks


def folded(title: str, inside: Sequence[Block], *, opened: bool = False) -> Block:
    """Return blocks under a title that folds them away; neither the title nor they may hold markup of people.

    ``title`` is shown literally. Slack takes sections, actions, context, headers and dividers inside.
    """
    return {
        "type": "container",
        "title": plain(clip(title, TITLE_CHARS)),
        "is_collapsible": True,
        "default_collapsed": not opened,
        "child_blocks": list(inside)[:INSIDE],
    }


def unfolded(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without folding: a title in bold, and what was inside below it."""
    return [one for block in blocks for one in _laid_open(block)]


def _laid_open(block: Block) -> list[Block]:
    if block["type"] != "container":
        return [block]
    return [section(f"*{escape(block['title']['text'])}*"), *block["child_blocks"]]
