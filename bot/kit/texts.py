"""The sentences that belong to no feature."""

from __future__ import annotations

from bot.kit.i18n import _

# Translators: A day and a time of day, such as "Fri 4 Dec at 14:00 CET".
DAY_AT_TIME = _("{day} at {time}")

# Translators: about when something is over, such as "by Monday morning". From midnight, 12, and 17 o'clock.
PARTS_OF_DAY = (
    (12, _("{weekday} morning")),
    (17, _("{weekday} afternoon")),
    (24, _("{weekday} evening")),
)

# Translators: stands where a name does that is not known; inside a sentence it begins with a small letter.
SOMEBODY = _("A colleague")

CANCEL = _("Cancel")
CLOSE = _("Close")
# Translators: Stands where a topic is named, for a question without one: "about an open topic".
OPEN_TOPIC = _("an open topic")

# Translators: how far apart the sessions of a series are, by days: "A series of two, about two weeks apart".
APART = {
    7: _("about a week apart"),
    14: _("about two weeks apart"),
    21: _("about three weeks apart"),
    28: _("about four weeks apart"),
    35: _("about five weeks apart"),
    42: _("about six weeks apart"),
}

ADD_MORE = _("Add more")
CHOOSE_COLLEAGUE = _("Choose a colleague")
CHECK_THIS = _("Please check this one.")

TRY_AGAIN = _("Try again")
TOO_SLOW = _("That took too long just now, so nothing was changed. Please try again in a moment.")
SAVED = _("That is done, and it stays so. Only the answer took too long: App Home shows how things stand.")
STILL_SAVING = _(
    "This takes longer than usual, and may be done already. "
    "Please look at App Home in a minute before you try again."
)
NOT_HERE = _(
    "Pinchpoint is not installed in this workspace at the moment. "
    "An admin of the workspace can install it again."
)
NOT_HERE_YET = _("Pinchpoint is not installed in this workspace. An admin can install it at {address}.")
NOT_LET_IN = _(
    "Slack does not let Pinchpoint into this workspace at the moment. An admin of your Slack can allow it "
    "again. Nothing was changed, and nothing is lost: what has to be said waits until then."
)
NOT_READY = _(
    "Pinchpoint cannot reach this workspace just now. Nothing was changed: please try again in a minute."
)
TOO_LATE = _("Slack took too long to open that window. Please press it once more.")
WENT_WRONG = _(
    "Something went wrong on our side (reference {reference}). Nothing is lost: please try again in a minute."
)
OLD_BUTTON = _("This button belongs to an older version of Pinchpoint. Please start from App Home.")
OTHER_WORKSPACE = _("Pinchpoint is for the members of this workspace. Please ask in your own.")
