"""What delivery adds to a message."""

from bot.kit.i18n import _

# Translators: below a message that may have been sent twice.
SEEN_ALREADY = _("You may have seen this already.")
