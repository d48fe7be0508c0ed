"""What a person can do on a surface: press, choose, search options, submit a modal, close it."""

from __future__ import annotations

from typing import Any

from bot.playground.slack import messages, payloads, shapes, views
from bot.playground.slack.elements import OPTION, OPTION_GROUP
from bot.playground.slack.errors import SlackError
from bot.playground.slack.inputs import STATE, merge_values, submission_errors
from bot.playground.slack.objects import Channel, Json, Message, View
from bot.playground.slack.outcome import SORRY, TROUBLE, ImpossibleError, Outcome, refused
from bot.playground.slack.placement import all_blocks, elements_of
from bot.playground.slack.schema import Problems, items
from bot.playground.slack.user_actions import UserActions


class Actor(UserActions):
    """Acts for any person: ``UserActions``, and what happens inside messages, modals and Home."""

    async def act(
        self, user_id: str, container: Json, block_id: str, action_id: str, *, state: Json, values: Json
    ) -> Outcome:
        """Press or choose something; the app hears of it where Slack would tell it."""
        self.present(user_id)
        place = self._place(user_id, container)
        block, element = find_pressed(place, block_id, action_id, state)
        block_id = block["block_id"]
        held = place.values if isinstance(place, View) else messages.values_of(place, user_id)
        merge_values(held, values)
        merge_values(held, {block_id: {action_id: state}})
        self._own_files(user_id, held)
        if block["type"] == "input" and not block.get("dispatch_action"):
            return Outcome()
        current = held.get(block_id, {}).get(action_id, state)
        action = payloads.action(self.workspace, block_id, element, current)
        if isinstance(place, View):
            payload = payloads.view_actions(self.workspace, place, action)
        else:
            channel = self.conversation(user_id, container["channel"])
            payload = payloads.message_actions(self.workspace, user_id, channel, place, action)
        sent = await self.dispatcher.send("interactive", "block_actions", payload)
        if sent.failure:
            return refused(self.workspace, user_id, sent.failure, SORRY, sent)
        return Outcome(delivery=sent)

    def _place(self, user_id: str, container: Json) -> View | Message:
        if container.get("type") == "view":
            return self._own_view(user_id, container.get("view_id", ""))
        return self.item(user_id, container.get("channel", ""), container.get("ts", ""))[1]

    def _own_files(self, user_id: str, held: Json) -> None:
        """Let file inputs hold only what this person handed over, in Slack's words rather than the page's."""
        for state in (state for states in held.values() for state in states.values()):
            if state["type"] == "file_input":
                found = [self.workspace.files.get(one["id"]) for one in state["files"]]
                mine = [item for item in found if item is not None and item.user == user_id]
                state["files"] = [shapes.file(self.workspace, item) for item in mine]

    def _own_view(self, user_id: str, view_id: str) -> View:
        view = self.workspace.views.get(view_id)
        if view is None or view.user != user_id:
            raise ImpossibleError("view_not_found")
        return view

    async def submit(self, user_id: str, view_id: str, values: Json) -> Outcome:
        """Submit the topmost modal; errors at fields come back as {block_id: sentence}."""
        self.present(user_id)
        view = self._own_view(user_id, view_id)
        if self.workspace.stack(user_id)[-1:] != [view]:
            raise ImpossibleError("view_not_on_top")
        merge_values(view.values, values)
        self._own_files(user_id, view.values)
        errors = submission_errors(view.blocks, view.values)
        if errors:
            return Outcome(errors=errors)
        payload = payloads.view_submission(self.workspace, view)
        sent = await self.dispatcher.send("interactive", "view_submission", payload)
        if sent.failure:
            return refused(self.workspace, user_id, sent.failure, TROUBLE, sent)
        try:
            with self.dispatcher.recording_violations(sent):
                return Outcome(errors=self._apply_response_action(view, sent.body), delivery=sent)
        except SlackError as refusal:
            return refused(self.workspace, user_id, refusal.code, TROUBLE, sent)

    def _apply_response_action(self, view: View, body: Any) -> dict[str, str]:
        """Do what the app answered to a submission; returns the errors it wants shown at fields."""
        answer = body if isinstance(body, dict) else {}
        kind = answer.get("response_action")
        if view.id not in self.workspace.views:
            return {}
        if kind == "errors":
            return self._field_errors(view, answer.get("errors"))
        if kind == "update":
            new = views.checked(self.workspace, answer.get("view"), "response_action update", "modal")
            views.update(self.workspace, view, new)
        elif kind == "push":
            new = views.checked(self.workspace, answer.get("view"), "response_action push", "modal")
            views.push_modal(self.workspace, view.user, new)
        elif kind == "clear":
            views.close_all(self.workspace, view.user)
        elif answer:
            self.workspace.violations.append(f"view_submission answered with {sorted(answer)}")
            raise SlackError("invalid_response_action")
        else:
            views.close_top(self.workspace, view.user)
        return {}

    def _field_errors(self, view: View, errors: Any) -> dict[str, str]:
        known = {b["block_id"] for b in view.blocks if b["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= known:
            self.workspace.violations.append(f"response_action errors: no input block for {errors!r}")
            raise SlackError("invalid_response_action")
        return {str(k): str(v) for k, v in errors.items()}

    async def close(self, user_id: str, view_id: str) -> Outcome:
        """Close the topmost modal with X or Cancel; all of them if it says ``clear_on_close``."""
        self.present(user_id)
        view = self._own_view(user_id, view_id)
        if self.workspace.stack(user_id)[-1:] != [view]:
            raise ImpossibleError("view_not_on_top")
        cleared = bool(view.body.get("clear_on_close"))
        closed = (
            views.close_all(self.workspace, user_id)
            if cleared
            else [views.close_top(self.workspace, user_id)]
        )
        for gone in closed:
            if gone.body.get("notify_on_close"):
                payload = payloads.view_closed(self.workspace, gone, cleared=cleared)
                await self.dispatcher.send("interactive", "view_closed", payload)
        return Outcome()

    async def options(
        self, user_id: str, container: Json, block_id: str, action_id: str, *, query: str
    ) -> Outcome:
        """Type into an external select: the app is asked for at most 100 options."""
        self.present(user_id)
        place = self._place(user_id, container)
        element = find_element(place.blocks, block_id, action_id)[1]
        if not element["type"].endswith("external_select"):
            raise ImpossibleError("not_an_external_select")
        if len(query) < element.get("min_query_length", 3):
            return Outcome(answer={"options": []})
        where = self._where(user_id, place, container)
        payload = payloads.suggestion(self.workspace, user_id, (block_id, action_id), query, where)
        sent = await self.dispatcher.send("interactive", "block_suggestion", payload)
        if sent.failure:
            return refused(self.workspace, user_id, sent.failure, SORRY, sent)
        problems = option_problems(sent.body)
        if problems:
            with self.dispatcher.recording_violations(sent):
                self.workspace.violations.extend(f"options: {p}" for p in problems)
            return refused(self.workspace, user_id, "invalid_options", SORRY, sent)
        return Outcome(answer=sent.body, delivery=sent)

    def _where(self, user_id: str, place: View | Message, container: Json) -> Json:
        if isinstance(place, View):
            return {
                "container": {"type": "view", "view_id": place.id},
                "view": shapes.view(self.workspace, place),
            }
        channel: Channel = self.conversation(user_id, container["channel"])
        return {
            "container": payloads.message_container(channel, place),
            "channel": shapes.channel_ref(channel),
            "message": shapes.message(self.workspace, place),
        }


def find_pressed(place: View | Message, block_id: str, action_id: str, state: Json) -> tuple[Json, Json]:
    """Return what a person touched; a button of a message counts too where the message was just shown anew.

    An update of a message gives its blocks other ids, as Slack advises.
    """
    try:
        return find_element(place.blocks, block_id, action_id)
    except ImpossibleError:
        if isinstance(place, View) or state.get("type") != "button":
            raise
        for block in all_blocks(place.blocks):
            for _, element in elements_of(block):
                if (element.get("action_id"), element.get("value")) == (action_id, state.get("value")):
                    return block, element
        raise


def find_element(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    """Return a block and the element in it that a person touched, if both are still there."""
    for block in all_blocks(blocks):
        if block.get("block_id") == block_id:
            for _, element in elements_of(block):
                if element.get("action_id") == action_id and (
                    element["type"] in STATE or element["type"] in {"button", "overflow", "workflow_button"}
                ):
                    return block, element
    raise ImpossibleError("element_not_found")


def option_problems(body: Any) -> list[str]:
    """Return what is wrong with the app's answer to a search for options."""
    if not isinstance(body, dict) or ("options" in body) == ("option_groups" in body):
        return ["must define either `options` or `option_groups`"]
    problems: Problems = []
    if "options" in body:
        items(OPTION, 100, low=0)(body["options"], "/options", problems)
    else:
        items(OPTION_GROUP, 100, low=0)(body["option_groups"], "/option_groups", problems)
    return [f"{sentence} [json-pointer:{pointer}]" for sentence, pointer in problems]
