"""Whatever two people press and however the clock goes: nobody is said to have missed it unheard."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.kit.crypto import Keyring
from bot.kit.db import Database, WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Outbox, PresenceSaid, Session, SessionState, WrapUp
from bot.sessions import messages, queries
from bot.sessions.forms import WrapUpForm, WrapUpSeen
from bot.sessions.rules import Vocabulary
from bot.sessions.service import attendance, booking, deadlines, scheduling, wrap_up
from bot.sessions.service.page import Reading
from tests.sessions.app import create_sessions_workspace
from tests.support.clock import MONDAY
from tests.support.factories import ADA, ELI, T, create_accepted_offer, get_session

ASKED = {messages.WRAP_UP.id, messages.DIFFERS.id, messages.WHERE_ARE_YOU.id}
FINAL = (SessionState.HELD, SessionState.CANCELLED)
NOTHING = Reading(Vocabulary(who={}, before_a_day=()), {})
PRESSES = ["start", "alone", "here", "late", "undo", "yes", "no", "took_place", "did_not", "after_all"]
STEPS = st.tuples(st.sampled_from(PRESSES), st.sampled_from([ADA, ELI])) | st.tuples(
    st.just("wait"), st.sampled_from([1, 11, 16, 60, 24 * 60, 4 * 24 * 60])
)


class Run:
    """One session and its two people, from its start on."""

    def __init__(self, database: Database) -> None:
        self.database, self.now, self.offer_id = database, MONDAY, ""
        self.words: list[str] = []

    async def begin(self) -> None:
        await create_sessions_workspace(self.database)
        self.offer_id = await create_accepted_offer(self.database)
        await self.within(lambda db: scheduling.open_session(db, self.offer_id, MONDAY))
        session = await self.session()
        start = MONDAY + timedelta(days=1)
        await self.within(lambda db: booking.pick(db, session.id, ADA, start, MONDAY))
        await self.clock(start)

    async def within(self, step: Callable[[WorkspaceSession], Awaitable[Any]]) -> None:
        """Take a step; what it refuses kindly changes nothing."""
        try:
            async with self.database.begin(T) as db:
                await step(db)
        except (UserMessage, FormErrors):
            pass

    async def session(self) -> Session:
        return await get_session(self.database, self.offer_id)

    async def clock(self, now: datetime) -> None:
        """Let everything happen that is due until then."""
        while True:
            session = await self.session()
            if session.wakes_at is None or session.wakes_at > now:
                break
            self.now = max(self.now, session.wakes_at)
            await self.checked(lambda db, id_=session.id: deadlines.wake(db, id_, self.now))  # type: ignore[misc]
        self.now = now

    async def checked(self, step: Callable[[WorkspaceSession], Awaitable[Any]]) -> None:
        """Take a step, and look at what must always hold."""
        before = await self.session()
        claims, asked = await self._claims(before), await self._asked()
        await self.within(step)
        after = await self.session()
        if after.state is SessionState.SCHEDULING and before.state is not SessionState.SCHEDULING:
            for who, other in ((ADA, ELI), (ELI, ADA)):
                assert not claims[who] or other in asked, "one says it was held, and the other is unheard"
        assert (after.wakes_at is None) == (after.state in FINAL), "each state has a next step, with a time"
        async with self.database.read(T) as db:
            kept = "\n".join(row.takeaways for row in await db.scalars(select(WrapUp)))
        assert all(word in kept for word in self.words), "words are never lost"

    async def _claims(self, session: Session) -> dict[str, bool]:
        """Return who says that it was held: in their wrap-up, or, before one, by what they pressed."""
        async with self.database.read(T) as db:
            pressed = await queries.presence(db, session)
            said = {one: await queries.wrap_up(db, session, one) for one in (ADA, ELI)}
        return {
            one: row.took_place if row else pressed.get(one) is PresenceSaid.STARTED
            for one, row in said.items()
        }

    async def _asked(self) -> set[str]:
        async with self.database.read(T) as db:
            rows = await db.scalars(select(Outbox).where(Outbox.kind.in_(ASKED)))
            return {row.recipient for row in rows if row.due_at <= self.now}

    async def press(self, what: str, by: str) -> None:
        session, now = await self.session(), self.now
        about = session.id, session.version, by
        steps: dict[str, Callable[[WorkspaceSession], Awaitable[Any]]] = {
            "start": lambda db: attendance.start(db, *about, now),
            "alone": lambda db: attendance.report_absence(db, *about, now),
            "here": lambda db: attendance.here(db, *about, late=False, now=now),
            "late": lambda db: attendance.here(db, *about, late=True, now=now),
            "undo": lambda db: attendance.take_back(db, *about, now),
            "took_place": lambda db: attendance.answer_again(db, *about, took_place=True, now=now),
            "did_not": lambda db: attendance.answer_again(db, *about, took_place=False, now=now),
            "after_all": lambda db: attendance.took_place_after_all(db, *about, now),
            "yes": lambda db: self._wrap_up(db, session, by, "yes"),
            "no": lambda db: self._wrap_up(db, session, by, "no"),
        }
        await self.checked(steps[what])

    async def _wrap_up(self, db: WorkspaceSession, session: Session, by: str, answer: str) -> None:
        page = await queries.page(db, session)
        word = f"word{len(self.words)}."
        text = f"{page.takeaways}\n{word}".strip()
        form = WrapUpForm.model_validate({"took_place": answer, "takeaways": text})
        seen = WrapUpSeen(id=session.id, version=session.version, saved_at=page.saved_at)
        await wrap_up.wrap_up(db, seen, by, form=form, reading=NOTHING, now=self.now)
        self.words.append(word)

    async def go(self, steps: list[tuple[str, Any]]) -> None:
        await self.begin()
        for what, whom in steps:
            if what == "wait":
                await self.clock(self.now + timedelta(minutes=whom))
            else:
                await self.press(what, whom)


async def run(database: Database, steps: list[tuple[str, Any]]) -> None:
    await Run(database).go(steps)


@given(st.lists(STEPS, min_size=1, max_size=12))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_is_said_to_have_missed_it_unheard(
    sqlite_template: Path, keyring: Keyring, steps: list[tuple[str, Any]]
) -> None:
    async def once(path: str) -> None:
        database = Database(f"sqlite:///{path}", keyring)
        try:
            await run(database, steps)
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/any.db"
        shutil.copy(sqlite_template, path)
        Path(path).chmod(0o600)
        asyncio.run(once(path))


SLIP = [("start", ADA), ("start", ELI), ("wait", 60), ("no", ADA), ("yes", ELI), ("wait", 5 * 24 * 60)]
ALONE = [("wait", 11), ("alone", ADA), ("wait", 16), ("after_all", ELI), ("yes", ADA), ("no", ELI)]


@pytest.mark.parametrize("steps", [SLIP, ALONE, [("wait", 60), ("no", ELI), ("took_place", ELI)]])
async def test_on_either_database(database: Database, steps: list[tuple[str, Any]]) -> None:
    await run(database, steps)
