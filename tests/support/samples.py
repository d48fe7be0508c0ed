"""bot/playground/live/samples.json: each kind of message as somebody gets it, for ``pinchpoint verify-live``.

``python -m tests.support.samples`` makes the file. The messages are rendered as the outbox does it, from the
rows of one workspace: first as ``World`` has them, then as ``_later`` leaves them.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import KINDS
from bot.delivery.messages import Canvas, Effect, File, Home, Pin, PostMessage, Remove, RenderContext
from bot.kit.crypto import Keyring, new_key
from bot.kit.db import Database, WorkspaceSession
from bot.kit.reader import NEUTRAL
from bot.models import (
    Ask,
    CampaignMember,
    Erasure,
    FirstSteps,
    FlashEvent,
    FollowUp,
    FollowUpKind,
    Growth,
    Installation,
    Invitation,
    MemberState,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    PlaceState,
    Pool,
    PoolPlace,
    PoolState,
    Series,
    SeriesState,
    Session,
    SessionState,
    ShareState,
    SheetPlace,
    SheetPlan,
    Story,
    StoryState,
    Thanks,
    WrittenAnswer,
)
from bot.models.migrate import upgrade
from bot.playground.live.samples import PATH
from tests.support.clock import MONDAY
from tests.support.sample_table import SAMPLES, Sample
from tests.support.world import DAY, HOUR, World

LIST = "a list of offers"


async def effects() -> dict[str, Effect | None]:
    """Render every kind of message."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'samples.db'}"
        await upgrade(url)
        database, world = Database(url, Keyring.parse(new_key())), World("TA", "A", MONDAY)
        try:
            return await _rendered(database, world)
        finally:
            await database.close()


async def _rendered(database: Database, world: World) -> dict[str, Effect | None]:
    await world.build(database)
    found = await _render(database, world, later=False)
    async with database.begin(world.team) as db:
        await _later(world, db)
    return found | await _render(database, world, later=True)


async def _render(database: Database, world: World, *, later: bool) -> dict[str, Effect | None]:
    async with database.read(world.team) as db:
        return {
            kind: await KINDS[kind].render(_context(db, world, kind, sample))
            for kind, sample in SAMPLES.items()
            if sample.later is later
        }


def _context(db: WorkspaceSession, world: World, kind: str, sample: Sample) -> RenderContext:
    now = world.now + timedelta(hours=sample.hours)
    to = "C1" if sample.to == "C1" else "+".join(world.user(one) for one in sample.to.split("+"))
    row = Outbox(
        id="sample", workspace_id=world.team, dedupe_key="sample", kind=kind, recipient=to,
        subject_id=world.ids.get(sample.of) or (LIST if sample.of == "list" else world.user(sample.of)),
        state=OutboxState.PENDING, due_at=now, created_at=now, version=sample.version,
        channel_id="C1", message_ts="1.2",
    )  # fmt: skip
    return RenderContext(db, row, NEUTRAL, now)


async def _later(world: World, db: WorkspaceSession) -> None:
    """Bring rows of the workspace into states that exclude what was rendered before."""
    now, ada, eli, mei, noor = world.now, *(world.user(one) for one in ("ADA", "ELI", "MEI", "NOOR"))
    await _change(world, db, Ask, "waiting", only_expert_id=mei, needed_by=(now - DAY).date())
    await _change(world, db, Offer, "offer", listed_with=LIST)
    await _change(world, db, Offer, "question", answer=world.words, state=OfferState.OPEN)
    note = {"topic_id": world.ids["topic"], "note": world.words, "created_at": now}
    await world._put(db, "invitation", Invitation, invited_id=ada, invited_by=noor, **note)
    await _change(world, db, WrittenAnswer, "written", thanks=world.words)
    await _change(world, db, Session, "booked", calendar_at=now)
    await _afterwards(world, db)
    await _formats(world, db)
    await db.insert(Person, user_id=world.user("KIM"), name="Kim", synced_at=now)
    member = {"campaign_id": world.ids["campaign"], "user_id": world.user("KIM"), "half": 1}
    invited = {"state": MemberState.INVITED, "begins_at": now, "invited_at": now}
    await world._put(db, "invited to ask", CampaignMember, **member, **invited)
    gone = {"asked_at": now, "due_at": now, "done_at": now, "gone": {"ask": 1}, "kept": {"session": 1}}
    await world._put(db, "erasure", Erasure, user_id=ada, **gone)
    await db.insert(FirstSteps, started_at=now)
    token = {"bot_token": "none", "expires_at": now + DAY, "renewal_error": "invalid_refresh_token"}
    await db.insert(Installation, **token, installed_at=now)
    await db.update_where(Person, Person.user_id.in_([ada, eli, noor]), home_opened_at=now)


async def _afterwards(world: World, db: WorkspaceSession) -> None:
    now, ada, eli, mei = world.now, *(world.user(one) for one in ("ADA", "ELI", "MEI"))
    held, two = world.ids["held"], {"mentee_id": ada, "expert_id": eli}
    await db.insert(Thanks, session_id=held, **two, words=world.words, written_at=now)
    for kind in FollowUpKind:
        await db.insert(FollowUp, session_id=held, kind=kind, answer=4)
    await _change(world, db, Story, "story", state=StoryState.AGREED, channel_id="C1")
    yes = {"mentee_yes": True, "expert_yes": True, "agreed_at": now}
    await db.update_where(Growth, Growth.session_id == held, **yes)
    await _change(world, db, Series, "series", ended_by=eli, state=SeriesState.ENDED)
    await world._session(db, "last", SessionState.HELD, closed_at=now - HOUR, **world._at(now - 2 * HOUR))
    for model, of in ((Offer, "offer of last"), (Session, "last")):
        await _change(world, db, model, of, expert_id=mei)
    told = {"question": world.words, "helped": world.words, "written_by": ada, "created_at": now}
    told |= {"published_at": now, "published_by": world.user("NOOR"), "channel_id": "C1"}
    told |= {"session_id": world.ids["last"], "mentee_id": ada, "expert_id": mei}
    await world._put(db, "shared story", Story, **told, state=StoryState.PUBLISHED)
    await db.insert(Growth, session_id=world.ids["last"], mentee_id=ada, expert_id=mei, asked_at=now)


async def _formats(world: World, db: WorkspaceSession) -> None:
    now, ada = world.now, world.user("ADA")
    await _change(world, db, FlashEvent, "event", refused_at=now)
    await _change(world, db, SheetPlan, "plan", refused_at=now)
    seated = {"slot_id": world.ids["slot"], "session_id": world.ids["booked"]}
    await _change(world, db, SheetPlace, "place", state=PlaceState.IN, **seated)
    await _change(world, db, Pool, "gathering", state=PoolState.DISSOLVED)
    pool = world.ids["booked pool"]
    place = {"pool_id": pool, "ask_id": world.ids["ask"], "user_id": ada, "state": ShareState.IN}
    await world._put(db, "booked share", PoolPlace, **place, answer_by=now + DAY)
    await _change(world, db, Session, "ended", pool_id=pool)


async def _change(world: World, db: WorkspaceSession, model: Any, of: str, **values: Any) -> None:
    assert await db.update_where(model, model.id == world.ids[of], **values) == 1, of


def shown(effect: Effect | None) -> dict[str, Any] | None:
    """Return what Slack shows of it, where it has blocks."""
    match effect:
        case PostMessage(text, blocks):
            return {"message": {"text": text, "blocks": blocks}}
        case Home(view):
            return {"view": view}
        case Canvas() | File() | Remove() | Pin() | None:
            return None


def as_file(made: Mapping[str, Effect | None]) -> str:
    """Return what the file holds."""
    found = {kind: shown(effect) for kind, effect in made.items()}
    samples = {kind: one for kind, one in sorted(found.items()) if one is not None}
    return json.dumps(samples, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(as_file(asyncio.run(effects())))
