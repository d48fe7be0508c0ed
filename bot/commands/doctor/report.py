"""How the findings are printed: for people, or as JSON for scripts. No secret is ever among them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from bot.commands.doctor.findings import Finding, Verdict
from bot.kit.logs import PlainLines

_LABELS = {Verdict.FINE: "ok", Verdict.NOTE: "note", Verdict.BROKEN: "BROKEN", Verdict.SKIPPED: "-"}


def as_text(findings: list[Finding], secrets: Iterable[str]) -> str:
    """Return a line for each finding, its cure below it, and the sum."""
    width = max(len(one.check) for one in findings)
    lines = [line for one in findings for line in _lines(one, width)]
    return PlainLines(secrets).hide("\n".join([*lines, "", _sum(findings)]))


def as_json(findings: list[Finding], secrets: Iterable[str]) -> str:
    """Return the same as a list of objects."""
    return PlainLines(secrets).hide(json.dumps([asdict(one) for one in findings], indent=1))


def _lines(one: Finding, width: int) -> list[str]:
    first = f"{_LABELS[one.verdict]:<6}  {one.check:<{width}}  {one.told}"
    return [first, f"{'':<6}  {'':<{width}}  -> {one.cure}"] if one.cure else [first]


def _sum(findings: list[Finding]) -> str:
    of = Counter(one.verdict for one in findings)
    return (
        f"{len(findings)} checks: {of[Verdict.FINE]} fine, {of[Verdict.NOTE]} to note, "
        f"{of[Verdict.BROKEN]} broken, {of[Verdict.SKIPPED]} not looked at."
    )
