"""Every sentence about thank-yous and about what a session changed. What people wrote comes in escaped."""

from __future__ import annotations

from bot.kit.i18n import _, _n
from bot.models import FollowUpKind

ASK = _(
    "You talked with *{expert}* about {topic}. When you have done something with it, {expert} would love "
    "to hear what. Two sentences are plenty."
)
# Translators: {count} is 2 or 3. One thank-you for a whole series.
ASK_SERIES = _n(
    "You met *{expert}* once about {topic}. When you have done something with it, {expert} would love to "
    "hear what. Two sentences are plenty.",
    "You met *{expert}* {count} times about {topic}, and that was your series. When you have done something "
    "with it, {expert} would love to hear what. Two sentences are plenty for all of it.",
)
ASK_TEXT = _("You talked with {expert} about {topic}. A thank-you could say what you did with it.")
WRITE = _("Write a thank-you")
WRITE_TO = _("Thank {expert}")
NO_PRESSURE = _("I ask only once. It goes to {expert} alone, in your words.")

TITLE = _("A thank-you")
SEND = _("Send")
INTRO = _("It goes to *{expert}* right away, in your words and with your name.")
FIELD = _("What did you do with it?")
PLACEHOLDER = _("I tried …, and now …")
HINT = _("One concrete thing says more than praise.")
NOTHING_WRITTEN = _("A sentence or two in your own words, please (1,500 characters at most).")

WRITTEN = _("You thanked {expert} for your talk about {topic}:")
WRITTEN_TEXT = _("You thanked {expert} for your talk about {topic}.")
RECEIVED = _("*{mentee}* thanks you for your talk about {topic}:")
RECEIVED_TEXT = _("{mentee} thanks you for your talk about {topic}: {words}")
KEPT = _("Your thank-yous are kept in App Home, for your eyes only.")

ALREADY_TITLE = _("Already thanked")
ALREADY = _("You have thanked {expert} for this session. Those words have reached them and stand.")
NOT_HELD = _("This session has not taken place, so there is nothing to thank for yet.")
NOT_YOURS = _("Only the person who asked for this session can do that.")
EXPERT_HAS_LEFT = _("{expert} is no longer in this workspace, so a thank-you cannot reach them.")

UNBLOCKED = {
    FollowUpKind.TWO_WEEKS: _(
        "Two weeks ago you talked with *{expert}* about {topic}. How much did it help?"
    ),
    FollowUpKind.THREE_MONTHS: _(
        "Three months ago you talked with *{expert}* about {topic}. Looking back, how much did it help?"
    ),
}
UNBLOCKED_TEXT = _("How much did your talk with {expert} about {topic} help?")
STILL_OPEN = _("You had agreed on this, and have not told yet what became of it:")
ACTION_LINE = _("• {what}")
ACTION_LINE_BY = _("• {what}, by {day}")
WHAT_BECAME = _("What became of it")
YOUR_QUESTION = _("Your question was:")
PRIVATE = _("Your answer is private: others only ever see counts, never who said what.")
SCALE = {
    1: _("Much less than I expected"),
    2: _("Less than I expected"),
    3: _("As much as I expected"),
    4: _("More than I expected"),
    5: _("Much more than I expected"),
}
CHOSEN = _("✓ {answer}")
ANSWERED = _("Thank you. You said: *{answer}*.")
ANSWERED_LOW = _(
    "Thank you for telling me. You said: *{answer}*. Still stuck? `/ask-expert` finds you somebody else."
)
ANSWERED_TEXT = _("Thank you. You said about your talk with {expert}: {answer}.")
CORRECT = _("If that was a slip, press another answer. Others only ever see counts, never who said what.")

HOME = _("My thank-yous")
HELPED = _("You have helped for *{year}* this year, *{total}* in all.")
HELPED_ONLY = _("You have helped for *{total}* this year.")
HELPED_BEFORE = _("You have helped for *{total}* in all.")
NONE_YET = _("Thank-yous from colleagues you helped will stand here.")
FROM = _("*{mentee}*, {day}, about {topic}")
MORE = _n("and {count} more", "and {count} more")
CHOOSE = _("How much did it help?")
