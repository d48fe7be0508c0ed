"""The log as the inspector shows it: one JSON shape for calls of the app and deliveries to it."""

from __future__ import annotations

from bot.playground.page.instants import instant
from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import ApiCall, Delivery
from bot.playground.slack.transport import ACK_SECONDS
from bot.playground.slack.web_api import SECRET_ARGS

INTERACTIONS = frozenset(
    {
        *("command", "block_actions", "view_submission", "view_closed", "shortcut", "message_action"),
        "block_suggestion",
    }
)


def entry_json(entry: ApiCall | Delivery, *, full: bool = False) -> Json:
    """Return one entry; ``full`` with what was sent both ways."""
    return _call(entry, full) if isinstance(entry, ApiCall) else _delivery(entry, full)


def _call(call: ApiCall, full: bool) -> Json:
    answer = call.answer or {}
    problem = "" if call.status == 200 and answer.get("ok") else str(answer.get("error") or call.fault)
    if call.fault == "lost":
        problem = "lost"
    shown: Json = {
        "seq": call.seq,
        "at": instant(call.at),
        "direction": "to_slack",
        "kind": "api",
        "name": call.method,
        "who": _reader(call.args),
        "ms": round(call.seconds * 1000, 1),
        "limit_ms": None,
        "status": call.status,
        "ok": not problem,
        "problem": problem,
        "fault": call.fault,
        "retry": 0,
        "limits": call.limits,
        "can_retry": False,
    }
    return shown | ({"request": call.args, "answer": call.answer} if full else {})


def _reader(args: Json) -> str | None:
    who = args.get("user_id") or args.get("user") or args.get("channel") or ""
    return who if isinstance(who, str) and who.startswith("U") else None


def _delivery(sent: Delivery, full: bool) -> Json:
    event = sent.kind not in INTERACTIONS
    late = [f"{sent.kind} took longer than {ACK_SECONDS:g} s"] if sent.seconds >= ACK_SECONDS else []
    shown: Json = {
        "seq": sent.seq,
        "at": instant(sent.at),
        "direction": "to_app",
        "kind": "event" if event else sent.kind,
        "name": _name(sent),
        "who": _actor(sent.payload),
        "ms": round(sent.seconds * 1000, 1),
        "limit_ms": int(ACK_SECONDS * 1000),
        "status": sent.status,
        "ok": not sent.failure,
        "problem": sent.failure,
        "fault": "",
        "retry": sent.retry,
        "limits": [*sent.limits, *late],
        "can_retry": event,
    }
    return shown | ({"request": _without_secrets(sent.payload), "answer": sent.body} if full else {})


def _name(sent: Delivery) -> str:
    payload = sent.payload
    if sent.kind == "command":
        return str(payload["command"])
    if payload.get("actions"):
        return str(payload["actions"][0].get("action_id", ""))
    view = payload.get("view")
    named = payload.get("callback_id") or payload.get("action_id")
    return str(named or (view or {}).get("callback_id") or sent.kind)


def _actor(payload: Json) -> str | None:
    if "user_id" in payload:
        return str(payload["user_id"])
    user = payload.get("user") or payload.get("event", {}).get("user")
    found = user.get("id") if isinstance(user, dict) else user
    return str(found) if found else None


def _without_secrets(payload: Json) -> Json:
    return {key: "…" if key in SECRET_ARGS else value for key, value in payload.items()}
