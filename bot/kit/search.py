"""Menus of so many choices that people type to find one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.kit.blocks import OPTIONS, Block, multi_select, plain, select

MANY = 50  # choices from which on a menu is searched rather than scrolled


def pick_one(
    options: Sequence[Block], initial: str | None = None, placeholder: str = "", *, search: str
) -> Block:
    """Return a menu in which one can be picked; ``search`` is the id of the listener that finds many."""
    if len(options) < MANY:
        return select(options, initial, placeholder)
    picked = next((choice for choice in options if choice["value"] == initial), None)
    chosen = {"initial_option": picked} if picked else {}
    return _searched("external_select", placeholder, search) | chosen


def pick_several(
    options: Sequence[Block], initial: Iterable[str] = (), placeholder: str = "", *, search: str
) -> Block:
    """Return a menu in which several can be picked; ``search`` is the id of the listener that finds many."""
    if len(options) < MANY:
        return multi_select(options, initial, placeholder)
    wanted = set(initial)
    picked = [choice for choice in options if choice["value"] in wanted][:OPTIONS]
    chosen = {"initial_options": picked} if picked else {}
    return _searched("multi_external_select", placeholder, search) | chosen


def _searched(kind: str, placeholder: str, search: str) -> Block:
    element: Block = {"type": kind, "action_id": search, "min_query_length": 0}
    return element | ({"placeholder": plain(placeholder)} if placeholder else {})


def found(options: Sequence[Block], typed: str) -> list[Block]:
    """Return the choices that hold all the words that were typed, those that begin so first."""
    words = typed.casefold().split()
    fitting = [
        (not _label(choice).startswith(typed.casefold().strip()), at, choice)
        for at, choice in enumerate(options)
        if all(word in _told(choice) for word in words)
    ]
    return [choice for _, _, choice in sorted(fitting, key=lambda one: one[:2])][:OPTIONS]


def _label(choice: Block) -> str:
    return str(choice["text"]["text"]).casefold()


def _told(choice: Block) -> str:
    description = choice.get("description") or {}
    return f"{_label(choice)} {description.get('text', '')}".casefold()
