"""Whatever people and the clock do to a flash event and a sign-up sheet, beside questions of all kinds.

`PINCHPOINT_FULL=1 python -m pytest tests/sessions/test_any_format.py` is 2,000 courses of 50 steps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from bot.app import KINDS
from bot.delivery.messages import PostMessage, RenderContext
from bot.flash import jobs as flash_jobs
from bot.flash import service as flash
from bot.flash.forms import EventForm
from bot.kit.crypto import Keyring
from bot.kit.db import WorkspaceSession
from bot.kit.ids import new_id
from bot.kit.reader import NEUTRAL
from bot.models import (
    LIVE_EVENT,
    LIVE_SHEET,
    OPEN_SESSION,
    EventState,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Outbox,
    OutboxState,
    PlaceState,
    SeatRole,
    SeatState,
    Session,
    Sheet,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SlotState,
)
from bot.sheets import jobs as sheets_jobs
from bot.sheets import service as sheets
from bot.sheets.forms import PlaceForm, PlanForm, TimesForm
from tests.sessions.test_any_question import ANY, EXPERTS, JOBS, MENTEES, CrashError, Questions
from tests.support.clock import PATIENCE
from tests.support.factories import NOOR, QUESTION, T, create_workspace
from tests.support.sizes import FULL, size

COURSES, STEPS = size(2, 2000), size(14, 50)
EVERYBODY = MENTEES + EXPERTS
PLACES = 1  # for questions at an event, so that somebody waits

Taken = Callable[[WorkspaceSession, str, str, datetime], Awaitable[Any]]


class Formats(Questions):
    """The same people at a flash event with one place, and on a monthly sheet with two."""

    jobs = (*JOBS, *flash_jobs.JOBS, *sheets_jobs.JOBS)

    @initialize()
    def begin(self) -> None:
        self.loop.run(create_workspace(self.database, EXPERTS))
        self.announce()
        self.start_sheets()

    # --- A flash event ------------------------------------------------------------------------------------

    @rule()
    def announce(self) -> None:
        """Noor announces an event in two hours, unless there is one."""
        if self.event() is None:
            start = int((self.clock.now() + timedelta(hours=2)).timestamp())
            more = {"rounds": 2, "minutes": 10, "change": 2, "places": PLACES, "channel": "C1"}
            form = EventForm(title="Prices in rounds", topics=["prices"], start=start, **more)
            self.take(lambda db: flash.create(db, NOOR, form, new_id(), self.clock.now()))

    @rule(who=st.sampled_from(EVERYBODY), helps=st.booleans())
    def join(self, who: str, helps: bool) -> None:
        if (event := self.event()) is None:
            return
        now = self.clock.now()
        if helps:
            self.take(lambda db: flash.join_as_expert(db, event.id, who, ["prices"], now))
        else:
            self.take(lambda db: flash.join_with_question(db, event.id, who, QUESTION, "prices", now))

    @rule(who=st.sampled_from(EVERYBODY), what=st.sampled_from(["leave", "late", "back", "missing"]))
    def drop_out(self, who: str, what: str) -> None:
        if (event := self.event()) is None:
            return
        now = self.clock.now()
        steps: dict[str, Callable[[WorkspaceSession], Awaitable[Any]]] = {
            "leave": lambda db: flash.leave(db, event.id, who, now),
            "late": lambda db: flash.be_late(db, event.id, who, now),
            "back": lambda db: flash.come_back(db, event.id, who, now),
            "missing": lambda db: flash.mark_missing(db, event.id, who, NOOR, now),
        }
        self.take(steps[what])

    @rule(which=ANY, by_expert=st.booleans())
    def look_for_the_other(self, which: int, by_expert: bool) -> None:
        if (talk := self.one_of(select(FlashTalk), which)) is not None:
            by = talk.expert_id if by_expert else talk.mentee_id
            self.take(lambda db: flash.partner_missing(db, talk.id, by, self.clock.now()))

    @rule()
    def bell(self) -> None:
        """Wait until the clock moves the event: it closes, a round begins, it is over."""
        if (event := self.event()) is not None and event.wakes_at is not None:
            self.until(event.wakes_at)

    @rule()
    def call_off(self) -> None:
        if (event := self.event()) is not None:
            self.take(lambda db: flash.call_off(db, event.id, NOOR, self.clock.now()))

    @rule()
    def crash_at_a_bell(self) -> None:
        """End in the middle of ringing: the round has not begun, and nobody was told."""

        async def step(db: WorkspaceSession) -> None:
            await flash.ring(db, event.id, self.clock.now())
            raise CrashError

        if (event := self.event()) is not None:
            before = len(self.rows(select(Outbox.id)))
            with pytest.raises(CrashError):
                self.loop.run(self.within(step))
            after = self.event()
            assert after is not None
            assert (after.rung, after.state, len(self.rows(select(Outbox.id)))) == (
                *(event.rung, event.state, before),
            )

    # --- A sign-up sheet ----------------------------------------------------------------------------------

    @rule()
    def start_sheets(self) -> None:
        form = PlanForm(topic="prices", channel="C2", rule="1.0", minutes=30, places=2)
        self.take(lambda db: sheets.create(db, NOOR, form, new_id(), self.clock.now()))

    @rule(which=ANY)
    def next_of_a_sheet(self, which: int) -> None:
        """Wait until the clock moves a sheet, or a plan begins one."""
        moving = [one.wakes_at for model in (SheetPlan, Sheet) for one in self.rows(select(model))]
        known = sorted(at for at in moving if at is not None)
        if known:
            self.until(known[which % len(known)])

    @rule(who=st.sampled_from(EXPERTS), hours=st.integers(1, 90), which=ANY)
    def offer_times(self, who: str, hours: int, which: int) -> None:
        if (sheet := self.sheet(which)) is not None:
            begin = max(sheet.post_at, self.clock.now()) + timedelta(hours=hours)
            form = TimesForm(first=int(begin.timestamp()), second=int(begin.timestamp()) + 3600)
            self.take(lambda db: sheets.offer(db, sheet.id, who, form.given, self.clock.now()))

    @rule(who=st.sampled_from(EVERYBODY), which=ANY, slot=ANY, waits=st.booleans())
    def sign_up(self, who: str, which: int, slot: int, waits: bool) -> None:
        if (sheet := self.sheet(which)) is None:
            return
        wanted = None if waits else self.one_of(select(SheetSlot).where(SheetSlot.sheet_id == sheet.id), slot)
        form = PlaceForm(question=QUESTION, slot=wanted.id if wanted else "")
        self.take(lambda db: sheets.take(db, sheet.id, who, form, self.clock.now()))

    @rule(who=st.sampled_from(EVERYBODY), which=ANY)
    def leave_the_list(self, who: str, which: int) -> None:
        if (sheet := self.sheet(which)) is not None:
            self.take(lambda db: sheets.leave_list(db, sheet.id, who, self.clock.now()))

    @rule(which=ANY)
    def take_back(self, which: int) -> None:
        if (slot := self.one_of(select(SheetSlot), which)) is not None:
            self.take(lambda db: sheets.take_back(db, slot.id, slot.expert_id, self.clock.now()))

    @rule(which=ANY)
    def stop_sheets(self, which: int) -> None:
        if (plan := self.one_of(select(SheetPlan), which)) is not None:
            self.take(lambda db: sheets.stop(db, plan.id, NOOR, self.clock.now()))

    # --- What always holds --------------------------------------------------------------------------------

    @invariant()
    def an_event_that_is_not_over_has_a_next_step(self) -> None:
        events = self.rows(select(FlashEvent))
        assert len([one for one in events if one.state in LIVE_EVENT]) <= 1
        for event in events:
            assert (event.wakes_at is not None) is (event.state in LIVE_EVENT)
            assert event.state not in LIVE_EVENT or event.wakes_at > self.clock.now(), "what is due is done"

    @invariant()
    def nobody_has_two_talks_at_once_or_one_without_being_there(self) -> None:
        talks = self.rows(select(FlashTalk))
        once = Counter((one.event_id, one.round, who) for one in talks for who in both(one))
        assert set(once.values()) <= {1}
        seats = {(one.event_id, one.user_id): one for one in self.rows(select(FlashSeat))}
        rung = {one.id: one.rung for one in self.rows(select(FlashEvent).where(is_live()))}
        for talk in talks:
            if talk.round > rung.get(talk.event_id, talk.round):
                mine = [seats[talk.event_id, who] for who in both(talk)]
                assert [one.state for one in mine] == [SeatState.IN] * 2
                assert all(one.first_round <= talk.round for one in mine)

    @invariant()
    def places_go_to_as_many_as_there_are_and_nobody_waits_for_a_free_one(self) -> None:
        for event in self.rows(select(FlashEvent).where(is_live())):
            here = (FlashSeat.event_id == event.id, FlashSeat.role == SeatRole.MENTEE)
            states = Counter(one.state for one in self.rows(select(FlashSeat).where(*here)))
            seated = states[SeatState.IN] + states[SeatState.MISSING]
            assert states[SeatState.IN] <= event.places
            if event.rung < event.rounds:
                assert not states[SeatState.WAITING] or seated >= event.places

    @invariant()
    def a_time_on_a_sheet_has_one_person_and_one_session(self) -> None:
        placed = self.rows(select(SheetPlace).where(SheetPlace.state == PlaceState.IN))
        slots = {one.id: one for one in self.rows(select(SheetSlot))}
        assert len({one.slot_id for one in placed}) == len(placed), "nobody has another's time"
        taken = {one.id for one in slots.values() if one.state is SlotState.TAKEN}
        assert taken == {one.slot_id for one in placed}
        for place in placed:
            (session,) = self.rows(select(Session).where(Session.id == place.session_id))
            slot = slots[place.slot_id]
            assert (session.mentee_id, session.expert_id) == (place.user_id, slot.expert_id)
            if slot.starts_at > self.clock.now():
                assert session.state in OPEN_SESSION
                assert session.starts_at == slot.starts_at

    @invariant()
    def a_sheet_that_is_not_over_has_a_next_step(self) -> None:
        for sheet in self.rows(select(Sheet)):
            assert (sheet.wakes_at is not None) is (sheet.state in LIVE_SHEET)
            assert sheet.state not in LIVE_SHEET or sheet.wakes_at > self.clock.now()

    @invariant()
    def nobody_is_told_of_what_is_called_off_or_left(self) -> None:
        self.loop.run(self.check_events())

    async def check_events(self) -> None:
        now = self.clock.now()
        async with self.database.read(T) as db:
            pending = select(Outbox).where(
                Outbox.state == OutboxState.PENDING, Outbox.kind.in_(("flash_reminder", "flash_bell"))
            )
            keys = []
            for row in await db.scalars(pending):
                effect = await KINDS[row.kind].render(RenderContext(db, row, NEUTRAL, max(now, row.due_at)))
                if not isinstance(effect, PostMessage) or effect.update_only:
                    continue
                keys.append((row.kind, row.recipient, row.subject_id))
                talk = await db.get(FlashTalk, row.subject_id)
                event = await db.get(FlashEvent, talk.event_id if talk else row.subject_id)
                assert event is not None
                assert event.state is not EventState.CANCELLED, f"{row.kind} of what is called off"
                mine = (FlashSeat.event_id == event.id, FlashSeat.user_id == row.recipient)
                seat = await db.scalar(select(FlashSeat).where(*mine))
                assert seat is not None
                assert seat.state is not SeatState.LEFT, f"{row.kind} to somebody who left"
            assert len(keys) == len(set(keys)), "one that counts for each"

    # --- How ----------------------------------------------------------------------------------------------

    def event(self) -> FlashEvent | None:
        found: list[FlashEvent] = self.rows(select(FlashEvent).where(is_live()))
        return found[0] if found else None

    def sheet(self, which: int) -> Sheet | None:
        found: Sheet | None = self.one_of(select(Sheet).where(Sheet.state.in_(LIVE_SHEET)), which)
        return found

    def until(self, moment: datetime) -> None:
        if moment > self.clock.now():
            self.clock.set_to(moment)
        self.go_on()


def is_live() -> Any:
    return FlashEvent.state.in_(LIVE_EVENT)


def both(talk: FlashTalk) -> tuple[str, str]:
    return talk.mentee_id, talk.expert_id


@pytest.mark.timeout(PATIENCE * (3 + round(2000 * FULL)))
def test_any_course_of_events_and_sheets(sqlite_template: Path, keyring: Keyring) -> None:
    Formats.template, Formats.keyring = sqlite_template, keyring
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Formats,
        settings=settings(
            max_examples=COURSES, stateful_step_count=STEPS, deadline=None, suppress_health_check=checks
        ),
    )
