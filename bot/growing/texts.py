"""Every sentence about going on with somebody."""

from __future__ import annotations

from bot.kit.i18n import _

ASK = _(
    "You and *{other}* have talked about {topic}. Would you like to go on? {other} is asked, too, and only "
    "if both of you say yes does either learn of it."
)
ASK_TEXT = _("Would you like to go on with {other} about {topic}? Only two yeses are told.")
YES = _("Yes, gladly")
NO = _("It was good as it is")
SAID_YES = _(
    "You would gladly go on with *{other}* about {topic}. If {other} would, too, you both hear of it. If "
    "not, nobody ever learns what you said."
)
SAID_NO = _("You leave it at your talk with *{other}* about {topic}. Nobody learns what you said.")
SAID_TEXT = _("Your answer about going on with {other} is kept between us.")
RATHER_YES = _("I'd like to go on")
RATHER_NO = _("Take it back")
SAID_BOTH = _("You and *{other}* would both like to go on. You choose how in your conversation.")
SAID_CHOSEN = _("You go on with *{other}*: how stands in your conversation.")
SAID_OVER = _("You went on with *{other}* about {topic}, and that is over. You can ask again at any time.")

BOTH = _(
    "*You would both like to go on about {topic}.* It can be a short series, or a talk each month that ends "
    "by itself. Talk about it here, then one of you chooses."
)
BOTH_TEXT = _("You would both like to go on about {topic}. One of you chooses how.")
CHOOSE = _("Choose how")
CHOSEN = {
    2: _("*You go on:* {who} chose two more sessions, {apart}."),
    3: _("*You go on:* {who} chose three more sessions, {apart}."),
    6: _("*You go on:* {who} chose a talk a month, six at most. It ends by itself."),
}
CHOSEN_TEXT = _("{who} chose how you go on about {topic}. Times for the first session are on their way.")
CHOSEN_NEXT = _(
    "Times for the first one come in a message of their own. Either of you can end it at any time in App "
    "Home."
)

CHOSEN_OVER = _("*You went on about {topic}*, and that is over. You can ask each other again at any time.")
CHOSEN_OVER_TEXT = _("You went on about {topic}, and that is over.")

CHOOSE_TITLE = _("How to go on")
HOW = _("How would you like to go on?")
WAYS = {
    "two": _("Two more sessions, {apart}"),
    "three": _("Three more sessions, {apart}"),
    "monthly": _("A talk a month, six at most"),
}
HOW_NEEDED = _("Please choose one of the three.")
ABOUT = _("What is it about?")
ABOUT_HINT = _("Both of you see it. Keep it as it is to go on with the same.")
ABOUT_NEEDED = _("Please say in a sentence what it is about.")
CHOOSE_SEND = _("Go on")

HOME_ASK = _("Would you like to go on with {who} about *{topic}*? Only if both do, you both hear of it.")
HOME_CHOOSE = _("You and {who} would both like to go on about *{topic}*. One of you chooses how by {by}.")

NOT_YOURS = _("Only the two of that session can answer that.")
AGREED_ALREADY = _("You and {other} would both like to go on. You choose how in your conversation.")
NOT_BOTH = _("That is open once both of you would like to go on.")
CHOSEN_ALREADY = _("The two of you have chosen already: it stands in your conversation.")
NOT_NOW = _("That is not possible at the moment. You can always ask again with a new question.")
