"""A form that begins short: what few people need stands behind *Add more*."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit import texts
from bot.kit.blocks import Block, actions, button
from bot.kit.reader import Reader


def short_form(
    reader: Reader, action_id: str, first: Sequence[Block], rest: Sequence[Block], *, whole: bool
) -> list[Block]:
    """Return the fields of a form: all of them where it is ``whole``, else the first, and *Add more*.

    The listener of ``action_id`` redraws the modal whole (`Interaction.redraw`): Slack keeps what was typed
    into inputs whose ids stay, and `Interaction.values` holds it for whatever is drawn anew. A form that
    holds something in its rest is whole from the beginning, so that submitting a short one never empties it.
    """
    if whole:
        return [*first, *rest]
    return [*first, actions(button(reader(texts.ADD_MORE), action_id))]
