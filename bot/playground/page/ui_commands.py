"""What a person does in the page, by the name of the command: the bodies are those of the UI API."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.playground.slack.actor import Actor
from bot.playground.slack.objects import Json
from bot.playground.slack.outcome import ImpossibleError, Outcome

Command = Callable[[Actor, str, Json], Awaitable[Outcome | None]]


async def perform(actor: Actor, uid: str, name: str, body: Json) -> Outcome:
    """Do what a person did. Raises LookupError for a command that there is not."""
    command = COMMANDS.get(name)
    if command is None:
        raise LookupError(name)
    try:
        return await command(actor, uid, body) or Outcome()
    except (ImpossibleError, KeyError, ValueError) as gone:
        missing = f"missing_{gone.args[0]}" if isinstance(gone, KeyError) else str(gone)
        return Outcome(False, missing, "That is no longer there.")


async def _command(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.command(uid, b.get("channel", ""), b["text"])


async def _write(actor: Actor, uid: str, b: Json) -> None:
    await actor.message(uid, b["channel"], b["text"], b.get("thread_ts"))


async def _shortcut(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.shortcut(uid, b["callback_id"])


async def _message_shortcut(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.message_shortcut(uid, b["callback_id"], b["channel"], b["ts"])


async def _home(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.open_home(uid)


async def _read(actor: Actor, uid: str, b: Json) -> None:
    actor.read(uid, b["channel"])


async def _action(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.act(
        uid,
        b["container"],
        b["block_id"],
        b["action_id"],
        state=b.get("state", {}),
        values=b.get("values", {}),
    )


async def _submit(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.submit(uid, b["view_id"], b.get("values", {}))


async def _close(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.close(uid, b["view_id"])


async def _options(actor: Actor, uid: str, b: Json) -> Outcome:
    return await actor.options(uid, b["container"], b["block_id"], b["action_id"], query=b.get("query", ""))


async def _dismiss(actor: Actor, uid: str, b: Json) -> None:
    actor.dismiss(uid, b["notice_id"])


COMMANDS: dict[str, Command] = {
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
