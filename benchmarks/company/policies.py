"""The ways of placing a question that stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.matching.rules import PRESETS


class Order(StrEnum):
    """Who is asked first."""

    CHANNEL = "channel"  # everybody at once
    RANDOM = "random"
    CLOSEST = "closest"  # the closest text, see `plain.py`
    OURS = "ours"  # the product's engine


class Two(StrEnum):
    """When two are asked at once."""

    NEVER = "never"
    URGENT = "urgent"  # needed within three working days
    ALWAYS = "always"


@dataclass(frozen=True)
class Policy:
    """One way. `wait` is in the expert's own working minutes; `remind` is a share of it, None for never.

    `fair`: asks are placed as the product places them, with its rule about offers within a day.
    """

    name: str
    order: Order
    wait: int = 480
    remind: float | None = 0.25
    two: Two = Two.NEVER
    preset: str = "balanced"
    fair: bool = False
    limited: bool = True  # whether the sessions a month that somebody set are kept to


CHANNEL = Policy("channel, first willing", Order.CHANNEL)
RANDOM = Policy("random, one at a time", Order.RANDOM)
CLOSEST = Policy("closest text, one at a time", Order.CLOSEST)
UNLIMITED = replace(CLOSEST, name="closest text, no monthly limits", limited=False)
OURS = Policy("ours, one at a time", Order.OURS, fair=True)
OURS_URGENT = replace(OURS, name="ours, two when urgent", two=Two.URGENT)
OURS_TWO = replace(OURS, name="ours, always two", two=Two.ALWAYS)
CHOSEN = OURS_URGENT  # the product's defaults, see `docs/decisions/0010-when-to-ask-two.md`

SIDE_BY_SIDE = (
    CHANNEL,
    RANDOM,
    CLOSEST,
    UNLIMITED,
    OURS,
    OURS_URGENT,
    OURS_TWO,
)


def waiting_times(base: Policy) -> list[Policy]:
    """The base with other waiting times."""
    return [replace(base, name=f"waits {hours} h", wait=hours * 60) for hours in (4, 6, 8, 12)]


def reminders(base: Policy) -> list[Policy]:
    """The base with other reminders."""
    names = {0.25: "at a quarter", 0.5: "at half", None: "never"}
    return [replace(base, name=f"reminds {name}", remind=at) for at, name in names.items()]


def presets(base: Policy) -> list[Policy]:
    """The base with each of the three presets that admins choose among."""
    return [replace(base, name=preset, preset=preset) for preset in PRESETS]
