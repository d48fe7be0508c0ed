"""Weather as steps of a journey: what somebody made Slack do, in words that another run has as well."""

from __future__ import annotations

from typing import cast, get_args

from bot.playground.page.incidents import INCIDENTS, MOST_TIMES, events_sent
from bot.playground.page.json_routes import RefusedError, whole
from bot.playground.page.locators import find_person
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.methods import METHODS
from bot.playground.slack.objects import Json
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.server import StandIn
from bot.playground.slack.weather import KINDS, Fault, FaultKind

MOST_SECONDS = 3_600
SAYS = {
    "deactivate": "{user} leaves the company",
    "reactivate": "{user} is back",
    "remove_scope": "The app may no longer use {scope}",
    "grant_scope": "The app may use {scope} again",
    "uninstall": "The app is uninstalled",
    "reinstall": "The app is installed again",
    "duplicate_events": "The next events come twice",
    "retry_event": "An event comes once more",
}


def add_fault(slack: StandIn, body: Json) -> Fault:
    """Let the next calls meet trouble. Raises RefusedError for what there is not."""
    method, kind, times = body.get("method", "*"), body.get("kind"), body.get("times", 1)
    if kind not in get_args(FaultKind):
        raise RefusedError("bad_kind", "There is no such weather.")
    if method not in METHODS and method not in ("*", "response_url"):
        raise RefusedError("bad_method", "Slack has no such method here.")
    if times is not None:
        whole(times, 1, MOST_TIMES, "times")
    seconds = body.get("seconds", 1)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= MOST_SECONDS:
        raise RefusedError("bad_seconds", f"seconds must be from 0 to {MOST_SECONDS}.")
    code = str(body.get("code") or "internal_error")
    return slack.weather.add(method, cast(FaultKind, kind), times, seconds=float(seconds), code=code)


# --- to a step ---------------------------------------------------------------------------------------


def fault_begins(fault: Fault) -> Json:
    """Return the step by which trouble was asked for."""
    return {"what": "fault", "fault": _named(fault) | {"times": fault.times}, "says": _says(fault)}


def fault_ends(fault: Fault) -> Json:
    """Return the step by which trouble was taken back before it was used up."""
    return {"what": "fault_over", "fault": _named(fault), "says": f"No more of this: {_says(fault)}"}


def all_is_over() -> Json:
    """Return the step by which all trouble was taken back."""
    return {"what": "clear", "says": "Slack works again"}


def incident(slack: StandIn, body: Json) -> Json:
    """Return the step of something that befell the workspace, before it does: what is gone has no name."""
    what = str(body["what"])
    step: Json = {"what": what, **{key: body[key] for key in ("scope", "times") if key in body}}
    user = slack.workspace.users.get(str(body.get("user")))
    if user is not None:
        step["user"] = user.name
    if "seq" in body:
        step["later"] = sum(1 for sent in events_sent(slack) if sent.seq > body["seq"])
    first = user.real_name.split()[0] if user is not None else ""
    return step | {"says": SAYS[what].format(user=first, scope=step.get("scope", ""))}


def _named(fault: Fault) -> Json:
    return {"method": fault.method, "kind": fault.kind, "seconds": fault.seconds, "code": fault.code}


def _says(fault: Fault) -> str:
    where = "every call" if fault.method == "*" else fault.method
    return f"Slack: {KINDS[fault.kind][0].lower()} ({where})"


# --- and back ----------------------------------------------------------------------------------------


async def play(slack: StandIn, runner: ServiceRunner, step: Json) -> Json:
    """Do a step again and return it, to be kept. Raises ImpossibleError for what cannot be done here."""
    try:
        await _play(slack, runner, step)
    except RefusedError as refused:
        raise ImpossibleError(refused.notice or str(refused)) from None
    slack.weather.changed()
    return {key: value for key, value in step.items() if key not in ("at", "does")}


async def _play(slack: StandIn, runner: ServiceRunner, step: Json) -> None:
    what = str(step.get("what"))
    if what == "fault":
        add_fault(slack, step["fault"])
    elif what == "fault_over":
        found = (one.number for one in slack.weather.faults if _named(one) == step["fault"])
        slack.weather.remove(next(found, 0))
    elif what == "clear":
        slack.weather.clear()
    elif what in INCIDENTS:
        await INCIDENTS[what](slack, runner, _body(slack, step))
    else:
        raise ImpossibleError("there is no such weather")


def _body(slack: StandIn, step: Json) -> Json:
    body: Json = {key: step[key] for key in ("scope", "times") if key in step}
    if "user" in step:
        body["user"] = find_person(slack.workspace, str(step["user"]))
    if "later" in step:
        sent = events_sent(slack)
        body["seq"] = sent[max(0, len(sent) - 1 - int(step["later"]))].seq if sent else 0
    return body
