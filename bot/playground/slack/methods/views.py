"""views.*: modals and Home tabs."""

from __future__ import annotations

from bot.playground.slack import shapes, views
from bot.playground.slack.errors import SlackError, invalid_arguments
from bot.playground.slack.methods.table import Args, Method
from bot.playground.slack.objects import Json
from bot.playground.slack.workspace import Workspace


def open_(workspace: Workspace, args: Args) -> Json:
    """views.open: the root of a modal stack."""
    body = views.checked(workspace, args.json("view"), "views.open", "modal")
    trigger = views.spend_trigger(workspace, args.needed("trigger_id"))
    return {"view": shapes.view(workspace, views.open_modal(workspace, trigger.user, body))}


def push(workspace: Workspace, args: Args) -> Json:
    """views.push: on top of the modal that the trigger came from."""
    body = views.checked(workspace, args.json("view"), "views.push", "modal")
    trigger = views.spend_trigger(workspace, args.needed("trigger_id"))
    if trigger.view_id not in workspace.views:
        raise SlackError("not_found")
    return {"view": shapes.view(workspace, views.push_modal(workspace, trigger.user, body))}


def update(workspace: Workspace, args: Args) -> Json:
    """views.update: by view_id or external_id, guarded by a hash if one is given."""
    if not args.text("view_id") and not args.text("external_id"):
        raise invalid_arguments("[ERROR] must provide either `view_id` or `external_id`")
    body = views.checked(workspace, args.json("view"), "views.update")
    view = views.find(workspace, args.text("view_id"), args.text("external_id"))
    if body["type"] != view.body["type"]:
        raise invalid_arguments("[ERROR] must be a valid enum value [json-pointer:/view/type]")
    return {"view": shapes.view(workspace, views.update(workspace, view, body, args.text("hash")))}


def publish(workspace: Workspace, args: Args) -> Json:
    """views.publish: a person's Home tab."""
    if not workspace.home_enabled:
        raise SlackError("not_enabled")
    person = workspace.users.get(args.needed("user_id"))
    if person is None or person.is_bot:
        raise invalid_arguments("[ERROR] invalid `user_id` [json-pointer:/user_id]")
    body = views.checked(workspace, args.json("view"), "views.publish", "home")
    return {"view": shapes.view(workspace, views.publish(workspace, person.id, body, args.text("hash")))}


METHODS = {
    "views.open": Method(open_),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
