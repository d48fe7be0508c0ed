"""Whatever people and the clock do: a question has one answer, a next step, and no reminder of what is off.

`PINCHPOINT_FULL=1 python -m pytest tests/sessions/test_any_question.py` is 2,000 courses of 50 steps.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from bot.app import KINDS
from bot.asks import service as asks
from bot.delivery.messages import PostMessage, RenderContext
from bot.experts import jobs as experts_jobs
from bot.experts import service as experts
from bot.kit.crypto import Keyring
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.hours import DEFAULT_WEEK
from bot.kit.jobs import Job
from bot.kit.reader import NEUTRAL
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    OPEN_SESSION,
    Ask,
    AskState,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    Session,
    SessionState,
)
from bot.offers import jobs as offers_jobs
from bot.offers import service as offers
from bot.series import jobs as series_jobs
from bot.sessions import jobs as sessions_jobs
from bot.sessions import queries
from bot.sessions.service import booking, changes
from tests.support.app import services_without_slack
from tests.support.clock import PATIENCE, SettableClock
from tests.support.factories import ADA, ELI, MEI, NOOR, TUI, T, create_ask, create_workspace, rows
from tests.support.sizes import FULL, size

COURSES, STEPS = size(3, 2000), size(12, 50)
MENTEES, EXPERTS = [ADA, NOOR], [ELI, MEI, TUI]
ZONES = ["Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"]
JOBS = [job for feature in (offers_jobs, sessions_jobs, series_jobs, experts_jobs) for job in feature.JOBS]
ANY = st.integers(0, 99)  # which of those there are

Step = Callable[[WorkspaceSession], Awaitable[Any]]


class CrashError(Exception):
    """A process that ends in the middle of a transaction."""


class Questions(RuleBasedStateMachine):
    """Two people ask, three may help; each rule is one thing that somebody does, and then the jobs run."""

    template: ClassVar[Path]
    keyring: ClassVar[Keyring]
    jobs: Sequence[Job] = JOBS

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "any.db"
        shutil.copy(self.template, path)
        path.chmod(0o600)
        self.url = f"sqlite:///{path}"
        self.clock = SettableClock()
        self.open()

    def open(self) -> None:
        self.database = Database(self.url, self.keyring)
        self.services = services_without_slack(self.database, self.clock)

    def teardown(self) -> None:
        self.loop.run(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    # --- What happens -------------------------------------------------------------------------------------

    @initialize()
    def begin(self) -> None:
        self.loop.run(create_workspace(self.database, EXPERTS))
        self.ask(ADA, None)

    @rule(mentee=st.sampled_from(MENTEES), days=st.none() | st.integers(1, 20))
    def ask(self, mentee: str, days: int | None) -> None:
        day = None if days is None else (self.clock.now() + timedelta(days=days)).date()
        self.loop.run(create_ask(self.database, mentee_id=mentee, needed_by=day, created_at=self.clock.now()))
        self.go_on()

    @rule(what=st.sampled_from(["accept", "accept", "decline", "ask_back", "answer"]), which=ANY)
    def answer(self, what: str, which: int) -> None:
        asked = select(Offer).where(Offer.state.in_((*LIVE_OFFER, OfferState.TIMED_OUT)))
        if (offer := self.one_of(asked, which)) is not None:
            one, who, now = offer.id, offer.expert_id, self.clock.now()
            mentee = self.mentee_of(offer)
            steps: dict[str, Step] = {
                "accept": lambda db: offers.accept(db, one, who, now),
                "decline": lambda db: offers.decline(db, one, who, "", now),
                "ask_back": lambda db: offers.ask_back(db, one, who, "Which board?", now),
                "answer": lambda db: offers.answer(db, one, mentee, "The whole board", now),
            }
            self.take(steps[what])

    @rule(what=st.sampled_from(["withdraw", "widen"]), which=ANY)
    def change(self, what: str, which: int) -> None:
        if (ask := self.one_of(select(Ask), which)) is not None:
            one, who, now = ask.id, ask.mentee_id, self.clock.now()
            if what == "withdraw":
                self.take(lambda db: asks.withdraw(db, one, who, now))
            else:
                self.take(lambda db: asks.widen(db, one, who, ["topic", "date"], now))

    @rule(
        who=st.sampled_from(EXPERTS), days=st.integers(0, 9), what=st.sampled_from(["pause", "end", "leave"])
    )
    def be_away(self, who: str, days: int, what: str) -> None:
        now = self.clock.now()
        steps: dict[str, Step] = {
            "pause": lambda db: experts.pause(db, who, (now + timedelta(days=days)).date(), now),
            "end": lambda db: experts.unpause(db, who, now),
            "leave": lambda db: experts.leave(db, who, now),
        }
        self.take(steps[what])

    @rule(who=st.sampled_from(EXPERTS))
    def come_back(self, who: str) -> None:
        wish = experts.Details(["prices"], DEFAULT_WEEK)
        self.take(lambda db: experts.join_or_update(db, who, wish, self.clock.now()))

    @rule(who=st.sampled_from(MENTEES + EXPERTS), zone=st.sampled_from(ZONES))
    def travel(self, who: str, zone: str) -> None:
        self.take(lambda db: db.update_where(Person, Person.user_id == who, zone=zone))

    @rule(which=ANY, slot=ANY, by_expert=st.booleans())
    def book(self, which: int, slot: int, by_expert: bool) -> None:
        async def step(db: WorkspaceSession) -> None:
            meeting = await queries.meeting(db, session.id)
            if meeting is not None and meeting.slots:
                start = meeting.slots[slot % len(meeting.slots)]
                await booking.pick(db, session.id, self.side(session, by_expert), start, self.clock.now())

        scheduling = select(Session).where(Session.state == SessionState.SCHEDULING)
        if (session := self.one_of(scheduling, which)) is not None:
            self.take(step)

    @rule(which=ANY, what=st.sampled_from(["move", "cancel", "still needed"]), by_expert=st.booleans())
    def undo(self, which: int, what: str, by_expert: bool) -> None:
        if (session := self.one_of(select(Session).where(Session.state.in_(OPEN_SESSION)), which)) is None:
            return
        about = (session.id, session.version, self.side(session, by_expert))
        how: dict[str, Any] = {"reason": "Something came up", "now": self.clock.now()}
        if what == "move":
            self.take(lambda db: changes.move(db, *about, proposal=None, **how))
        else:
            self.take(lambda db: changes.cancel(db, *about, still_needed=what == "still needed", **how))

    @rule(minutes=st.sampled_from([1, 30, 60, 8 * 60, 24 * 60, 3 * 24 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.shift(minutes=minutes)
        self.go_on()

    @rule(which=ANY)
    def crash(self, which: int) -> None:
        """End in the middle of a yes: it is as if nobody had pressed."""

        async def step(db: WorkspaceSession) -> None:
            await offers.accept(db, offer.id, offer.expert_id, self.clock.now())
            raise CrashError

        if (offer := self.one_of(select(Offer).where(Offer.state == OfferState.OPEN), which)) is not None:
            with pytest.raises(CrashError):
                self.loop.run(self.within(step))
            (after,) = self.rows(select(Offer).where(Offer.id == offer.id))
            assert after.state is OfferState.OPEN

    @rule()
    def restart(self) -> None:
        self.loop.run(self.database.close())
        self.open()
        self.go_on()

    # --- What always holds --------------------------------------------------------------------------------

    @invariant()
    def each_question_has_one_answer(self) -> None:
        accepted = select(Offer.ask_id, func.count()).where(Offer.state == OfferState.ACCEPTED)
        counts = dict(self.pairs(accepted.group_by(Offer.ask_id)))
        for ask in self.rows(select(Ask)):
            assert counts.get(ask.id, 0) <= 1
            if ask.state in (*OPEN_ASK, AskState.WITHDRAWN):
                assert counts.get(ask.id, 0) == 0
                assert self.rows(meetings_of(ask)) == []
            if ask.state is AskState.MATCHED:
                assert counts[ask.id] == 1
            if ask.state not in OPEN_ASK:
                live = select(Offer).where(Offer.ask_id == ask.id, Offer.state.in_(LIVE_OFFER))
                assert self.rows(live) == []

    @invariant()
    def what_is_open_has_a_next_step_with_a_time(self) -> None:
        for ask in self.rows(select(Ask).where(Ask.state.in_(OPEN_ASK))):
            live = self.rows(select(Offer).where(Offer.ask_id == ask.id, Offer.state.in_(LIVE_OFFER)))
            if ask.state is AskState.LOOKING:
                assert live, "somebody has it"
                assert all(offer.deadline_at > self.clock.now() for offer in live)
            if ask.state is AskState.STEWARD:
                assert ask.steward_until is not None
        for session in self.rows(select(Session).where(Session.state.in_(OPEN_SESSION))):
            assert session.wakes_at is not None

    @invariant()
    def nobody_is_reminded_of_what_is_off(self) -> None:
        self.loop.run(self.check_reminders())

    async def check_reminders(self) -> None:
        now = self.clock.now()
        async with self.database.read(T) as db:
            pending = select(Outbox).where(Outbox.state == OutboxState.PENDING, Outbox.due_at > now)
            keys = []
            for row in await db.scalars(pending):
                session = await db.get(Session, row.subject_id)
                if session is None:
                    continue
                effect = await KINDS[row.kind].render(RenderContext(db, row, NEUTRAL, now))
                if isinstance(effect, PostMessage) and not effect.update_only:
                    assert session.state in OPEN_SESSION, f"{row.kind} of a session that is {session.state}"
                    keys.append((row.kind, row.recipient, row.subject_id))
            assert len(keys) == len(set(keys)), "one that counts for each"

    # --- How ----------------------------------------------------------------------------------------------

    def take(self, step: Step) -> None:
        """Take a step, and let the jobs do what follows; what is refused kindly changes nothing."""
        with suppress(UserMessage, FormErrors):
            self.loop.run(self.within(step))
        self.go_on()

    async def within(self, step: Step) -> None:
        async with self.database.begin(T) as db:
            await step(db)

    def go_on(self) -> None:
        for _ in range(3):
            for job in self.jobs:
                self.loop.run(job.run(self.services))

    def rows(self, statement: Any) -> list[Any]:
        return self.loop.run(rows(self.database, statement))

    def pairs(self, statement: Any) -> list[Any]:
        async def read() -> list[Any]:
            async with self.database.read(T) as db:
                return [tuple(row) for row in await db.execute(statement)]

        return self.loop.run(read())

    def one_of(self, statement: Any, which: int) -> Any:
        found = sorted(self.rows(statement), key=lambda row: row.id)
        return found[which % len(found)] if found else None

    def mentee_of(self, offer: Offer) -> str:
        return str(self.rows(select(Ask.mentee_id).where(Ask.id == offer.ask_id))[0])

    def side(self, session: Session, by_expert: bool) -> str:
        return session.expert_id if by_expert else session.mentee_id


def meetings_of(ask: Ask) -> Any:
    return select(Session).where(Session.ask_id == ask.id, Session.state.in_(OPEN_SESSION))


@pytest.mark.timeout(PATIENCE * (3 + round(2000 * FULL)))
def test_any_course_of_questions(sqlite_template: Path, keyring: Keyring) -> None:
    Questions.template, Questions.keyring = sqlite_template, keyring
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Questions,
        settings=settings(
            max_examples=COURSES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks
        ),
    )
