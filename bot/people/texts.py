"""How somebody is called whose name is not known."""

from bot.kit.i18n import _

SOMEBODY = _("A colleague")
