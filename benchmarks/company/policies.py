"""The ways of placing a question that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Order(StrEnum):
    """Who is asked first."""

    CHANNEL = "channel"  # everybody at once
    RANDOM = "random"
    CLOSEST = "closest"  # the engine's closeness of topic and words, and nothing else
    OURS = "ours"  # the engine's whole score


class Two(StrEnum):
    """When two are asked at once."""

    NEVER = "never"
    URGENT = "urgent"  # needed within three working days
    ABSENT = "absent"  # urgent, or whoever is first is not at work for a while
    ALWAYS = "always"


@dataclass(frozen=True)
class Policy:
    """One way. `wait` is in the expert's own working minutes; `remind` is a share of it, None for never.

    `present` and `responsive` are weights beside the engine's own, which add up to 1: for working hours that
    start soon, and for having answered offers soon before; `spared` for having helped little lately. `fair`
    switches the rules about offers within a day and about newcomers on.
    """

    name: str
    order: Order
    wait: int = 480
    remind: float | None = 0.5
    two: Two = Two.NEVER
    present: float = 0.0
    responsive: float = 0.0
    spared: float = 0.0
    fair: bool = False
    limited: bool = True  # whether the sessions a month that somebody set are kept to


CHANNEL = Policy("channel, first willing", Order.CHANNEL)
RANDOM = Policy("random, one at a time", Order.RANDOM)
CLOSEST = Policy("closest text, one at a time", Order.CLOSEST)
UNLIMITED = replace(CLOSEST, name="closest text, no monthly limits", limited=False)
OURS = Policy("ours, one at a time", Order.OURS, fair=True)
OURS_TWO = replace(OURS, name="ours, always two", two=Two.ALWAYS)
OURS_URGENT = replace(OURS, name="ours, two when urgent", two=Two.URGENT)

# What the simulation advises: `docs/decisions/0010-when-to-ask-two.md`.
ADVISED_ONE = replace(OURS, name="advised, one at a time", present=0.10, responsive=0.20, spared=0.30)
ADVISED = replace(ADVISED_ONE, name="advised, two when urgent", two=Two.URGENT)
ADVISED_ABSENT = replace(ADVISED_ONE, name="advised, two if urgent or absent", two=Two.ABSENT)
ADVISED_TWO = replace(ADVISED_ONE, name="advised, always two", two=Two.ALWAYS)
CHOSEN = replace(ADVISED, name="advised, two when urgent, 6 h", wait=360)

SIDE_BY_SIDE = (
    CHANNEL,
    RANDOM,
    CLOSEST,
    UNLIMITED,
    OURS,
    OURS_URGENT,
    OURS_TWO,
    ADVISED_ONE,
    ADVISED,
    CHOSEN,
    ADVISED_ABSENT,
    ADVISED_TWO,
)


def waiting_times(base: Policy) -> list[Policy]:
    """The base with other waiting times."""
    return [replace(base, name=f"waits {hours} h", wait=hours * 60) for hours in (4, 6, 8, 12, 16)]


def reminders(base: Policy) -> list[Policy]:
    """The base with other reminders."""
    names = {0.25: "at a quarter", 0.5: "at half", 0.75: "at three quarters", None: "never"}
    return [replace(base, name=f"reminds {name}", remind=at) for at, name in names.items()]


def weights(base: Policy) -> list[Policy]:
    """The base with other weights beside the engine's own."""
    chosen = (
        (0.0, 0.0, 0.0),
        (0.1, 0.0, 0.0),
        (0.0, 0.2, 0.0),
        (0.0, 0.0, 0.3),
        (0.1, 0.2, 0.3),
        (0.1, 0.1, 0.2),
        (0.1, 0.2, 0.6),
    )
    return [
        replace(base, name=f"present {a:g} responsive {b:g} spared {c:g}", present=a, responsive=b, spared=c)
        for a, b, c in chosen
    ]
