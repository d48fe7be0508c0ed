"""A series between two sessions: Ada and Eli have met once, and times for the second are proposed."""

from __future__ import annotations

from bot.playground.scenes.colleagues import SMALL_COMPANY
from bot.playground.scenes.past import company
from bot.playground.scenes.scene import BuildContext
from bot.sessions.forms import WrapUpForm

PEOPLE = len(SMALL_COMPANY)
QUESTION = "How do I get my board presentation from twenty slides to five?"
FIRST = WrapUpForm(
    took_place="yes",
    takeaways="Begin with the decision; one number on a slide.",
    actions="Ada: a first draft with five slides",
)


async def build(context: BuildContext) -> None:
    """Bring everybody in, and have Ada and Eli agree on two sessions and hold the first."""
    async with company(context, days_back=6) as past:
        await past.agree("ada", "eli", QUESTION, count=2)
        await past.hold("ada", FIRST)
