"""A busy quarter: two hundred people, and what three months left in the app's database."""

from __future__ import annotations

import random

from bot.playground.scenes import quarter
from bot.playground.scenes.colleagues import SMALL_COMPANY, add_colleagues
from bot.playground.scenes.members import invent_members
from bot.playground.scenes.scene import BuildContext, first_steps_taken

PEOPLE = 200


async def build(context: BuildContext) -> None:
    """Invent everybody else, start the service, and write three months into its database."""
    ids = add_colleagues(context.slack)
    rng = random.Random(quarter.SEED)  # noqa: S311 - invents a company, guards nothing
    for one in invent_members(rng, PEOPLE - len(ids), set(ids)):
        context.slack.add_person(one.name, one.real_name, title=one.title, tz=one.tz)
    known = [
        quarter.Helper(ids[one.name], one.topics, one.skills, one.about)
        for one in SMALL_COMPANY
        if one.topics
    ]
    service = await context.start()
    await first_steps_taken(context, service)
    async with service.services.database.begin(context.slack.workspace.team_id) as db:
        await quarter.fill(db, context.slack, known, context.clock.now())
    service.services.wake()
