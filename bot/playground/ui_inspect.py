"""The UI API's inspector and weather: what went between Slack and the app, and what shall go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast, get_args

from aiohttp import web

from bot.playground.entries import INTERACTIONS, entry_json
from bot.playground.methods import METHODS
from bot.playground.traffic import ApiCall, Delivery
from bot.playground.uikit import RefusedError, answering, body_of, whole
from bot.playground.weather import Fault, MessageKind
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

MOST_ENTRIES = 1_000
MOST_TIMES = 1_000
MOST_SECONDS = 3_600
# (title, description, whether it takes seconds, whether it takes an error code)
KINDS: dict[MessageKind, tuple[str, str, bool, bool]] = {
    "rate_limited": ("Too many calls", "Refused with 429 and Retry-After.", True, False),
    "server_error": ("Slack is broken", "Answered with 500; nothing is done.", False, False),
    "hang": ("No answer", "Nothing is done, and no answer comes.", True, False),
    "lost": (
        "Done, but the answer is lost",
        "The connection drops before the answer.",
        False,
        False,
    ),
    "slow": ("Slow", "Done, but only after a while.", True, False),
    "error": ("An error code", "Refused with the code you give.", False, True),
}


def add_routes(app: web.Application, stand_in: StandIn) -> None:
    """Add them to the server, and push what is new to the pages."""

    def tell(entry: ApiCall | Delivery) -> None:
        if stand_in.live.pages:
            stand_in.live.push({"type": "traffic", "entry": entry_json(entry)})

    stand_in.traffic.watchers.append(tell)
    stand_in.weather.watchers.append(lambda: stand_in.live.push({"type": "weather"}))

    async def traffic(request: web.Request) -> Json:
        return _traffic(stand_in, request)

    async def one(request: web.Request) -> Json:
        return entry_json(_entry(stand_in, int(request.match_info["seq"])), full=True)

    async def forget(request: web.Request) -> Json:
        stand_in.traffic.clear()
        return {"ok": True}

    async def weather(request: web.Request) -> Json:
        return _weather(stand_in)

    async def add(request: web.Request) -> Json:
        return {"ok": True, "id": _add_fault(stand_in, await body_of(request)).number}

    async def clear(request: web.Request) -> Json:
        stand_in.weather.clear()
        return {"ok": True}

    async def remove(request: web.Request) -> Json:
        if not stand_in.weather.remove(int(request.match_info["id"])):
            raise RefusedError("not_found", "That has passed already.", 404)
        return {"ok": True}

    async def do(request: web.Request) -> Json:
        body = await body_of(request)
        deed = DEEDS.get(str(body.get("what")))
        if deed is None:
            raise RefusedError("unknown_deed", "There is no such weather.")
        await deed(stand_in, body)
        stand_in.weather.changed()
        return {"ok": True}

    app.router.add_get("/ui/traffic", answering(traffic))
    app.router.add_delete("/ui/traffic", answering(forget))
    app.router.add_get(r"/ui/traffic/{seq:\d{1,15}}", answering(one))
    app.router.add_get("/ui/weather", answering(weather))
    app.router.add_post("/ui/weather", answering(add))
    app.router.add_delete("/ui/weather", answering(clear))
    app.router.add_delete(r"/ui/weather/{id:\d{1,15}}", answering(remove))
    app.router.add_post("/ui/weather/do", answering(do))


def _traffic(stand_in: StandIn, request: web.Request) -> Json:
    try:
        since = int(request.query.get("since") or 0)
        limit = max(1, min(int(request.query.get("limit") or 200), MOST_ENTRIES))
    except ValueError:
        raise RefusedError("bad_number", "since and limit are whole numbers.") from None
    full = request.query.get("full") == "1"
    found = [entry for entry in stand_in.traffic.entries() if entry.seq > since]
    last = found[-1].seq if found else since
    return {"last": last, "entries": [entry_json(entry, full=full) for entry in found[-limit:]]}


def _entry(stand_in: StandIn, seq: int) -> ApiCall | Delivery:
    found = next((entry for entry in stand_in.traffic.entries() if entry.seq == seq), None)
    if found is None:
        raise RefusedError("not_found", "The log no longer holds this.", 404)
    return found


def _weather(stand_in: StandIn) -> Json:
    world = stand_in.world
    kinds = [
        {"kind": kind, "title": title, "description": words, "seconds": seconds, "code": code}
        for kind, (title, words, seconds, code) in KINDS.items()
    ]
    return {
        "kinds": kinds,
        "methods": [*sorted(METHODS), "response_url"],
        "faults": [
            {
                "id": fault.number,
                "method": fault.method,
                "kind": fault.kind,
                "times": fault.times,
                "seconds": fault.seconds,
                "code": fault.code,
                "title": KINDS[fault.kind][0],
            }
            for fault in stand_in.weather.faults
        ],
        "duplicate_events": stand_in.weather.duplicate_events,
        "installed": stand_in.installed,
        "scopes": sorted(world.scopes),
        "removed_scopes": sorted(stand_in.declared_scopes - world.scopes),
    }


def _add_fault(stand_in: StandIn, body: Json) -> Fault:
    method, kind, times = body.get("method", "*"), body.get("kind"), body.get("times", 1)
    if kind not in get_args(MessageKind):
        raise RefusedError("bad_kind", "There is no such weather.")
    if method not in METHODS and method not in ("*", "response_url"):
        raise RefusedError("bad_method", "Slack has no such method here.")
    if times is not None:
        whole(times, 1, MOST_TIMES, "times")
    seconds = body.get("seconds", 1)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= MOST_SECONDS:
        raise RefusedError("bad_seconds", f"seconds must be from 0 to {MOST_SECONDS}.")
    code = str(body.get("code") or "internal_error")
    return stand_in.weather.add(method, cast(MessageKind, kind), times, seconds=float(seconds), code=code)


# --- what can befall the workspace -------------------------------------------------------------------


def _user(stand_in: StandIn, body: Json) -> str:
    uid = str(body.get("user"))
    user = stand_in.world.users.get(uid)
    if user is None or user.is_bot:
        raise RefusedError("user_not_found", "This person is not here.", 404)
    return uid


async def _deactivate(stand_in: StandIn, body: Json) -> None:
    await stand_in.deactivate(_user(stand_in, body))


async def _reactivate(stand_in: StandIn, body: Json) -> None:
    await stand_in.reactivate(_user(stand_in, body))


async def _remove_scope(stand_in: StandIn, body: Json) -> None:
    if body.get("scope") not in stand_in.world.scopes:
        raise RefusedError("scope_not_found", "The app has no such scope.")
    stand_in.world.scopes.discard(str(body["scope"]))


async def _grant_scope(stand_in: StandIn, body: Json) -> None:
    if body.get("scope") not in stand_in.declared_scopes:
        raise RefusedError("scope_not_found", "The app does not ask for this scope.")
    stand_in.world.scopes.add(str(body["scope"]))


async def _uninstall(stand_in: StandIn, body: Json) -> None:
    if not stand_in.installed:
        raise RefusedError("not_installed", "The app is not installed.")
    await stand_in.uninstall()


async def _reinstall(stand_in: StandIn, body: Json) -> None:
    if stand_in.backstage is None:
        raise RefusedError("no_backstage", "Nobody here can start the app again.")
    stand_in.reinstall()
    await stand_in.backstage.restart()


async def _duplicate_events(stand_in: StandIn, body: Json) -> None:
    stand_in.weather.duplicate_events = whole(body.get("times", 1), 0, MOST_TIMES, "times")


async def _retry_event(stand_in: StandIn, body: Json) -> None:
    sent: Any = body.get("seq")
    events = [d for d in stand_in.traffic.deliveries if d.kind not in INTERACTIONS]
    event = next((d for d in reversed(events) if sent in (None, d.seq)), None)
    if event is None:
        raise RefusedError("event_not_found", "No event of this number was sent.", 404)
    await stand_in.courier.redeliver(event, event.retry + 1)


DEEDS = {
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "remove_scope": _remove_scope,
    "grant_scope": _grant_scope,
    "uninstall": _uninstall,
    "reinstall": _reinstall,
    "duplicate_events": _duplicate_events,
    "retry_event": _retry_event,
}
