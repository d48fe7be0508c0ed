"""Opening App Home, the command `/mentoring`, and the lists of the inbox."""

from __future__ import annotations

from bot.home import views
from bot.home.listeners import lists
from bot.home.listeners.commands import COMMANDS, run_command, show_home
from bot.kit.router import Router

__all__ = ["COMMANDS", "register"]


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.event("app_home_opened", show_home)
    router.command("/mentoring", run_command)
    router.action(views.SHOW, lists.show)
    router.follow_up(lists.bring_up_to_date)
