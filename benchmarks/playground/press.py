"""How long it takes from a press to what it shows: to oneself, and to the other person side by side.

    python benchmarks/playground/press.py [--rounds 40]

"Floor" is a bare request to the same server in the same run: what the machine itself takes meanwhile. The
processor time is what the whole playground uses from a question sent to the card shown, whoever else is busy.

One round: Ada opens the form and sends a question, and an expert's card appears. "Visible" is when the page
has fetched the screen that shows it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import Page, playground, report, run

LIMIT_MS = 150.0
FLOORS = 5  # bare requests in each round
OTHER_MS = 200.0
ROUNDS_IN_A_SCENE = 2
TOPIC = "Presentations and storytelling"


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def used(pid: int) -> float:
    """Return the milliseconds of processor time that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def shows_card(number: int) -> Callable[[Any], bool]:
    """Whether a screen shows the card of one question, with its button."""

    def shows(screen: Any) -> bool:
        blocks = [message["blocks"] for c in screen["conversations"] for message in c["messages"]]
        return any("I can help" in str(b) and f"deck {number} " in str(b) for b in blocks)

    return shows


def modal(title: str) -> Callable[[Any], Any]:
    return lambda screen: next((v for v in screen["modals"] if v["title"]["text"] == title), None)


class Round:
    """The rounds and what they took, in milliseconds."""

    def __init__(self, page: Page, ids: dict[str, str]) -> None:
        self.page, self.ids = page, ids
        self.own: list[float] = []
        self.other: list[float] = []
        self.floor: list[float] = []
        self.processor: list[float] = []

    async def play(self, number: int) -> None:
        ada, page = self.ids["ada"], self.page
        began = time.monotonic()
        await page.does(ada, "command", text=f"/ask-expert How do I open deck {number} so that they listen?")
        view = await page.wait_for(ada, modal("Ask an expert"))
        self.own.append(1000 * (time.monotonic() - began))
        block = next(b for b in view["blocks"] if b.get("block_id") == "topic")
        option = next(o for o in block["element"]["options"] if o["text"]["text"] == TOPIC)
        chosen = {"type": block["element"]["type"], "selected_option": option}
        values = {"topic": {block["element"]["action_id"]: chosen}}
        for _ in range(FLOORS):
            began = time.monotonic()
            await page.ask("GET", "/ui/state")
            self.floor.append(1000 * (time.monotonic() - began))
        spent = used(page.pid)
        began = time.monotonic()
        await page.does(ada, "submit", view_id=view["id"], values=values)
        top = (await page.wait_for(ada, lambda screen: screen["modals"] and screen["modals"][-1:]))[0]
        assert top["id"] != view["id"] or top["hash"] != view["hash"]
        self.own.append(1000 * (time.monotonic() - began))
        await page.wait_for_any([self.ids["eli"], self.ids["tui"]], shows_card(number))
        self.other.append(1000 * (time.monotonic() - began))
        self.processor.append(used(page.pid) - spent)
        await page.does(ada, "close", view_id=top["id"])


async def measure() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=40)
    async with playground() as page:
        state = await page.ask("GET", "/ui/state")
        rounds = Round(page, {person["name"]: person["id"] for person in state["people"]})
        for number in range(options.parse_args().rounds):
            if number % ROUNDS_IN_A_SCENE == 0:  # before everybody who can help has too much to do
                await page.ask("POST", "/ui/scene", {"name": "small_company"})
            await rounds.play(number)
    floor = p95(rounds.floor)
    print(
        f"floor, p95 of {len(rounds.floor)}: {floor:.3g} ms, median {statistics.median(rounds.floor):.3g} ms"
    )
    report("press to own screen, median", statistics.median(rounds.own), LIMIT_MS, "ms")
    report(f"press to own screen, p95 of {len(rounds.own)}", p95(rounds.own), LIMIT_MS, "ms")
    report("press to the other's screen, median", statistics.median(rounds.other), OTHER_MS, "ms")
    report(f"press to the other's screen, p95 of {len(rounds.other)}", p95(rounds.other), OTHER_MS, "ms")
    report("the same in processor time, median", statistics.median(rounds.processor), OTHER_MS, "ms")


if __name__ == "__main__":
    run(measure)
