"""A journey: what people did, in words and labels that another run of the same scene has as well.

Ids of messages, views, asks or people are different every time; names, labels, action ids before their ":"
and the order on a surface are not. ``locators.py`` finds them again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.playground.page import input_locators, locators
from bot.playground.page.instants import instant
from bot.playground.slack.objects import Json
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.workspace import Workspace

FORMAT = 1
MOST_STEPS = 2_000


class Journey:
    """Records what everybody does since the scene began, with app-seconds since then."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.steps: list[Json] = []
        self.began = workspace.clock.now()

    def begin(self) -> None:
        """Forget what was; time counts from now."""
        self.steps = []
        self.began = self.workspace.clock.now()

    def describe(self, uid: str, command: str, body: Json) -> Json | None:
        """Return a command in surviving words, before it is done; None for one that leaves no trace."""
        describe = DESCRIBE.get(command)
        person = self.workspace.users.get(uid)
        if describe is None or person is None:
            return None
        try:
            what, says = describe(self.workspace, uid, body)
        except (ImpossibleError, KeyError, TypeError, AttributeError):
            return None  # what it is about is not there, so that nothing will come of it
        said = f"{person.real_name.split()[0]} {says}"
        return {"at": self._seconds(), "who": person.name, "does": command, **what, "says": said}

    def add(self, step: Json) -> None:
        """Keep a step; the oldest give way."""
        self.steps.append(step)
        del self.steps[:-MOST_STEPS]

    def clock_moved(self, by: timedelta) -> None:
        """Keep that somebody moved the clock, from before the move."""
        seconds = by.total_seconds()
        at = round(self._seconds() - seconds, 3)
        self.add({"at": at, "does": "clock", "seconds": round(seconds, 3), "says": "Time passes"})

    def weather_changed(self, step: Json) -> None:
        """Keep what somebody made Slack do, in the words of ``weather_steps``."""
        self.add({"at": self._seconds(), "does": "weather", **step})

    def last_before(self, moment: float) -> str:
        """Return the words of the last step before a moment (UNIX seconds); "" for none."""
        seconds = moment - self.began.timestamp()
        return next((str(step["says"]) for step in reversed(self.steps) if step["at"] <= seconds), "")

    def export(self, scene: str) -> Json:
        """Return the file."""
        began = instant(self.began)
        return {"pinchpoint_journey": FORMAT, "scene": scene, "began": began, "steps": self.steps}

    def _seconds(self) -> float:
        return round((self.workspace.clock.now() - self.began).total_seconds(), 3)


def read(file: Any) -> tuple[str, datetime, list[Json]]:
    """Return scene, start and steps of a journey file. Raises ValueError with a sentence."""
    if not isinstance(file, dict) or file.get("pinchpoint_journey") != FORMAT:
        raise ValueError("This is not a journey of this version.")
    steps = file.get("steps")
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise ValueError("This journey has no list of steps.")
    try:
        began = datetime.fromisoformat(str(file["began"]).replace("Z", "+00:00"))
        late = [float(step["at"]) for step in steps]
    except (KeyError, TypeError, ValueError):
        raise ValueError("This journey does not say when its steps happened.") from None
    if began.tzinfo is None or len(late) > MOST_STEPS:
        raise ValueError("This journey has no time zone, or too many steps.")
    return str(file.get("scene", "")), began, steps


Described = tuple[Json, str]


def _command(workspace: Workspace, uid: str, b: Json) -> Described:
    channel = b.get("channel") or workspace.app_dm(uid).id
    return {"where": locators.place(workspace, channel), "text": b["text"]}, f"types {b['text']}"


def _write(workspace: Workspace, uid: str, b: Json) -> Described:
    what: Json = {"where": locators.place(workspace, b["channel"]), "text": b["text"]}
    if b.get("thread_ts"):
        what["thread"] = locators.message(workspace, uid, b["channel"], b["thread_ts"])
    return what, f"writes “{locators.short(b['text'])}”"


def _shortcut(workspace: Workspace, uid: str, b: Json) -> Described:
    name = workspace.shortcuts[b["callback_id"]].name
    return {"callback_id": b["callback_id"]}, f"uses the shortcut “{name}”"


def _message_shortcut(workspace: Workspace, uid: str, b: Json) -> Described:
    what, says = _shortcut(workspace, uid, b)
    return what | {"message": locators.message(workspace, uid, b["channel"], b["ts"])}, says


def _home(workspace: Workspace, uid: str, b: Json) -> Described:
    return {}, f"opens {workspace.app_name}’s Home"


def _action(workspace: Workspace, uid: str, b: Json) -> Described:
    blocks = locators.blocks_of(workspace, uid, b["container"])
    element = locators.element(workspace, blocks, b["block_id"], b["action_id"])
    what: Json = {
        "surface": locators.surface(workspace, uid, b["container"]),
        "element": element,
        "state": input_locators.state(workspace, b.get("state") or {}),
        "values": input_locators.values(workspace, blocks, b.get("values") or {}),
    }
    verb = "presses" if what["state"].get("type") in ("button", "workflow_button") else "chooses in"
    return what, f"{verb} “{element['label'] or element['action']}”"


def _submit(workspace: Workspace, uid: str, b: Json) -> Described:
    view = workspace.views[b["view_id"]]
    values = input_locators.values(workspace, view.blocks, b.get("values") or {})
    surface = locators.surface(workspace, uid, {"type": "view", "view_id": view.id})
    return {"surface": surface, "values": values}, f"sends “{surface.get('title', '')}”"


def _close(workspace: Workspace, uid: str, b: Json) -> Described:
    surface = locators.surface(workspace, uid, {"type": "view", "view_id": b["view_id"]})
    return {"surface": surface}, f"closes “{surface.get('title', '')}”"


DESCRIBE: dict[str, Callable[[Workspace, str, Json], Described]] = {
    "command": _command,
    "message": _write,
    "shortcut": _shortcut,
    "message_shortcut": _message_shortcut,
    "home": _home,
    "action": _action,
    "submit": _submit,
    "close": _close,
}
