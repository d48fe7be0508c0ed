"""The UI API's stage: the clock, what is waiting, scenes, journeys; ``Backstage`` knows the app's part."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import web

from bot.playground.backstage import Backstage, Planned
from bot.playground.guard import HEADERS
from bot.playground.snapshot import clock_json, instant
from bot.playground.timemachine import MOST_SPEED
from bot.playground.uikit import RefusedError, answering, body_of, whole
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

log = logging.getLogger(__name__)

MOST_PLANNED = 200
MOST_AHEAD = timedelta(days=3_700)
LAST_MOMENT = datetime(2200, 1, 1, tzinfo=UTC)


def add_routes(app: web.Application, stand_in: StandIn) -> None:
    """Add them to the server."""

    async def clock(request: web.Request) -> Json:
        return await _clock(stand_in, await body_of(request))

    async def outbox(request: web.Request) -> Json:
        return await _outbox(stand_in)

    async def scenes(request: web.Request) -> Json:
        return _scenes(stand_in)

    async def set_scene(request: web.Request) -> Json:
        return await _set_scene(stand_in, await body_of(request))

    async def export(request: web.Request) -> web.StreamResponse:
        scene = stand_in.backstage.scene.name if stand_in.backstage else ""
        text = json.dumps(stand_in.journey.export(scene), indent=1, ensure_ascii=False)
        named = {"Content-Disposition": 'attachment; filename="journey.json"'}
        return web.Response(text=text, content_type="application/json", headers=HEADERS | named)

    async def replay(request: web.Request) -> Json:
        return await _replay(stand_in, request)

    async def stop(request: web.Request) -> Json:
        stand_in.replay.stop()
        return {"ok": True}

    app.router.add_post("/ui/clock", answering(clock))
    app.router.add_get("/ui/outbox", answering(outbox))
    app.router.add_get("/ui/scenes", answering(scenes))
    app.router.add_post("/ui/scene", answering(set_scene))
    app.router.add_get("/ui/journey", export)
    app.router.add_post("/ui/journey", answering(replay))
    app.router.add_delete("/ui/journey", answering(stop))


def _behind(stand_in: StandIn) -> Backstage:
    if stand_in.backstage is None:
        raise RefusedError("no_backstage", "This stand-in runs by itself, without the app's plans.")
    if stand_in.backstage.busy:
        raise RefusedError("busy", "The scene is being set.", 409)
    return stand_in.backstage


async def _clock(stand_in: StandIn, body: Json) -> Json:
    if not stand_in.time.movable:
        raise RefusedError("never_backwards", "This clock cannot be moved.")
    before = stand_in.clock.now()
    reached = None
    if "speed" in body:
        await stand_in.time.play(whole(body["speed"], 1, MOST_SPEED, "speed"))
    elif body.get("to") == "next_nudge":
        reached = await _to_next_nudge(stand_in)
    elif body.get("to") == "next_session":
        reached = await _to_next_session(stand_in)
    else:
        await _move(stand_in, _step(stand_in, body))
    moved = round((stand_in.clock.now() - before).total_seconds())
    return {"ok": True, **clock_json(stand_in), "moved_seconds": moved, "reached": reached}


def _step(stand_in: StandIn, body: Json) -> timedelta:
    try:
        if body.get("to"):
            return datetime.fromisoformat(str(body["to"]).replace("Z", "+00:00")) - stand_in.clock.now()
        return timedelta(seconds=float(body.get("advance_seconds", 0)))
    except (TypeError, ValueError, OverflowError):
        raise RefusedError("bad_time", "This time is not understood.") from None


async def _move(stand_in: StandIn, by: timedelta) -> None:
    if by < timedelta(0):
        raise RefusedError("never_backwards", "Time only moves forward.")
    if by > MOST_AHEAD or stand_in.clock.now() > LAST_MOMENT - by:
        raise RefusedError("bad_time", "That is too far away.")
    await stand_in.time.advance(by)
    stand_in.journey.clock_moved(by)


async def _move_to(stand_in: StandIn, moment: datetime) -> None:
    await _move(stand_in, max(timedelta(0), moment - stand_in.clock.now()))


async def _to_next_nudge(stand_in: StandIn) -> str:
    ahead = await _behind(stand_in).next_nudge()
    if ahead is None:
        raise RefusedError("nothing_ahead", "Nothing is planned.")
    await _move_to(stand_in, ahead.due)
    return _title(stand_in, ahead)


async def _to_next_session(stand_in: StandIn) -> str:
    moment = await _behind(stand_in).next_session()
    if moment is None:
        raise RefusedError("nothing_ahead", "No session is booked.")
    await _move_to(stand_in, moment)
    return "The start of the next session"


def _title(stand_in: StandIn, one: Planned) -> str:
    names = _names(stand_in, one)
    return f"{one.title}, for {' and '.join(names)}" if names else one.title


def _names(stand_in: StandIn, one: Planned) -> list[str]:
    users = stand_in.world.users
    return [users[uid].real_name if uid in users else uid for uid in one.to]


async def _outbox(stand_in: StandIn) -> Json:
    behind = _behind(stand_in)
    planned, ahead, session = await behind.planned(), await behind.next_nudge(), await behind.next_session()
    return {
        "now": instant(stand_in.clock.now()),
        "next_nudge": instant(ahead.due) if ahead else None,
        "next_session": instant(session) if session else None,
        "waiting": [
            {
                "id": one.id,
                "kind": one.kind,
                "title": one.title,
                "to": list(one.to),
                "names": _names(stand_in, one),
                "due": instant(one.due),
                "why": one.why,
                "state": one.state,
                "source": one.source,
                "attempts": one.attempts,
                "error": one.error,
            }
            for one in planned[:MOST_PLANNED]
        ],
    }


def _scenes(stand_in: StandIn) -> Json:
    behind = stand_in.backstage
    if behind is None:
        return {"current": "", "busy": False, "scenes": []}
    shown = [
        {"name": s.name, "title": s.title, "description": s.description, "people": s.people}
        for s in behind.scenes()
    ]
    return {"current": behind.scene.name, "busy": behind.busy, "scenes": shown}


async def _set_scene(stand_in: StandIn, body: Json) -> Json:
    behind = stand_in.backstage
    if behind is None:
        raise RefusedError("no_backstage", "This stand-in has no scenes.")
    name = str(body.get("name") or "")
    stand_in.replay.stop()
    try:
        await behind.set_scene(name)
    except LookupError:
        raise RefusedError("unknown_scene", "There is no such scene.", 404) from None
    except Exception as error:
        log.exception("scene %s cannot be set", name)
        raise RefusedError("scene_failed", f"The scene could not be set: {error}", 500) from None
    return {"ok": True, "name": name}


async def _replay(stand_in: StandIn, request: web.Request) -> Json:
    behind = _behind(stand_in)
    file = await body_of(request)
    try:
        task = stand_in.replay.start(behind, file)
    except ValueError as problem:
        raise RefusedError("bad_journey", str(problem)) from None
    except LookupError:
        raise RefusedError("unknown_scene", "This journey belongs to a scene that is not here.") from None
    if request.query.get("wait") == "1":
        await asyncio.gather(task, return_exceptions=True)
    return {"ok": True, "steps": len(file["steps"])}
