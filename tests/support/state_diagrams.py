"""The state diagrams of docs/architecture-states.md, made from the transition tables.

``python -m tests.support.state_diagrams`` writes the page.
"""

from __future__ import annotations

from pathlib import Path

from bot.models.transitions import MACHINES, StateMachine

PAGE = Path(__file__).parents[2] / "docs" / "architecture-states.md"

HEAD = """\
# States

What an ask, an offer, a session, an agreed action and a row of the outbox may go through. Made from the
tables in `bot/models/transitions.py` by `python -m tests.support.state_diagrams`. Code changes a state only
through `move()`, which stands beside the tables and refuses what is not drawn here.
"""

# What a table cannot say.
NOTES = {
    "ask": "All moves are in `bot/asks/lifecycle.py`, those of its offers with them.",
    "offer": "A suggestion that no longer holds when its turn comes is deleted.",
    "session": "Each move that its two people should see as news also raises `version`.",
    "flash_event": "How many rounds have begun is `rung`, which rises once for each bell.",
    "flash_seat": "Whoever leaves may join again; whoever was missed may come back for the next round.",
    "sheet": "A month's sheet; what it is about is said by its plan.",
    "sheet_slot": "Two who want the last one: the UPDATE from `free` decides.",
    "sheet_place": "The waiting list moves up in the order of `listed_at`.",
    "series": "All moves are in `bot/series/service.py`.",
    "pool": "All moves are in `bot/pooled/service/`; each takes the pool's row first, then its asks.",
    "pool_place": "`out` is final: an ask is put together with others once.",
    "story": "A `declined` story reads to the other one as one that waits, until its time is over.",
    "campaign": "All moves are in `bot/reach/service.py`; what is not sent when it stops stays unsent.",
    "campaign_member": "Whoever may not be invited when halves are drawn is deleted.",
    "action": "All moves are in `bot/sessions/service/actions.py`.",
    "outbox": "`unknown` is final once `done_at` is set; then an operator may still retry or drop it.",
}


def diagram(machine: StateMachine) -> str:
    """Return one table as a Mermaid diagram; states without a way out lead to the end."""
    lines = ["stateDiagram-v2", f"    [*] --> {machine.initial.value}"]
    for one in machine.transitions:
        lines += [f"    {state.value} --> {one.to.value}: {one.cause}" for state in one.since]
    leaving = {state for one in machine.transitions for state in one.since}
    lines += [f"    {state.value} --> [*]" for state in machine.states if state not in leaving]
    return "\n".join(lines)


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for machine in MACHINES:
        name = machine.model.__name__
        note = NOTES[machine.model.__tablename__]
        parts.append(f"## {name}\n\n{note}\n\n```mermaid\n{diagram(machine)}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page())
