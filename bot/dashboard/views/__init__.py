"""How the program goes: what is shown of it, the file, the weekly digest."""

from bot.dashboard.views.formats import BY_TOPIC, by_topic_modal
from bot.dashboard.views.glance import glance_blocks
from bot.dashboard.views.html import as_page
from bot.dashboard.views.lists import BEHIND, TURN, list_modal
from bot.dashboard.views.page import FILE, OPEN, SHOW, digest, file_comes, modal_of, open_button
from bot.dashboard.views.printed import page_is_over, printed
from bot.dashboard.views.spreadsheet import as_csv

__all__ = [
    "BEHIND",
    "BY_TOPIC",
    "FILE",
    "OPEN",
    "SHOW",
    "TURN",
    "as_csv",
    "as_page",
    "by_topic_modal",
    "digest",
    "file_comes",
    "glance_blocks",
    "list_modal",
    "modal_of",
    "open_button",
    "page_is_over",
    "printed",
]
