"""One thing that the app is going to say or do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


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
