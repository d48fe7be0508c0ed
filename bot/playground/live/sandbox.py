"""Does in a sandbox what the app did in the stand-in: the same calls, for two real people.

Slack lets nobody press or type for somebody else. So the two people of the journey press in the stand-in, and
every call that the app makes for them there is made once more in the sandbox, with the ids that it has there.
What opens with a press is not: a trigger comes from a person's own hand. Slack looks at those views alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from bot.playground.live.asking import UNREACHED, Slack, UnreachedError, refusal
from bot.playground.live.findings import Part
from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import ApiCall, Delivery

REPEATED = ("conversations.open", "chat.postMessage", "chat.update", "chat.delete", "views.publish")
WHY_NOT = {
    "views.open": "opens with a press of a person's own",
    "views.push": "opens with a press of a person's own",
    "views.update": "changes what a press opened",
    "response_url": "answers a press of a person's own",
    "files.getUploadURLExternal": "its file is for the stand-in",
    "files.completeUploadExternal": "its file is for the stand-in",
}


class Sandbox:
    """Repeats calls for people: ``people`` says who is who, the stand-in's ids first."""

    def __init__(self, slack: Slack, people: Mapping[str, str]) -> None:
        self._slack = slack
        self._ids = dict(people)
        self._people = set(people)
        self._posted: dict[tuple[str, str], str] = {}  # where a message stands in the stand-in: its ts there
        self._done: list[ApiCall] = []
        self.part = Part("journey in the sandbox")

    def see(self, entry: ApiCall | Delivery) -> None:
        """Take note of a call that went well."""
        if isinstance(entry, ApiCall) and (entry.answer or {}).get("ok"):
            self._done.append(entry)

    async def repeat(self) -> Part:
        """Make in the sandbox, in their order, the calls that were noted."""
        left_out: Counter[str] = Counter()
        try:
            for call in self._done:
                if call.method in WHY_NOT:
                    left_out[call.method] += 1
                elif call.method in REPEATED and self._concerns_them(call):
                    await self._again(call)
        except UnreachedError:
            self.part.unreached = True
            self.part.left_out.append(f"the rest: {UNREACHED}")
        self.part.left_out += [f"{name} ({times} times): {WHY_NOT[name]}" for name, times in left_out.items()]
        return self.part

    async def tidy(self) -> None:
        """Take away what was posted."""
        for (channel, _), ts in self._posted.items():
            await self._slack.call("chat.delete", {"channel": self._ids[channel], "ts": ts})

    def _concerns_them(self, call: ApiCall) -> bool:
        if call.method == "conversations.open":
            return set(_users(call.args)) <= self._people
        if call.method == "views.publish":
            return call.args["user_id"] in self._people
        return call.args["channel"] in self._ids

    async def _again(self, call: ApiCall) -> None:
        args = self._translated(call)
        answer = await self._slack.call(call.method, args)
        if not answer.get("ok"):
            self.part.wrong.append(f"{call.method}: {refusal(answer)}")
            return
        self.part.right += 1
        there: Json = call.answer or {}
        if call.method == "conversations.open":
            self._ids[there["channel"]["id"]] = answer["channel"]["id"]
        elif call.method == "chat.postMessage":
            self._posted[there["channel"], there["ts"]] = answer["ts"]
        elif call.method == "chat.delete":
            self._posted.pop((call.args["channel"], str(call.args["ts"])), None)

    def _translated(self, call: ApiCall) -> Json:
        """Return a call's arguments with the ids of the sandbox."""
        kept = {name: value for name, value in call.args.items() if name != "token"}
        text = json.dumps(kept)
        for ours, theirs in self._ids.items():
            text = text.replace(ours, theirs)
        args: Json = json.loads(text)
        if "ts" in args:
            where = (call.args["channel"], str(call.args["ts"]))
            args["ts"] = self._posted.get(where, args["ts"])
        return args


def _users(args: Json) -> list[str]:
    users = args.get("users")
    if isinstance(users, str):
        users = users.strip("[]").replace('"', "").split(",")
    return [str(one).strip() for one in users or []]
