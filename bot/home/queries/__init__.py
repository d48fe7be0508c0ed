"""What one person's App Home shows, gathered from the features."""

from bot.home.queries.inbox import inbox, sorted_out
from bot.home.queries.lines import Inbox
from bot.home.queries.page import Page, Stats, keeps_home, my_stats, page
from bot.home.queries.past import Past, PastSession, past

__all__ = [
    "Inbox",
    "Page",
    "Past",
    "PastSession",
    "Stats",
    "inbox",
    "keeps_home",
    "my_stats",
    "page",
    "past",
    "sorted_out",
]
