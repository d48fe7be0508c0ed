"""A workspace with a row of each kind that a button can name, in states in which it can be pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.kit.db import Database, WorkspaceSession
from bot.models import (
    Action,
    Ask,
    AskState,
    Campaign,
    CampaignMember,
    Cohort,
    EventState,
    Expert,
    ExpertTopic,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    Growth,
    MemberState,
    Offer,
    OfferState,
    Person,
    Pool,
    PoolExpert,
    PoolPlace,
    PoolState,
    PostKind,
    Presence,
    PresenceSaid,
    ProgramPost,
    SeatRole,
    Series,
    Session,
    SessionState,
    Sheet,
    SheetExpert,
    SheetPlace,
    SheetPlan,
    SheetSlot,
    SheetState,
    Slot,
    StartedAsk,
    Story,
    Topic,
    Workspace,
    WrapUp,
    WrittenAnswer,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class World:
    """One workspace; each person and each text of it has its mark, ``ids`` are the rows by their kinds."""

    team: str
    mark: str
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)

    def user(self, name: str) -> str:
        return f"U{self.mark}{name}"

    @property
    def words(self) -> str:
        """What only those may read whom it concerns."""
        return f"Secret words of {self.mark}"

    @property
    def shown(self) -> str:
        """What everybody of the workspace may read, and nobody else."""
        return f"Shown in {self.mark}"

    async def build(self, database: Database) -> None:
        async with database.unnarrowed(self.team) as db:
            db.add(Workspace(id=self.team, name=self.shown, installed_at=self.now, rematch_at=self.now))
        async with database.begin(self.team) as db:
            await self._people(db)
            for step in (self._asks, self._sessions, self._events, self._sheets, self._pools):
                await step(db)

    async def _put(self, db: WorkspaceSession, of: str, model: Any, /, **values: Any) -> str:
        """Insert a row with an id that tells kind and workspace, and remember it."""
        self.ids[of] = f"{of}-of-{self.mark}"
        await db.insert(model, id=self.ids[of], **values)
        return self.ids[of]

    async def _people(self, db: WorkspaceSession) -> None:
        for name in ("ADA", "ELI", "MEI", "MALLORY", "NOOR"):
            is_admin = name == "NOOR"
            who = {"user_id": self.user(name), "name": f"{name} {self.shown}"}
            await db.insert(Person, **who, zone="Europe/Berlin", is_admin=is_admin, synced_at=self.now)
        topic = {"name": self.shown, "name_key": self.shown, "created_at": self.now}
        await self._put(db, "topic", Topic, **topic, steward_id=self.user("MEI"))
        for name in ("ELI", "MEI", "MALLORY"):
            await db.insert(Expert, user_id=self.user(name), about=self.words, opted_in_at=self.now)
            await db.insert(ExpertTopic, user_id=self.user(name), topic_id=self.ids["topic"])

    async def _ask(self, db: WorkspaceSession, kind: str, state: AskState, **more: Any) -> str:
        known = {"mentee_id": self.user("ADA"), "topic_id": self.ids["topic"], "created_at": self.now}
        return await self._put(db, kind, Ask, **known, question=self.words, state=state, **more)

    async def _offer(
        self, db: WorkspaceSession, kind: str, ask_id: str, state: OfferState, **more: Any
    ) -> str:
        times = {"offered_at": self.now, "deadline_at": self.now + DAY}
        known = {"ask_id": ask_id, "expert_id": self.user("ELI"), "note": self.words}
        return await self._put(db, kind, Offer, **known, **times, state=state, **more)

    async def _asks(self, db: WorkspaceSession) -> None:
        asked = await self._ask(db, "ask", AskState.LOOKING)
        await self._offer(db, "offer", asked, OfferState.OPEN)
        asked = await self._ask(db, "clarified ask", AskState.LOOKING)
        await self._offer(db, "question", asked, OfferState.CLARIFYING, question=self.words)
        until = {"steward_id": self.user("MEI"), "steward_until": self.now + DAY}
        await self._ask(db, "stewarded", AskState.STEWARD, **until)
        await self._ask(db, "waiting", AskState.WAITING)
        asked = await self._ask(db, "answered ask", AskState.LOOKING)
        offer_id = await self._offer(db, "answered offer", asked, OfferState.ACCEPTED, in_writing=True)
        two = {"mentee_id": self.user("ADA"), "expert_id": self.user("ELI")}
        times = {"written_at": self.now, "delivered_at": self.now, "decide_by": self.now + DAY}
        of = {"ask_id": asked, "offer_id": offer_id}
        await self._put(db, "written", WrittenAnswer, **two, **of, **times, words=self.words)
        times = {"created_at": self.now, "tried_at": self.now, "refused_at": self.now}
        post = {"kind": PostKind.LAUNCH, "channel_id": "C1", "posted_by": self.user("NOOR"), **times}
        await self._put(db, "post", ProgramPost, **post, words=self.words)
        by = {"cohort": Cohort.LIST, "seed": 1, "created_by": self.user("NOOR"), "words": self.words}
        begun = {"created_at": self.now, "begins_at": self.now}
        campaign_id = await self._put(db, "campaign", Campaign, **by, **begun, question=self.words)
        member = {"campaign_id": campaign_id, "user_id": self.user("ADA"), "half": 1}
        invited = {"state": MemberState.INVITED, "begins_at": self.now, "invited_at": self.now}
        await self._put(db, "invited", CampaignMember, **member, **invited)
        kept = {"question": self.words, "forget_at": self.now + DAY}
        await self._put(db, "started", StartedAsk, user_id=self.user("ADA"), **kept)

    async def _session(self, db: WorkspaceSession, kind: str, state: SessionState, **more: Any) -> str:
        asked = await self._ask(db, f"ask of {kind}", AskState.MATCHED, matched_at=self.now)
        offer_id = await self._offer(db, f"offer of {kind}", asked, OfferState.ACCEPTED)
        known = {"ask_id": asked, "offer_id": offer_id, "minutes": 45, "created_at": self.now - DAY}
        two = {"mentee_id": self.user("ADA"), "expert_id": self.user("ELI")}
        return await self._put(db, kind, Session, **two, **known, place=self.words, state=state, **more)

    def _at(self, start: datetime) -> dict[str, datetime]:
        return {"starts_at": start, "ends_at": start + 0.75 * HOUR}

    async def _sessions(self, db: WorkspaceSession) -> None:
        now, ada, eli = self.now, self.user("ADA"), self.user("ELI")
        series = {"ask_id": self.ids["waiting"], "mentee_id": ada, "expert_id": eli, "count": 3}
        await self._put(db, "series", Series, **series, created_at=now)
        proposed = {"proposed_at": now + 3 * DAY, "proposed_by": eli}
        session_id = await self._session(db, "proposed", SessionState.SCHEDULING, **proposed)
        await db.insert(Slot, session_id=session_id, starts_at=now + 2 * DAY)
        await self._session(db, "booked", SessionState.BOOKED, **self._at(now + DAY))
        await self._session(db, "begun", SessionState.BOOKED, **self._at(now - 0.2 * HOUR))
        missing = {"absent_reported_by": ada, **self._at(now - 0.2 * HOUR)}
        session_id = await self._session(db, "missing", SessionState.MISSING, **missing)
        alone = {"user_id": ada, "version": 1, "said": PresenceSaid.ALONE}
        await db.insert(Presence, session_id=session_id, **alone)
        await self._session(db, "ended", SessionState.ENDED, **self._at(now - 2 * HOUR))
        session_id = await self._session(db, "differs", SessionState.DIFFERS, **self._at(now - 2 * HOUR))
        for who, took_place in ((ada, True), (eli, False)):
            await db.insert(
                WrapUp, session_id=session_id, user_id=who, version=1, saved_at=now, took_place=took_place
            )
        again = {"missed_at": now - HOUR, "missed_version": 1, "missed_until": now + DAY, "version": 2}
        await self._session(db, "missed", SessionState.SCHEDULING, **again)
        session_id = await self._session(
            db, "held", SessionState.HELD, closed_at=now - HOUR, **self._at(now - 2 * HOUR)
        )
        handover = {"handover_to": self.user("MEI"), "handover_note": self.words, "took_place": True}
        await db.insert(WrapUp, session_id=session_id, user_id=eli, version=1, saved_at=now, **handover)
        await db.insert(Growth, session_id=session_id, mentee_id=ada, expert_id=eli, asked_at=now)
        told = {"question": self.words, "helped": self.words, "written_by": ada, "created_at": now}
        told |= {"mentee_id": ada, "expert_id": eli, "lapses_at": now + DAY}
        await self._put(db, "story", Story, session_id=session_id, **told)
        action = {"session_id": session_id, "version": 1, "written_by": ada, "what": self.words}
        await self._put(db, "action", Action, **action, position=0, owner_id=ada)

    async def _event(self, db: WorkspaceSession, kind: str, state: EventState, start: datetime) -> str:
        plan = {"rounds": 3, "minutes": 10, "change_minutes": 2, "places": 20, "channel_id": "C1"}
        known = {"created_by": self.user("NOOR"), "title": self.shown, "place": self.shown}
        event_id = await self._put(
            *(db, kind, FlashEvent), **plan, **known, state=state, starts_at=start, rung=start <= self.now,
            announced_at=self.now, created_at=self.now,
        )  # fmt: skip
        for name, role in (("ADA", SeatRole.MENTEE), ("ELI", SeatRole.EXPERT)):
            seat = {"event_id": event_id, "user_id": self.user(name), "role": role}
            await db.insert(FlashSeat, **seat, question=self.words, joined_at=self.now)
        return event_id

    async def _events(self, db: WorkspaceSession) -> None:
        two = {"mentee_id": self.user("ADA"), "expert_id": self.user("ELI")}
        await self._event(db, "event", EventState.OPEN, self.now + DAY)
        running = await self._event(db, "running", EventState.RUNNING, self.now - 0.05 * HOUR)
        await self._put(db, "talk", FlashTalk, event_id=running, round=1, **two)
        over = await self._event(db, "over", EventState.ENDED, self.now - 3 * HOUR)
        yes = {"mentee_again": True, "expert_again": True, "mentee_note": self.words}
        await self._put(db, "talk over", FlashTalk, event_id=over, round=1, **two, **yes)

    async def _sheets(self, db: WorkspaceSession) -> None:
        shape = {"topic_id": self.ids["topic"], "channel_id": "C1", "minutes": 30, "places": 4}
        made = {"created_at": self.now, "created_by": self.user("NOOR"), "rule": "1.0"}
        times = {"next_post_at": self.now + DAY, "wakes_at": self.now + DAY, "tried_at": self.now}
        plan = await self._put(db, "plan", SheetPlan, **shape, **made, **times, zone="Europe/Berlin")
        sheets = {"plan_id": plan, "created_at": self.now, **shape}
        asked = await self._put(db, "asked sheet", Sheet, **sheets, post_at=self.now + DAY)
        await db.insert(SheetExpert, sheet_id=asked, user_id=self.user("ELI"), asked_at=self.now)
        posted = {"post_at": self.now, "state": SheetState.OPEN}
        sheet = await self._put(db, "sheet", Sheet, **sheets, **posted)
        slot = {"sheet_id": sheet, "expert_id": self.user("ELI"), "starts_at": self.now + 2 * DAY}
        await self._put(db, "slot", SheetSlot, **slot)
        place = {"sheet_id": sheet, "user_id": self.user("ADA"), "question": self.words}
        await self._put(db, "place", SheetPlace, **place, joined_at=self.now, listed_at=self.now)

    async def _pools(self, db: WorkspaceSession) -> None:
        known = {"topic_id": self.ids["topic"], "minutes": 45, "closeness": 70, "created_at": self.now}
        later = {"wakes_at": self.now + DAY, "give_up_at": self.now + DAY}
        gathering = await self._put(db, "gathering", Pool, **known, **later)
        place = {"pool_id": gathering, "ask_id": self.ids["waiting"], "user_id": self.user("ADA")}
        await self._put(db, "share", PoolPlace, **place, answer_by=self.now + DAY)
        with_eli = {"expert_id": self.user("ELI"), "state": PoolState.ASKING}
        pool = await self._put(db, "pool", Pool, **known, **later, **with_eli)
        asked = {"pool_id": pool, "user_id": self.user("ELI"), "asked_at": self.now}
        await db.insert(PoolExpert, **asked, answer_by=self.now + DAY)
        booked = {"state": PoolState.BOOKED, "starts_at": self.now + DAY, "ends_at": self.now + DAY + HOUR}
        await self._put(db, "booked pool", Pool, **known, **later, **(with_eli | booked))
