"""What three months leave in the app's tables: asks, offers, sessions and what came of them, invented."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.kit.ids import new_id
from bot.matching.rules import RULES_VERSION
from bot.models import (
    Action,
    Ask,
    AskState,
    FollowUp,
    FollowUpKind,
    MatchingPreset,
    Offer,
    OfferState,
    Session,
    SessionState,
    Thanks,
    WrapUp,
)
from bot.playground.scenes.phrases import (
    ACTIONS,
    DECLINES,
    OUTCOMES,
    TAKEAWAYS,
    THANKS,
    UNKNOWN_QUESTIONS,
    UNKNOWN_TOPIC,
    WORDS,
)

DAYS = 91
LOOKING = 8  # asks that the app starts to place as soon as it runs
UNSCHEDULED = 5  # yeses for which it opens sessions
BOOKED = 9  # sessions ahead of now
UNDER_WAY = LOOKING + len(UNKNOWN_QUESTIONS) + UNSCHEDULED + BOOKED
HELD_SHARE, CANCELLED_SHARE = 0.74, 0.84  # of what is over; the rest was withdrawn


@dataclass(slots=True)
class Rows:
    """What is inserted, table by table."""

    of: dict[type[Any], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, model: type[Any], **values: Any) -> None:
        """Add a row; rows of one table name the same columns."""
        self.of[model].append(values)


@dataclass(slots=True)
class Quarter:
    """The generator: who is there, which topics, and the random numbers."""

    rng: random.Random
    now: datetime
    zones: dict[str, str]
    members: list[str]
    topics: dict[str, str]  # name -> id
    experts: dict[str, list[str]]  # topic name -> experts
    rows: Rows = field(default_factory=Rows)
    follow: list[tuple[str, str, datetime]] = field(default_factory=list)  # session, mentee, end

    def an_ask(self, at: datetime, state: AskState, closed: datetime | None) -> tuple[str, str, str, str]:
        """Make an ask; return its id, mentee, topic and the expert for it."""
        names = sorted(self.experts)
        topic = self.rng.choices(names, [len(self.experts[name]) for name in names])[0]
        expert = self.rng.choice(self.experts[topic])
        mentee = self.rng.choice([one for one in self.members if one != expert])
        question = self.rng.choice(WORDS[topic].questions)
        return self._ask(mentee, topic, question, at, state, closed), mentee, topic, expert

    def _ask(
        self, mentee: str, topic: str, question: str, at: datetime, state: AskState, closed: datetime | None
    ) -> str:
        ask_id = new_id()
        self.rows.add(
            Ask,
            id=ask_id,
            mentee_id=mentee,
            topic_id=self.topics[topic],
            question=question,
            outcome=self.rng.choice(OUTCOMES) if topic in WORDS else "",
            minutes=self.rng.choice((30, 45, 45, 60)),
            state=state,
            created_at=at,
            matched_at=None if state in (AskState.LOOKING, AskState.WITHDRAWN) else at + timedelta(hours=5),
            closed_at=closed,
        )
        return ask_id

    def offers(self, ask_id: str, topic: str, chosen: str, mentee: str, at: datetime, yes: bool) -> str:
        """Make an ask's offers, of which the last may be the yes; return that one's id."""
        others = [one for one in self.experts[topic] if one not in (chosen, mentee)]
        before = self.rng.sample(others, min(len(others), self.rng.choice((0, 0, 0, 1, 1, 2))))
        for other in before:
            said_no = self.rng.random() < 0.5
            state = OfferState.DECLINED if said_no else OfferState.CLOSED
            self._offer(ask_id, other, state, at, self.rng.choice(DECLINES) if said_no else None)
        last = OfferState.ACCEPTED if yes else OfferState.CLOSED
        return self._offer(ask_id, chosen, last, at + timedelta(hours=2), None)

    def _offer(self, ask_id: str, expert: str, state: OfferState, at: datetime, reason: str | None) -> str:
        offer_id = new_id()
        self.rows.add(
            Offer,
            id=offer_id,
            ask_id=ask_id,
            expert_id=expert,
            state=state,
            score=round(self.rng.uniform(0.4, 0.95), 3),
            rules_version=f"{RULES_VERSION}/{MatchingPreset.BALANCED.value}",
            offered_at=at,
            deadline_at=at + timedelta(hours=24),
            answered_at=at + timedelta(hours=self.rng.uniform(0.2, 9)),
            decline_reason=reason,
        )
        return offer_id

    def past(self) -> None:
        """Make one ask that is over, and its session if there was one."""
        age = self.rng.triangular(9, DAYS, 25)
        at = self._working(self.now - timedelta(days=age), "Europe/Berlin")
        draw = self.rng.random()
        if draw >= CANCELLED_SHARE:
            closed = at + timedelta(days=self.rng.uniform(0.2, 5))
            ask_id, mentee, topic, expert = self.an_ask(at, AskState.WITHDRAWN, closed)
            self.offers(ask_id, topic, expert, mentee, at, yes=False)
            return
        start = at + timedelta(days=self.rng.uniform(2, 7))
        ask_id, mentee, topic, expert = self.an_ask(at, AskState.CONCLUDED, start + timedelta(hours=20))
        start = self._working(start, self.zones[mentee])
        offer_id = self.offers(ask_id, topic, expert, mentee, at, yes=True)
        minutes = self.rows.of[Ask][-1]["minutes"]
        end = start + timedelta(minutes=minutes)
        held = draw < HELD_SHARE
        session_id = new_id()
        self.rows.add(
            Session,
            id=session_id,
            ask_id=ask_id,
            offer_id=offer_id,
            mentee_id=mentee,
            expert_id=expert,
            minutes=minutes,
            state=SessionState.HELD if held else SessionState.CANCELLED,
            starts_at=start if held else None,
            ends_at=end if held else None,
            started_at=start if held else None,
            version=2,
            changed_by=None if held else self.rng.choice((mentee, expert)),
            created_at=at + timedelta(hours=5),
            closed_at=end + timedelta(hours=1),
            thanks_planned_at=end + timedelta(hours=1) if held else None,
        )
        if held:
            self._after(session_id, mentee, expert, end)

    def _after(self, session_id: str, mentee: str, expert: str, end: datetime) -> None:
        for who in (mentee, expert):
            self.rows.add(
                WrapUp,
                session_id=session_id,
                user_id=who,
                version=2,
                took_place=True,
                takeaways=self.rng.choice(TAKEAWAYS),
            )
        self.rows.add(
            Action,
            id=new_id(),
            session_id=session_id,
            version=2,
            written_by=mentee,
            position=0,
            what=self.rng.choice(ACTIONS),
            owner_id=mentee,
            due=(end + timedelta(days=7)).date(),
        )
        written = end + timedelta(days=1, hours=2)
        if self.rng.random() < 0.7 and written < self.now:
            self.rows.add(
                Thanks,
                session_id=session_id,
                mentee_id=mentee,
                expert_id=expert,
                words=self.rng.choice(THANKS),
                written_at=written,
            )
        answered = end + timedelta(days=14, hours=3)
        if answered < self.now and self.rng.random() < 0.65:
            self.rows.add(
                FollowUp,
                session_id=session_id,
                kind=FollowUpKind.TWO_WEEKS,
                answer=self.rng.choice((2, 3, 3, 4, 4, 4, 5, 5)),
            )
        self.follow.append((session_id, mentee, end))

    def under_way(self) -> tuple[list[str], list[str]]:
        """Make what goes on now; return the offers whose sessions are to be opened, and to be booked."""
        for _ in range(LOOKING):
            self.an_ask(self.now - timedelta(minutes=self.rng.uniform(1, 200)), AskState.LOOKING, None)
        for question in UNKNOWN_QUESTIONS:
            at = self.now - timedelta(hours=self.rng.uniform(1, 60))
            mentee = self.rng.choice(self.members)
            self._ask(mentee, UNKNOWN_TOPIC, question, at, AskState.LOOKING, None)
        accepted = []
        for _ in range(UNSCHEDULED + BOOKED):
            at = self.now - timedelta(days=self.rng.uniform(0.5, 2))
            ask_id, mentee, topic, expert = self.an_ask(at, AskState.MATCHED, None)
            accepted.append(self.offers(ask_id, topic, expert, mentee, at, yes=True))
        return accepted[:UNSCHEDULED], accepted[UNSCHEDULED:]

    def _working(self, near: datetime, zone: str) -> datetime:
        """Return a moment in office hours on the working day at or before another one."""
        day: date = near.astimezone(ZoneInfo(zone)).date()
        while day.weekday() > 4:
            day -= timedelta(days=1)
        clock = time(self.rng.randrange(9, 16), self.rng.choice((0, 15, 30, 45)))
        return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)
