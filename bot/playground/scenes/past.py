"""What two people did before a scene begins: the service does it, with the clock set back meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.models import OPEN_SESSION, OVER_SESSION, Ask, AskState, Offer, OfferState, Person, Session, Topic
from bot.people import queries as people
from bot.playground.scenes.colleagues import SMALL_COMPANY, add_colleagues
from bot.playground.scenes.scene import BuildContext, first_steps_taken
from bot.playground.scenes.small_company import experts_join, tidy_topics, wakeups_held_back
from bot.process import Running
from bot.sessions import queries as sessions
from bot.sessions.forms import WrapUpForm, WrapUpSeen
from bot.sessions.queries import Meeting
from bot.sessions.service import booking, wrap_up
from bot.sessions.service.page import Reading
from bot.sessions.views.actions import vocabulary

TOPIC = "Presentations and storytelling"
WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Past:
    """A company whose experts have joined, and what its people do."""

    context: BuildContext
    running: Running
    ids: dict[str, str]

    @property
    def now(self) -> datetime:
        """The instant at which something is done."""
        return self.context.clock.now()

    async def agree(
        self, mentee: str, expert: str, question: str, *, topic: str = TOPIC, count: int = 1
    ) -> None:
        """Have somebody ask, and somebody say yes to so many sessions."""
        async with self.writing() as db:
            topic_id = await db.scalar(select(Topic.id).where(Topic.name == topic))
            asked = {"question": question, "topic_id": topic_id, "wished_sessions": count}
            at = {"created_at": self.now, "matched_at": self.now}
            ask = await db.insert(Ask, mentee_id=self.ids[mentee], state=AskState.MATCHED, **asked, **at)
            times = {"offered_at": self.now, "deadline_at": self.now, "answered_at": self.now}
            yes = {"state": OfferState.ACCEPTED, "agreed_sessions": count}
            await db.insert(Offer, ask_id=ask.id, expert_id=self.ids[expert], **yes, **times)
        await self.settle()

    async def book(self, mentee: str) -> Session:
        """Have somebody take the first time proposed."""
        async with self.writing() as db:
            meeting = await self._newest(db, mentee)
            start = min(await sessions.slots(db, meeting.session.id))
            booked = await booking.book(db, meeting, self.ids[mentee], start, self.now)
        await self.settle()
        if booked is None:
            raise LookupError("The first time of this scene is free.")
        return booked

    async def hold(self, mentee: str, form: WrapUpForm) -> None:
        """Have the time of a booked session pass, and both say what came of it."""
        booked = await self.book(mentee)
        await self.until((booked.starts_at or self.now) + timedelta(minutes=booked.minutes))
        for user_id, words in ((booked.mentee_id, form), (booked.expert_id, WrapUpForm(took_place="yes"))):
            async with self.writing() as db:
                meeting = await self._newest(db, mentee)
                reader = await people.reader_of(db, [user_id])
                reading = Reading(vocabulary(reader, meeting, meeting.party(user_id)), {})
                seen = WrapUpSeen(id=booked.id, version=booked.version)
                await wrap_up.wrap_up(db, seen, user_id, form=words, reading=reading, now=self.now)
        await self.settle()

    async def until(self, moment: datetime) -> None:
        """Let time pass until then, and what is due be done."""
        self.context.clock.shift(max(moment - self.now, timedelta(0)))
        await self.settle()

    async def settle(self) -> None:
        """Have all done and said that is due."""
        for _ in range(2):
            await self.running.worker.tick()
        await self.context.slack.settle(quiet=0.03)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[WorkspaceSession]:
        """Open a transaction in the company's workspace."""
        async with self.running.services.database.begin(self.context.slack.workspace.team_id) as db:
            yield db

    async def _newest(self, db: WorkspaceSession, mentee: str) -> Meeting:
        here = (*OPEN_SESSION, *OVER_SESSION)
        mine = select(Session.id).where(Session.mentee_id == self.ids[mentee], Session.state.in_(here))
        meeting = await sessions.meeting(db, await db.scalar(mine.order_by(Session.created_at.desc())) or "")
        if meeting is None:
            raise LookupError("A session of this scene is there once its question has a yes.")
        return meeting


@asynccontextmanager
async def company(context: BuildContext, days_back: int = 0) -> AsyncIterator[Past]:
    """Bring the small company in so many working days before the scene begins; afterwards it begins."""
    begins = context.clock.offset
    context.clock.offset -= _days_before(context.clock.now(), days_back)
    ids = add_colleagues(context.slack)
    running = await context.start()
    await first_steps_taken(context, running)
    with wakeups_held_back(running.services):
        await tidy_topics(context.slack, ids["noor"])
        await experts_join(context.slack, ids)
        async with running.services.database.begin(context.slack.workspace.team_id) as db:
            for one in SMALL_COMPANY:
                user = context.slack.workspace.users[ids[one.name]]
                known = {"name": user.real_name, "zone": user.tz, "is_admin": one.is_admin}
                await db.upsert(Person, {"user_id": user.id}, **known, synced_at=context.clock.now())
        past = Past(context, running, ids)
        yield past
        context.clock.offset = max(begins, context.clock.offset)
        await past.settle()


def _days_before(now: datetime, working: int) -> timedelta:
    """Return how long before an instant so many working days lie."""
    at = now
    while working:
        at -= timedelta(days=1)
        working -= at.weekday() < WORKING_DAYS
    return now - at
