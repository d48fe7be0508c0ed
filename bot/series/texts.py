"""Every sentence about series."""

from __future__ import annotations

from bot.kit.i18n import _

END = _("End the series")
END_TITLE = _("End the series here?")
END_TEXT = _("{other} is told kindly. What you have done together stays, and a session ahead is called off.")
END_YES = _("End it")
END_NO = _("Keep it")

ENDED = _(
    "*{other}* would like to leave your series about *{topic}* at this. That happens, and it is no "
    "judgement. What you have done together stays in App Home, and you can ask again at any time."
)
ENDED_TEXT = _("{other} has ended your series about {topic}. You can ask again at any time.")
YOU_ENDED = _("You have left your series with {other} at this, and I tell {other} kindly.")
ENDED_ALREADY = _("This series is over already.")
MEETING_NOW = _("You are meeting right now. Please press it again once the session is over.")
NOT_YOURS = _("Only the two people of a series can end it.")
