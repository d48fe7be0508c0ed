"""After the last session: Ada and Eli are asked in private whether they would go on, and Eli has said yes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.growing import service
from bot.models import Growth
from bot.people import queries as people
from bot.playground.scenes.colleagues import SMALL_COMPANY
from bot.playground.scenes.past import Past, company
from bot.playground.scenes.scene import BuildContext
from bot.sessions.forms import WrapUpForm

PEOPLE = len(SMALL_COMPANY)
QUESTION = "How do I get my board presentation from twenty slides to five?"
ONLY = WrapUpForm(
    took_place="yes",
    takeaways="Begin with the decision; one number on a slide.",
    actions="Ada: five slides for the board",
)


async def build(context: BuildContext) -> None:
    """Bring everybody in, have Ada and Eli meet, and Eli answer on the morning after."""
    async with company(context, days_back=4) as past:
        await past.agree("ada", "eli", QUESTION)
        await past.hold("ada", ONLY)
        await _say_yes(past, "eli")


async def _say_yes(past: Past, name: str) -> None:
    """Have somebody say yes, an hour into the working day on which both are asked."""
    async with past.writing() as db:
        morning = (await people.work_week_of(db, past.ids[name])).next_morning(past.now)
    await past.until(morning + timedelta(hours=1))
    async with past.writing() as db:
        session_id = await db.scalar(select(Growth.session_id)) or ""
        await service.answer(db, session_id, past.ids[name], yes=True, now=past.now)
    await past.settle()
