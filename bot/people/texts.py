"""What is said to and about whoever may not take part."""

from bot.kit.i18n import _

NO_GUESTS = _(
    "Pinchpoint is not open to guests in this workspace. A colleague who is a member can ask for you."
)
NAMED_APP = _("This is an app, and I need a person.")
NAMED_GUEST = _("They are a guest here, and this program is for members. Please choose somebody else.")
NAMED_STRANGER = _("They are not a member of this workspace. Please choose somebody else.")
