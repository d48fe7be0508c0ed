"""What the clock does with invitations to ask."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, and_, exists, or_, select

from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import ROLLING, Campaign, CampaignMember, CampaignState, MemberState
from bot.reach import queries, service
from bot.reach.rules import APART, LASTS


async def assign(services: Services) -> None:
    """Assign people to halves where the time has come."""
    await for_each_due(services, _to_assign(), service.assign)


@cache
def _to_assign() -> Select[str, str]:
    due = (Campaign.state == CampaignState.RUNNING, Campaign.looks_at <= NOW)
    return select(Campaign.workspace_id, Campaign.id).where(*due).order_by(Campaign.looks_at)


async def invite(services: Services) -> None:
    """Invite those whose half is due."""
    await for_each_due(services, _to_invite(), service.invite)


@cache
def _to_invite() -> Select[str, str]:
    due = (CampaignMember.state == MemberState.WAITING, CampaignMember.due_at <= NOW)
    found = select(CampaignMember.workspace_id, CampaignMember.id).where(*due)
    return found.order_by(CampaignMember.due_at, CampaignMember.id)


async def note_unsent(services: Services) -> None:
    """Have invitations that were not sent count as none."""
    await for_each_due(services, _unsent(), service.note_unsent)


@cache
def _unsent() -> Select[str, str]:
    unsent = (CampaignMember.state == MemberState.INVITED, queries.message_is(*service.NOT_SENT))
    found = select(CampaignMember.workspace_id, CampaignMember.id).where(*unsent)
    return found.order_by(CampaignMember.id)


async def conclude(services: Services) -> None:
    """End invitations once everybody had whole two weeks, or their year is over."""
    await for_each_due(services, _to_conclude(services.clock.now()), service.conclude)


def _to_conclude(now: datetime) -> Select[str, str]:
    mine = (CampaignMember.workspace_id == Campaign.workspace_id, CampaignMember.campaign_id == Campaign.id)
    open_ = or_(CampaignMember.state == MemberState.WAITING, CampaignMember.begins_at > now - APART)
    over = (Campaign.cohort.not_in(ROLLING), Campaign.looks_at.is_(None), ~exists().where(*mine, open_))
    old = (Campaign.cohort.in_(ROLLING), Campaign.created_at <= now - LASTS)
    running = select(Campaign.workspace_id, Campaign.id).where(Campaign.state == CampaignState.RUNNING)
    return running.where(and_(*over) | and_(*old)).order_by(Campaign.id)


JOBS = [
    Job("reach_assign", assign, every=timedelta(seconds=10)),
    Job("reach_invite", invite, every=timedelta(seconds=10)),
    Job("reach_unsent", note_unsent, every=timedelta(minutes=10), background=True),
    Job("reach_conclude", conclude, every=timedelta(hours=1), background=True),
]
