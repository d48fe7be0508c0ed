"""A small company whose answers are known, for replays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.kit.hours import WorkingHours
from bot.matching.queries import PastAsk, Trial
from bot.matching.rules import AskFacts, Candidate, TopicFacts
from bot.whatif.replay.beside import History
from bot.whatif.replay.company import Answer, Helper
from bot.whatif.rules import Terms
from tests.support.clock import MONDAY

WEEK = WorkingHours("Europe/Berlin")
TOPICS = (TopicFacts("prices", "Pricing"), TopicFacts("slides", "Board slides"))
TODAY = Terms(480, "urgent", "balanced")
UNTIL = MONDAY + timedelta(days=91)


def expert(user_id: str, capacity: int = 9, **values: Any) -> Candidate:
    known: dict[str, Any] = {"topic_ids": frozenset({"prices"}), "skills": "", "about": "", "hours": WEEK}
    return Candidate(user_id, capacity=capacity, **(known | values))


def ask(key: str, at: datetime = MONDAY, **values: Any) -> PastAsk:
    known: dict[str, Any] = {
        "mentee_id": "UADA",
        "topic_id": "prices",
        "topic_name": "Pricing",
        "minutes": 45,
    }
    words = {"question": "", "background": "", "outcome": "", "needed_by": None, "hours": WEEK, "key": key}
    return PastAsk(AskFacts(**(known | words | values)), at)


def history(
    experts: Sequence[Candidate], asks: Sequence[PastAsk], said: dict[tuple[str, str], Answer | None]
) -> History:
    return History(
        trial=Trial(experts, TOPICS),
        asks=asks,
        helpers=[Helper(one.user_id, one.capacity, WEEK, MONDAY) for one in experts],
        weeks={one.facts.mentee_id: WEEK for one in asks},
        until=UNTIL,
        said=said,
    )
