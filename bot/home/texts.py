"""Every sentence of App Home that belongs to no other feature, and of `/mentoring`."""

from __future__ import annotations

from bot.kit.i18n import _, _n

HELLO = _("Hello {name}")
HELLO_SOMEBODY = _("Hello")
WELCOME = _("One question, one colleague, one short meeting.")
MORE_SESSIONS = _n("and one more session", "and {count} more sessions")
HELP_LINE = _("`/mentoring help` lists what I can do.")
PROGRAM_TEAM = _("Questions about the program? {names} will help.")

USAGE = _("Here is what I can do:")
USAGE_LINES = (
    _("`/ask-expert` asks a colleague for help with one question. You can type it right behind the command."),
    _("`/mentoring sessions` lists your sessions, with their buttons."),
    _("`/mentoring profile` opens your profile: what you help with, and when."),
    _("`/mentoring stats` tells you what you have asked and given so far."),
    _("`/mentoring pause` gives you a break from being asked."),
    _("`/mentoring privacy` tells you what I hold about you, hands it out, and erases it."),
    _("`/mentoring admin` opens the program area, for those who look after it."),
    _("`/mentoring help` shows this list."),
    _("All of it is in App Home, too: press my name, then *Home*."),
)
NOT_UNDERSTOOD = _("I do not know “{word}” yet. Here is what I can do:")
SESSIONS_TEXT = _n("Your sessions, {count} in all.", "Your sessions, {count} in all.")
NO_SESSIONS = _("You have no sessions at the moment.")
STATS = _(
    "Your figures so far, for your eyes only:\n"
    "Questions you asked: *{asked}*\n"
    "Sessions you had: *{sessions}*\n"
    "Minutes you helped: *{minutes}*"
)
