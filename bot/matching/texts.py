"""Why this person, in sentences: the same for mentee, expert and admin."""

from __future__ import annotations

from bot.kit.i18n import _, _n

HELPED = _n("has helped with a question like this one", "has helped with {count} questions like this one")
WRITES_ABOUT = _("writes about {words}")
PROFILE_SAYS = _("says in their profile: “{words}”")
BOTH_FREE = _("you are both free {days}")
