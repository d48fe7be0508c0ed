"""A busy quarter: what two hundred people asked, met about and thanked for, generated with a seed.

Experts join by the app's own service; what is over is written as rows; what is under way is left to the app:
asks that look for somebody and yeses without a session are put there, and its worker does the rest.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import MESSAGES
from bot.asks import service as asks
from bot.delivery import calls
from bot.delivery.kinds import Say
from bot.delivery.service import card_key, enqueue
from bot.experts import service as experts
from bot.kit.db import Tx
from bot.kit.hours import DEFAULT_WEEK
from bot.kit.ids import new_id
from bot.matching.rules import RULES_VERSION
from bot.models import (
    Action,
    Ask,
    AskState,
    Card,
    Conversation,
    Expert,
    FollowUp,
    FollowUpKind,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Session,
    SessionState,
    Slot,
    Thanks,
    Topic,
    WrapUp,
)
from bot.people import service as people
from bot.people.queries import hours_of
from bot.playground import shapes
from bot.playground.crowd import ACTIONS, DECLINES, OUTCOMES, TAKEAWAYS, THANKS, WORDS
from bot.playground.messages import checked
from bot.playground.server import StandIn
from bot.playground.world import Message
from bot.sessions.service import booking, opening
from bot.thanks import service as thanks
from bot.thanks.rules import follow_up_due

SEED = 7
EXPERTS = 60
ASKS = 300
DAYS = 91
LOOKING = 8  # asks that the app starts to place as soon as it runs
UNSCHEDULED = 5  # yeses for which it opens sessions
BOOKED = 9  # sessions ahead of now
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
    """The generator: who is there, which topics, and chance."""

    chance: random.Random
    now: datetime
    zones: dict[str, str]
    members: list[str]
    topics: dict[str, str]  # name -> id
    able: dict[str, list[str]]  # topic name -> experts
    rows: Rows = field(default_factory=Rows)
    follow: list[tuple[str, str, datetime]] = field(default_factory=list)  # session, mentee, end

    def an_ask(self, at: datetime, state: AskState, closed: datetime | None) -> tuple[str, str, str, str]:
        """Make an ask; return its id, mentee, topic and the expert for it."""
        names = sorted(self.able)
        topic = self.chance.choices(names, [len(self.able[name]) for name in names])[0]
        expert = self.chance.choice(self.able[topic])
        mentee = self.chance.choice([one for one in self.members if one != expert])
        ask_id = new_id()
        self.rows.add(
            Ask,
            id=ask_id,
            mentee_id=mentee,
            topic_id=self.topics[topic],
            question=self.chance.choice(WORDS[topic].questions),
            outcome=self.chance.choice(OUTCOMES),
            minutes=self.chance.choice((30, 45, 45, 60)),
            state=state,
            created_at=at,
            matched_at=None if state in (AskState.LOOKING, AskState.WITHDRAWN) else at + timedelta(hours=5),
            closed_at=closed,
        )
        return ask_id, mentee, topic, expert

    def offers(self, ask_id: str, topic: str, chosen: str, mentee: str, at: datetime, yes: bool) -> str:
        """Make an ask's offers, of which the last may be the yes; return that one's id."""
        others = [one for one in self.able[topic] if one not in (chosen, mentee)]
        before = self.chance.sample(others, min(len(others), self.chance.choice((0, 0, 0, 1, 1, 2))))
        for other in before:
            said_no = self.chance.random() < 0.5
            state = OfferState.DECLINED if said_no else OfferState.CLOSED
            self._offer(ask_id, other, state, at, self.chance.choice(DECLINES) if said_no else None)
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
            score=round(self.chance.uniform(0.4, 0.95), 3),
            rules_version=RULES_VERSION,
            offered_at=at,
            deadline_at=at + timedelta(hours=24),
            answered_at=at + timedelta(hours=self.chance.uniform(0.2, 9)),
            decline_reason=reason,
        )
        return offer_id

    def past(self) -> None:
        """Make one ask that is over, and its session if there was one."""
        age = self.chance.triangular(9, DAYS, 25)
        at = self._working(self.now - timedelta(days=age), "Europe/Berlin")
        lot = self.chance.random()
        if lot >= CANCELLED_SHARE:
            closed = at + timedelta(days=self.chance.uniform(0.2, 5))
            ask_id, mentee, topic, expert = self.an_ask(at, AskState.WITHDRAWN, closed)
            self.offers(ask_id, topic, expert, mentee, at, yes=False)
            return
        start = at + timedelta(days=self.chance.uniform(2, 7))
        ask_id, mentee, topic, expert = self.an_ask(at, AskState.CONCLUDED, start + timedelta(hours=20))
        start = self._working(start, self.zones[mentee])
        offer_id = self.offers(ask_id, topic, expert, mentee, at, yes=True)
        minutes = self.rows.of[Ask][-1]["minutes"]
        end = start + timedelta(minutes=minutes)
        held = lot < HELD_SHARE
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
            booked_at=at + timedelta(hours=8),
            started_at=start if held else None,
            version=2,
            changed_by=None if held else self.chance.choice((mentee, expert)),
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
                takeaways=self.chance.choice(TAKEAWAYS),
                submitted_at=end + timedelta(minutes=30),
            )
        self.rows.add(
            Action,
            id=new_id(),
            session_id=session_id,
            version=2,
            written_by=mentee,
            position=0,
            what=self.chance.choice(ACTIONS),
            owner_id=mentee,
            due=(end + timedelta(days=7)).date(),
        )
        written = end + timedelta(days=1, hours=2)
        if self.chance.random() < 0.7 and written < self.now:
            self.rows.add(
                Thanks,
                session_id=session_id,
                mentee_id=mentee,
                expert_id=expert,
                words=self.chance.choice(THANKS),
                written_at=written,
            )
        answered = end + timedelta(days=14, hours=3)
        if answered < self.now and self.chance.random() < 0.65:
            self.rows.add(
                FollowUp,
                session_id=session_id,
                kind=FollowUpKind.TWO_WEEKS,
                answer=self.chance.choice((2, 3, 3, 4, 4, 4, 5, 5)),
                answered_at=answered,
            )
        self.follow.append((session_id, mentee, end))

    def under_way(self) -> tuple[list[str], list[str]]:
        """Make what goes on now; return the offers whose sessions are to be opened, and to be booked."""
        for _ in range(LOOKING):
            self.an_ask(self.now - timedelta(minutes=self.chance.uniform(1, 200)), AskState.LOOKING, None)
        accepted = []
        for _ in range(UNSCHEDULED + BOOKED):
            at = self.now - timedelta(days=self.chance.uniform(0.5, 2))
            ask_id, mentee, topic, expert = self.an_ask(at, AskState.MATCHED, None)
            accepted.append(self.offers(ask_id, topic, expert, mentee, at, yes=True))
        return accepted[:UNSCHEDULED], accepted[UNSCHEDULED:]

    def _working(self, near: datetime, zone: str) -> datetime:
        """Return a moment in office hours on the working day at or before another one."""
        day: date = near.astimezone(ZoneInfo(zone)).date()
        while day.weekday() > 4:
            day -= timedelta(days=1)
        clock = time(self.chance.randrange(9, 16), self.chance.choice((0, 15, 30, 45)))
        return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


async def fill(tx: Tx, slack: StandIn, now: datetime) -> None:
    """Write the quarter into the app's database and, where people would see it, into the world."""
    chance = random.Random(SEED)  # noqa: S311 - invents a company, guards nothing
    users = [u for u in slack.world.users.values() if not u.is_bot]
    shown = [shapes.user(slack.world, user) for user in users]
    await people.learn(tx, shown, now, strangers=True)
    topics = {topic.name: topic.id for topic in await tx.all(select(Topic))}
    ids = [user.id for user in users]
    able = await _experts_join(tx, chance, ids, topics, now)
    quarter = Quarter(chance, now, {u.id: u.tz for u in users}, ids, topics, able)
    for _ in range(ASKS - LOOKING - UNSCHEDULED - BOOKED):
        quarter.past()
    _, booked = quarter.under_way()
    for model in (Ask, Offer, Session, WrapUp, Action, Thanks, FollowUp):
        await tx.add_all(model, quarter.rows.of[model])
    for offer_id in booked:
        await _book(tx, chance, offer_id, now)
    for session_id, mentee, end in quarter.follow:
        await _plan_question(tx, session_id, mentee, end, now)
    await _history(tx, slack, now)


async def _experts_join(
    tx: Tx, chance: random.Random, ids: list[str], topics: dict[str, str], now: datetime
) -> dict[str, list[str]]:
    able: dict[str, list[str]] = defaultdict(list)
    names = sorted(topics)
    chosen = chance.sample(ids, EXPERTS)
    for number, user_id in enumerate(chosen):
        mine = {names[number % len(names)], chance.choice(names)}
        first = sorted(mine)[0]
        details = experts.Details(
            topic_ids=[topics[name] for name in sorted(mine)],
            windows=DEFAULT_WEEK,
            skills=WORDS[first].skills,
            about=WORDS[first].about,
            capacity=chance.choice((1, 2, 2, 3, 4)),
        )
        await experts.join_or_update(tx, user_id, details, now - timedelta(days=DAYS + 5))
        for name in mine:
            able[name].append(user_id)
    paused = chance.sample(chosen, 4)
    await tx.change(
        Expert, Expert.user_id.in_(paused), paused_until=now + timedelta(days=chance.uniform(3, 12))
    )
    return {name: [one for one in ids_ if one not in paused] or ids_ for name, ids_ in able.items()}


async def _book(tx: Tx, chance: random.Random, offer_id: str, now: datetime) -> None:
    """Open a session and have the mentee pick one of the proposed times."""
    opened = await opening.open_session(tx, offer_id, now)
    if opened is None:
        return
    proposed = select(Slot.starts_at).where(Slot.session_id == opened.id)
    slots = await tx.all(proposed.order_by(Slot.starts_at))
    if slots:
        await booking.pick(tx, opened.id, opened.mentee_id, chance.choice(slots), now)


async def _plan_question(tx: Tx, session_id: str, mentee: str, end: datetime, now: datetime) -> None:
    """Plan the questions after a session that still lie ahead."""
    hours = await hours_of(tx, mentee)
    for kind, weeks in thanks.WEEKS.items():
        due = follow_up_due(end, hours, weeks)
        if due > now:
            await enqueue(tx, thanks.UNBLOCKED[kind], to=mentee, about=session_id, now=now, due=due)


async def _history(tx: Tx, slack: StandIn, now: datetime) -> None:
    """Put into people's messages what the app told them: how their asks stand, and the thank-yous."""
    told: list[tuple[str, str, str, datetime]] = [
        (asks.TRACKER, ask.id, ask.mentee_id, ask.created_at)
        for ask in await tx.all(select(Ask).where(Ask.closed_at.is_not(None)))
    ]
    told += [
        (thanks.RECEIVED, one.session_id, one.expert_id, one.written_at)
        for one in await tx.all(select(Thanks))
    ]
    for kind, about, to, at in sorted(told, key=lambda one: one[3]):
        await _tell(tx, slack, (kind, about, to), at, now)


async def _tell(tx: Tx, slack: StandIn, what: tuple[str, str, str], at: datetime, now: datetime) -> None:
    kind, about, to = what
    row = Outbox(
        id=new_id(),
        dedupe_key="",
        kind=kind,
        recipient=to,
        subject_id=about,
        version=0,
        due_at=at,
        created_at=at,
    )
    effect = await MESSAGES[kind].render(tx, row, now)
    if not isinstance(effect, Say):
        return
    world = slack.world
    channel = world.app_dm(to)
    content = checked(world, {"text": effect.text, "blocks": effect.blocks}, kind)
    stamp = f"{int(at.timestamp())}.{len(channel.messages):06d}"  # unique in its conversation
    channel.messages.append(
        Message(stamp, world.bot_user_id, content.text, content.blocks, bot_id=world.bot_id)
    )
    channel.read[to] = stamp
    await tx.put(Conversation, {"members": to}, channel_id=channel.id)
    if effect.card:
        await tx.put(
            Card,
            {"key": card_key(effect.card, to)},
            channel_id=channel.id,
            message_ts=stamp,
            digest=calls.digest_of(effect),
        )
    key = f"{about}:{kind}:{to}:0"
    sent = {"channel_id": channel.id, "message_ts": stamp, "state": OutboxState.SENT, "done_at": at}
    await tx.add_new(
        Outbox, dedupe_key=key, kind=kind, recipient=to, subject_id=about, due_at=at, created_at=at, **sent
    )
