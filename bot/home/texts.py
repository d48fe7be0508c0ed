"""Every sentence of App Home that belongs to no other feature, and of `/mentoring`."""

from __future__ import annotations

HELLO = "Hello {name}"
HELLO_SOMEBODY = "Hello"
WELCOME = "One question, one colleague, one short meeting."
MORE_SESSIONS = "and {count} more sessions"
MORE_SESSION = "and one more session"
HELP_LINE = "`/mentoring help` lists what I can do."
PROGRAM_TEAM = "Questions about the program? {names} will help."

USAGE = "Here is what I can do:"
USAGE_ASK = (
    "`/ask-expert` asks a colleague for help with one question. You can type it right behind the command."
)
USAGE_LINE = "`/mentoring {word}` {what}"
USAGE_OF = {
    "sessions": "lists your sessions, with their buttons.",
    "profile": "opens your profile: what you help with, and when.",
    "pause": "gives you a break from being asked.",
    "admin": "opens the program area, for those who look after it.",
    "help": "shows this list.",
}
USAGE_HOME = "All of it is in App Home, too: press my name, then *Home*."
NOT_UNDERSTOOD = "I do not know “{word}” yet. Here is what I can do:"
SESSIONS_TEXT = "Your sessions, {count} in all."
NO_SESSIONS = "You have no sessions at the moment."


def more_sessions(count: int) -> str:
    """Return how many sessions are not shown."""
    return MORE_SESSION if count == 1 else MORE_SESSIONS.format(count=count)


def names(people: list[str]) -> str:
    """Return names as one reads them: "Ada, Eli or Noor"."""
    *most, last = people
    return f"{', '.join(most)} or {last}" if most else last
