"""What delivery adds to a message."""

from bot.kit.i18n import _

# Translators: below a message that may have been sent twice.
SEEN_ALREADY = _("You may have seen this already.")

# Translators: what stays of a message that may not be deleted, before a link to the newest one.
FOLDED = _("This has moved on.")
FOLDED_LINK = _("See how it stands")

# Translators: inside a sentence, such as "Everything about it is in your conversation with Eli."
WITH = _("your conversation with {name}")
# Translators: in the place of the one above, where the app cannot bring two people together.
ALONE = _("your messages with me")
