"""Pure rules about people: who may take part, and what a Slack status says about being away."""

from bot.people.rules.members import SLACKBOT, is_app, is_foreign, is_guest
from bot.people.rules.status import UNTIL_CHANGED, away_until, says_away

__all__ = [
    "SLACKBOT",
    "UNTIL_CHANGED",
    "away_until",
    "is_app",
    "is_foreign",
    "is_guest",
    "says_away",
]
