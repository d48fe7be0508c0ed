"""What a person does in the page, by the name of the gesture: the bodies are those of the UI API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.playground.outcome import ImpossibleError, Outcome
from bot.playground.world import Json

if TYPE_CHECKING:
    from bot.playground.server import StandIn

Gesture = Callable[["StandIn", str, Json], Awaitable[Outcome | None]]


async def perform(stand_in: StandIn, uid: str, name: str, body: Json) -> Outcome:
    """Do what a person did. Raises LookupError for a gesture that there is not."""
    action = GESTURES.get(name)
    if action is None:
        raise LookupError(name)
    try:
        return await action(stand_in, uid, body) or Outcome()
    except (ImpossibleError, KeyError, ValueError) as gone:
        missing = f"missing_{gone.args[0]}" if isinstance(gone, KeyError) else str(gone)
        return Outcome(False, missing, "That is no longer there.")


async def _command(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.command(uid, b.get("channel", ""), b["text"])


async def _write(s: StandIn, uid: str, b: Json) -> None:
    await s.people.message(uid, b["channel"], b["text"], b.get("thread_ts"))


async def _shortcut(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.shortcut(uid, b["callback_id"])


async def _message_shortcut(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.message_shortcut(uid, b["callback_id"], b["channel"], b["ts"])


async def _home(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.open_home(uid)


async def _read(s: StandIn, uid: str, b: Json) -> None:
    s.people.read(uid, b["channel"])


async def _action(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.act(
        uid,
        b["container"],
        b["block_id"],
        b["action_id"],
        state=b.get("state", {}),
        values=b.get("values", {}),
    )


async def _submit(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.submit(uid, b["view_id"], b.get("values", {}))


async def _close(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.close(uid, b["view_id"])


async def _options(s: StandIn, uid: str, b: Json) -> Outcome:
    return await s.people.options(
        uid, b["container"], b["block_id"], b["action_id"], query=b.get("query", "")
    )


async def _dismiss(s: StandIn, uid: str, b: Json) -> None:
    s.people.dismiss(uid, b["notice_id"])


GESTURES: dict[str, Gesture] = {
    "command": _command,
    "message": _write,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "home": _home,
    "read": _read,
    "action": _action,
    "submit": _submit,
    "close": _close,
    "options": _options,
    "dismiss": _dismiss,
}
