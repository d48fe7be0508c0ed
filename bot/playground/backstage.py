"""What a stand-in may ask of whoever set it up: the app's plans, its worker, other scenes.

The stand-in knows the app only as Slack does. A playground that runs both gives it a ``Backstage``; a bare
stand-in has none, and its page does without.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Planned:
    """Something the app will say or do, or could not say."""

    id: str
    kind: str
    title: str
    to: tuple[str, ...]
    due: datetime
    why: str
    state: Literal["waiting", "sending", "unknown", "failed", "planned"]
    source: Literal["outbox", "clock"]
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A company to play with."""

    name: str
    title: str
    description: str
    people: int


class Backstage(Protocol):
    """The other side of the stage."""

    @property
    def scene(self) -> Scene:
        """The scene that is set."""
        ...

    @property
    def busy(self) -> bool:
        """Whether a scene is being set."""
        ...

    async def ready(self) -> None:
        """Wait while the app starts again."""
        ...

    def scenes(self) -> list[Scene]:
        """Every scene there is."""
        ...

    def wake(self) -> None:
        """Wake the app's worker."""
        ...

    async def planned(self) -> list[Planned]:
        """What is waiting, soonest first."""
        ...

    async def next_nudge(self) -> Planned | None:
        """Return what the clock makes the app do next."""
        ...

    async def next_session(self) -> datetime | None:
        """When the next booked session starts."""
        ...

    async def set_scene(self, name: str, at: datetime | None = None) -> None:
        """Begin anew with a scene, at a time if one is given. Raises LookupError for an unknown name."""
        ...

    async def restart(self) -> None:
        """Stop the app and start it again on the same database."""
        ...

    async def settle(self) -> None:
        """Return when all that is due now has been done and said."""
        ...
