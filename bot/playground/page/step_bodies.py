"""From a step of a journey to the body of the command that does it again."""

from __future__ import annotations

from bot.playground.page import input_locators, locators
from bot.playground.slack.objects import Json
from bot.playground.slack.outcome import ImpossibleError
from bot.playground.slack.workspace import Workspace


def body_of_step(workspace: Workspace, uid: str, step: Json) -> Json:
    """Return the body of a step's command in this run's ids. Raises ImpossibleError for what is not there."""
    match step["does"]:
        case "command" | "message":
            body: Json = {
                "channel": locators.find_place(workspace, step["where"]).id,
                "text": step["text"],
            }
            if step.get("thread"):
                body["thread_ts"] = locators.find_messages(workspace, uid, step["thread"])[1][0].ts
            return body
        case "shortcut":
            return {"callback_id": step["callback_id"]}
        case "message_shortcut":
            channel, items = locators.find_messages(workspace, uid, step["message"])
            if not items:
                raise ImpossibleError("message_not_found")
            return {"callback_id": step["callback_id"], "channel": channel.id, "ts": items[0].ts}
        case "home":
            return {}
        case "action":
            return _action(workspace, uid, step)
        case "submit" | "close":
            view = locators.find_modal(workspace, uid, step["surface"])
            values = input_locators.find_values(workspace, view.blocks, step.get("values", []))
            return {"view_id": view.id, "values": values}
    raise ImpossibleError(f"nobody can {step['does']}")


def _action(workspace: Workspace, uid: str, step: Json) -> Json:
    missing = ImpossibleError("there is nothing of the kind")
    for container, blocks in locators.find_surfaces(workspace, uid, step["surface"]):
        try:
            block, item = locators.find_element(blocks, step["element"])
            state = input_locators.find_state(workspace, item, step.get("state", {}))
        except ImpossibleError as error:
            missing = error
            continue
        return {
            "container": container,
            "block_id": block["block_id"],
            "action_id": item["action_id"],
            "state": state,
            "values": input_locators.find_values(workspace, blocks, step.get("values", [])),
        }
    raise missing
