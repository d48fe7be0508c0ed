"""Every sentence about the directory."""

from __future__ import annotations

from bot.directory.rules import Fault, Wrong
from bot.kit.i18n import _, _n

OPEN_BUTTON = _("Import people")
TITLE = _("Import people")
INTRO = _(
    "Paste rows from a spreadsheet. The names of the columns come first: *email* or *member id*, and "
    "*department*, *manager* (by email or member id), *seniority*, *role* or *start date*. You see what "
    "changes before anything does."
)
USE = _(
    "It keeps people from being matched with those above or below them, and lets “a colleague in Sales” "
    "stand where somebody hides their name. Roles and start dates say whom you can invite to ask. Nobody "
    "joins or is told because of it."
)
PROFILES_BUTTON = _("Follow Slack’s profiles")
PROFILES_TITLE = _("Slack profiles")
PROFILES_INTRO = _(
    "Do your Slack profiles say who works where, and for whom? Then I read it there: each day, and soon "
    "after somebody changes theirs. What a profile says goes before what a file says."
)
PROFILES_FACTS = {
    "department": _("Department"),
    "manager": _("Manager"),
    "started_on": _("Start date"),
}
PROFILES_NOT = _("I don’t read it")
PROFILES_FOLLOW = _("Follow")
PROFILES_READ = _n(
    "Read so far: {read} of {count} profile.",
    "Read so far: {read} of {count} profiles.",
)
PROFILES_REFUSED = _(
    ":warning: Slack does not let me read profiles any more, so I don’t follow them. Once whoever manages "
    "apps in your Slack has allowed it, press *Follow* here."
)
PROFILES_NO_SCOPE = _(
    "I may not read Slack’s profiles here. Whoever manages apps in your Slack can allow it. Pasting rows "
    "works without it."
)
PROFILES_NOT_NOW = _("Slack did not tell me which fields your profiles have. Please try again in a minute.")
PROFILES_NONE = _(
    "Your Slack profiles have no fields of their own. A Slack admin can add them, such as department and "
    "manager. Pasting rows works without them."
)
PROFILES_DONE = _(
    "*Done.* I begin within a minute, and read about 80 profiles a minute. *Follow Slack’s profiles* tells "
    "how far I am."
)
PROFILES_LEFT = _(
    "*Done.* I no longer read Slack’s profiles. What I have read stays until a file says otherwise."
)
LARGE_FILES = _(
    "There is room for about fifty people here. For more, whoever runs the server does it with "
    "`pinchpoint people import`."
)
ROWS_LABEL = _("Rows")
LOOK = _("Look first")
APPLY = _("Import")
ROWS_NEEDED = _("Please paste some rows, the names of the columns first.")
HELD = _n("{count} person is in the directory.", "{count} people are in the directory.")

FAULTS = {
    Fault.EMPTY: _("There is nothing in it. The first line has the names of the columns."),
    Fault.LARGE: _("That is too much at once: at most 100,000 rows and 20 MB. Please take it in parts."),
    Fault.ENCODING: _("I can’t read these letters. Please save the file as “CSV UTF-8”, and try again."),
    Fault.NO_PERSON: _("No column says who it is. One has to be called email or member id. I see: {names}."),
    Fault.NOTHING: _(
        "No column is called department, manager, seniority, role or start date. I see: {names}."
    ),
    Fault.BROKEN: _("The file is no CSV that I can read: perhaps a quotation mark is not closed."),
}
NO_NAMES = _("nothing")
WRONG = {
    Wrong.CELLS: _("it has more or fewer cells than there are columns"),
    Wrong.NOBODY: _("it does not say who it is"),
    Wrong.NOT_A_PERSON: _("who it is about is neither a mail address nor a member id"),
    Wrong.NOT_A_MANAGER: _("the manager is neither a mail address nor a member id"),
    Wrong.OWN_MANAGER: _("they are their own manager"),
    Wrong.ROUND: _("they stand above themselves: the managers go round in a circle"),
    Wrong.TWICE: _("this person has a row already"),
    Wrong.FORMULA: _("a cell begins like a formula"),
    Wrong.LONG: _("a cell has more than 100 characters"),
    Wrong.NOT_A_DATE: _("the start date is none that I can read; write it like 2026-11-30"),
}
PLAN = _("*What changes:* {new} new, {changed} changed, {same} as they are.")
PLAN_NOTHING = _("*Nothing changes:* all of it is known already.")
PLAN_NO_ROWS = _("*Nothing changes:* below the names of the columns there is no row that I can take.")
PLAN_BAD = _n("*{count} row is left out:*", "*{count} rows are left out:*")
BAD_ROW = _("• Line {line}: {why}")
NEW_ROW = _("• Line {line}, new: {who}")
CHANGED_ROW = _("• Line {line}: {who}")
IGNORED = _("Columns that mean nothing to me, and are not kept: {names}.")
MORE_ROWS = _n("and one more", "and {count} more")
PRESS_AGAIN = _("Press *Import* to do it. Change the rows, and you see it anew.")
DONE = _("*Done.* New in the directory: {new}. Changed: {changed}.")
