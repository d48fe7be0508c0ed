"""Invitations to ask, after two weeks: half were invited and some of them asked; Ada is in the other half."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.kit.reader import NEUTRAL
from bot.models import Ask, AskState, Campaign, CampaignMember, Cohort, Person, Topic
from bot.playground.scenes.colleagues import SMALL_COMPANY
from bot.playground.scenes.flash_event import QUESTIONS
from bot.playground.scenes.members import invent_members
from bot.playground.scenes.past import TOPIC, Past, company
from bot.playground.scenes.scene import BuildContext
from bot.reach import service
from bot.reach.forms import PlanForm
from bot.reach.rules import APART, FIRST, SECOND

PEOPLE = 42
DAYS_BACK = 11  # working days: a little more than two weeks
SEED = 5
ASKED = {FIRST: 9, SECOND: 2}
WORDS = "Colleagues here offer half an hour for one question. You could begin with this one:"
QUESTION = "How did you get a yes to a plan that had been put off for weeks?"


async def build(context: BuildContext) -> None:
    """Bring everybody in, invite all but Noor, and have some of either half ask within two weeks."""
    async with company(context, days_back=DAYS_BACK) as past:
        async with past.writing() as db:
            await _bring_in(db, past)
            await _start(db, past)
        await past.until(past.now + timedelta(minutes=5))
        async with past.writing() as db:
            await _ask(db, past)
        await past.until(past.now + APART)


async def _bring_in(db: WorkspaceSession, past: Past) -> None:
    rng = random.Random(SEED)  # noqa: S311 - invents a company, guards nothing
    for one in invent_members(rng, PEOPLE - len(SMALL_COMPANY), set(past.ids)):
        user = past.context.slack.add_person(one.name, one.real_name, title=one.title, tz="Europe/Berlin")
        past.ids[one.name] = user.id
        known = {"name": user.real_name, "zone": user.tz, "synced_at": past.now}
        await db.upsert(Person, {"user_id": user.id}, **known)


async def _start(db: WorkspaceSession, past: Past) -> None:
    invited = "\n".join(user_id for name, user_id in past.ids.items() if name != "noor")
    form = PlanForm(people=invited, day=past.now.date(), words=WORDS, question=QUESTION)
    chosen = service.Chosen(Cohort.LIST, form, NEUTRAL)
    await service.start(db, past.ids["noor"], chosen, "first_questions", past.now)
    await db.update_where(Campaign, Campaign.created_by == past.ids["noor"], seed=SEED)


async def _ask(db: WorkspaceSession, past: Past) -> None:
    """Have so many of each half ask something, which was answered since."""
    topic_id = await db.scalar(select(Topic.id).where(Topic.name == TOPIC))
    named = {past.ids[one.name] for one in SMALL_COMPANY}
    for half, many in ASKED.items():
        members = select(CampaignMember.user_id).where(CampaignMember.half == half)
        some = [one for one in await db.scalars(members.order_by(CampaignMember.user_id)) if one not in named]
        for number, user_id in enumerate(some[:many]):
            at = past.now + timedelta(days=number + 1)
            done = {"state": AskState.CONCLUDED, "created_at": at, "closed_at": at + timedelta(days=2)}
            question = QUESTIONS[number % len(QUESTIONS)]
            await db.insert(Ask, mentee_id=user_id, topic_id=topic_id, question=question, **done)
