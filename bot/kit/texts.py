"""The sentences that belong to no feature."""

from __future__ import annotations

from bot.kit.i18n import _

# Translators: A day and a time of day, such as "Fri 4 Dec at 14:00 CET".
DAY_AT_TIME = _("{day} at {time}")

CANCEL = _("Cancel")
CLOSE = _("Close")
CHOOSE_COLLEAGUE = _("Choose a colleague")
CHECK_THIS = _("Please check this one.")

TOO_LATE = _("Slack took too long to open that window. Please press it once more.")
WENT_WRONG = _(
    "Something went wrong on our side (reference {reference}). Nothing is lost: please try again in a minute."
)
OLD_BUTTON = _("This button belongs to an older version of Pinchpoint. Please start from App Home.")
OTHER_WORKSPACE = _("Pinchpoint works inside one workspace. Please ask in your own.")
