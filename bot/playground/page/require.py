"""What a route needs before it can do anything: the app, or a person who is here."""

from __future__ import annotations

from bot.playground.page.json_routes import RefusedError
from bot.playground.page.service_runner import ServiceRunner
from bot.playground.slack.objects import User
from bot.playground.slack.workspace import Workspace


def running(runner: ServiceRunner | None) -> ServiceRunner:
    """Return what runs the app. Raises RefusedError where there is none, or while a scene is being set."""
    if runner is None:
        raise RefusedError("no_app", "This stand-in runs by itself, without the app.")
    if runner.busy:
        raise RefusedError("busy", "The scene is being set.", 409)
    return runner


def user(workspace: Workspace, uid: str) -> User:
    """Return somebody of the workspace, the app's bot user included. Raises RefusedError."""
    if uid not in workspace.users:
        raise RefusedError("user_not_found", "This person is not here.", 404)
    return workspace.users[uid]
