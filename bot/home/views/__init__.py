"""What App Home, its lists and the answers of ``/mentoring`` look like."""

from bot.home.views.common import SHOW
from bot.home.views.lists import MARK, MODAL, PAGE, list_modal, sessions_message
from bot.home.views.page import home, usage

__all__ = ["MARK", "MODAL", "PAGE", "SHOW", "home", "list_modal", "sessions_message", "usage"]
