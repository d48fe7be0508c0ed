"""Why this person, as a colleague would say it: to the mentee of them, and to the expert of themselves."""

from __future__ import annotations

from bot.kit.i18n import _, _n

HELPED = _n(
    "they have helped with a question like this one", "they have helped with {count} questions like this one"
)
WRITES_ABOUT = _("they write about {words}")
PROFILE_SAYS = _("their profile says: “{words}”")
YOU_HELPED = _n(
    "you have helped with a question like this one", "you have helped with {count} questions like this one"
)
YOU_WRITE_ABOUT = _("you write about {words}")
YOUR_PROFILE_SAYS = _("your profile says: “{words}”")
BOTH_FREE = _("you are both free {days}")
