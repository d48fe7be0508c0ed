"""What newer Slacks show and others refuse: each kind of block is left out where it was refused once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

from slack_sdk.errors import SlackApiError

from bot.kit.blocks import Block
from bot.kit.charts import in_words
from bot.kit.folding import unfolded

MALFORMED = {"invalid_arguments", "invalid_blocks"}  # what Slack answers to a block that it does not know
T = TypeVar("T")


class NewerBlocks:
    """Which of them each workspace's Slack refuses, as far as this process has seen."""

    def __init__(self) -> None:
        self._refused: set[tuple[str, frozenset[str]]] = set()

    async def shown(
        self, workspace_id: str, blocks: Sequence[Block], show: Callable[[list[Block]], Awaitable[T]]
    ) -> T:
        """Show blocks as richly as this Slack takes them; what it refused once is not tried again.

        Slack refuses such blocks before it shows any of them, so nothing is shown twice.
        """
        tried: list[frozenset[str]] = []
        *richer, (_, plain) = _versions(blocks)
        for kinds, version in richer:
            if (workspace_id, kinds) in self._refused:
                continue
            try:
                answer = await show(version)
            except SlackApiError as error:
                if error.response.get("error") not in MALFORMED:
                    raise
                tried.append(kinds)
                continue
            self._note(workspace_id, tried)
            return answer
        answer = await show(plain)
        self._note(workspace_id, tried)
        return answer

    def _note(self, workspace_id: str, refused: Sequence[frozenset[str]]) -> None:
        """Remember what was refused, once something simpler was taken: so it was not for another reason."""
        self._refused |= {(workspace_id, kinds) for kinds in refused}


def _versions(blocks: Sequence[Block]) -> Iterator[tuple[frozenset[str], list[Block]]]:
    """Return the blocks as they are, without charts and tables, and without parts that fold."""
    kinds, version = _kinds(blocks), list(blocks)
    if kinds & {"chart"}:
        yield kinds, version
        version = in_words(version)
    if kinds & {"folding"}:
        yield kinds - {"chart"}, version
        version = unfolded(version)
    yield frozenset(), version


def _kinds(blocks: Sequence[Block]) -> frozenset[str]:
    named = {"data_visualization": "chart", "table": "chart", "container": "folding"}
    return frozenset(named[block["type"]] for block in blocks if block["type"] in named)
