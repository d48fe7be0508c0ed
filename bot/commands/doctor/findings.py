"""What `pinchpoint doctor` finds: one line for each thing it looks at, with its cure."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum

SECONDS = 15.0  # for one check: whatever takes longer does not work


class Verdict(StrEnum):
    """How something stands."""

    FINE = "fine"
    NOTE = "note"  # it works, but something is missing or soon will be
    BROKEN = "broken"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; ``cure`` is one sentence that says what to do."""

    check: str
    verdict: Verdict
    told: str
    cure: str = ""


def fine(check: str, told: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(check, Verdict.FINE, told)


def note(check: str, told: str, cure: str) -> Finding:
    """Say that something works less well than it could."""
    return Finding(check, Verdict.NOTE, told, cure)


def broken(check: str, told: str, cure: str) -> Finding:
    """Say that something does not work."""
    return Finding(check, Verdict.BROKEN, told, cure)


def skipped(check: str, told: str) -> Finding:
    """Say why something was not looked at."""
    return Finding(check, Verdict.SKIPPED, told)


async def looked_at(check: str, work: Awaitable[Finding]) -> Finding:
    """Return what a check finds; one that hangs or fails is itself a finding."""
    try:
        async with asyncio.timeout(SECONDS):
            return await work
    except TimeoutError:
        return broken(check, f"No answer came within {SECONDS:.0f} s.", "Find out what holds it up.")
    except Exception as error:
        why = f"This could not be looked at ({type(error).__name__})."
        return broken(check, why, "Mend what else is broken first, then look again.")


def exit_code(findings: list[Finding], *, strict: bool = False) -> int:
    """Return 2 where a setting is missing or wrong, 1 where something else is broken, else 0.

    ``strict`` counts notes as broken.
    """
    bad = [one for one in findings if one.verdict is Verdict.BROKEN]
    if any(one.check == "settings" for one in bad):
        return 2
    return int(bool(bad) or (strict and any(one.verdict is Verdict.NOTE for one in findings)))
