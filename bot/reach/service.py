"""Decisions: invitations are started and stopped, people assigned to halves, invited, and left alone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from bot.admin import service as admin
from bot.delivery.messages import Recipient
from bot.delivery.outbox import cancel, enqueue, refresh
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.hours import zone_of
from bot.kit.i18n import Joined, Sentence
from bot.kit.ids import new_id
from bot.kit.reader import Reader
from bot.models import (
    ROLLING,
    Act,
    Campaign,
    CampaignMember,
    CampaignState,
    Cohort,
    Inbox,
    MemberState,
    OutboxState,
    Person,
    Workspace,
)
from bot.models.transitions import move
from bot.people import service as people
from bot.reach import messages, queries, texts
from bot.reach.forms import PlanForm
from bot.reach.queries import AT_ONCE, SAID_ONCE, Outlook
from bot.reach.rules import APART, FIRST, LOOKS_EACH, MONTHS, MOST_LISTED, SECOND, WAITS_FOR_NAMES, halves

SEEDS = 2**31  # as many as an integer column takes
SOON = timedelta(minutes=1)
NAMED = 5  # of what nobody is known by, in a sentence
NOT_SENT = (OutboxState.CANCELLED, OutboxState.EXPIRED, OutboxState.DEAD)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A cohort as somebody chose it; ``group``: the members of a user group, which Slack has told."""

    cohort: Cohort
    form: PlanForm
    reader: Reader
    group: Sequence[str] = field(default=())


async def look(db: WorkspaceSession, by: str, chosen: Chosen, now: datetime) -> Outlook:
    """Return how many people are meant, and how many may be invited. Raises UserMessage or FormErrors."""
    await admin.require_admin(db, by)
    user_ids = await _meant(db, chosen, now)
    await admin.record(db, by, Act.INVITATIONS_LOOKED, now, part=chosen.cohort)
    return Outlook(len(user_ids), len(await queries.eligible(db, user_ids, now)))


async def start(db: WorkspaceSession, by: str, chosen: Chosen, key: str, now: datetime) -> None:
    """Begin to invite a cohort; this submission is taken once. Raises UserMessage or FormErrors."""
    await admin.require_admin(db, by)
    user_ids = await _meant(db, chosen, now)
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    begins = _beginning(chosen, now)
    campaign = await db.insert(
        Campaign,
        cohort=chosen.cohort,
        chosen=chosen.form.chosen,
        words=_own(chosen, chosen.form.words, texts.DRAFT[chosen.cohort]),
        question=_own(chosen, chosen.form.question, texts.FIRST_QUESTION[chosen.cohort]),
        seed=secrets.randbelow(SEEDS),
        created_by=by,
        created_at=now,
        begins_at=begins,
        looks_at=begins,
    )
    if chosen.cohort not in ROLLING:
        await _list(db, campaign.id, user_ids)
    await admin.record(db, by, Act.INVITATIONS_STARTED, now, part=chosen.cohort)


def _own(chosen: Chosen, words: str, draft: Sentence) -> str:
    """Return words that somebody has changed; "" for a draft, which each reads in their own language."""
    return "" if words == chosen.reader(draft) else words


async def _meant(db: WorkspaceSession, chosen: Chosen, now: datetime) -> list[str]:
    """Return whom a form means. Raises FormErrors where that is not clear, or nobody."""
    cohort, form = chosen.cohort, chosen.form
    if cohort in texts.CHOSEN and not form.chosen:
        raise FormErrors({"chosen": texts.SENTENCES["chosen"]})
    if cohort is Cohort.STARTED and form.chosen not in map(str, MONTHS):
        raise FormErrors({"chosen": texts.SENTENCES["chosen"]})
    _beginning(chosen, now)
    if cohort is Cohort.LIST:
        return await _pasted(db, form.people)
    found = (
        list(chosen.group) if cohort is Cohort.GROUP else await queries.meant(db, cohort, form.chosen, now)
    )
    if not found and cohort not in ROLLING:
        raise FormErrors({"chosen": texts.EMPTY})
    return found


async def _pasted(db: WorkspaceSession, text: str) -> list[str]:
    found = await queries.named(db, text)
    if not 0 < len(found.user_ids) + len(found.unknown) <= MOST_LISTED:
        raise FormErrors({"people": texts.SENTENCES["people"]})
    if found.unknown:
        raise FormErrors({"people": texts.UNKNOWN.format(names=Joined(found.unknown[:NAMED]))})
    return list(found.user_ids)


def _beginning(chosen: Chosen, now: datetime) -> datetime:
    """Return when people are assigned: as the chosen day begins where the admin lives. Raises FormErrors."""
    day, today = chosen.form.day, now.astimezone(zone_of(chosen.reader.zone)).date()
    if chosen.cohort in ROLLING or day == today:
        return now
    if day is None or not today < day <= today + timedelta(days=365):
        raise FormErrors({"day": texts.SENTENCES["day"]})
    return datetime.combine(day, time(), zone_of(chosen.reader.zone))


async def _list(db: WorkspaceSession, campaign_id: str, user_ids: Sequence[str]) -> None:
    await people.add_missing(db, user_ids)
    rows: list[dict[str, Any]] = [
        {"id": new_id(), "campaign_id": campaign_id, "user_id": one, "state": MemberState.LISTED}
        for one in user_ids
    ]
    for at in range(0, len(rows), AT_ONCE):
        await db.insert_or_ignore_all(CampaignMember, rows[at : at + AT_ONCE])


async def assign(db: WorkspaceSession, campaign_id: str, now: datetime) -> None:
    """Assign whoever may be invited to a half, before anybody is told anything; forget the others."""
    # One at a time in a workspace: nobody is assigned by two at once.
    await db.scalar(select(Workspace).where(Workspace.id == db.workspace_id).with_for_update(key_share=True))
    campaign = await db.get(Campaign, campaign_id)
    if campaign is None or campaign.state != CampaignState.RUNNING:
        return
    if campaign.looks_at is None or campaign.looks_at > now:
        return
    rolling = campaign.cohort in ROLLING
    if rolling:
        await _list_new(db, campaign, now)
    elif await queries.unknown_yet(db, campaign_id) and now < campaign.begins_at + WAITS_FOR_NAMES:
        await db.update_where(Campaign, Campaign.id == campaign_id, looks_at=now + SOON)
        return
    await _draw(db, campaign, now)
    await db.update_where(
        Campaign, Campaign.id == campaign_id, looks_at=now + LOOKS_EACH if rolling else None
    )


async def _list_new(db: WorkspaceSession, campaign: Campaign, now: datetime) -> None:
    """List those who have come to their moment; Slack is asked about those whom we have not met."""
    found = await queries.meant(db, Cohort(campaign.cohort), campaign.chosen, now)
    new = set(found) - set(await queries.listed(db, campaign.id))
    await people.add_missing(db, new)
    await _list(db, campaign.id, sorted(await queries.eligible(db, new, now)))


async def _draw(db: WorkspaceSession, campaign: Campaign, now: datetime) -> None:
    listed = await queries.listed(db, campaign.id, MemberState.LISTED)
    strata = await queries.eligible(db, listed, now)
    drawn = halves(campaign.seed, strata, await queries.sizes(db, campaign.id))
    here = CampaignMember.campaign_id == campaign.id
    for half, due in ((FIRST, now), (SECOND, now + APART)):
        some = sorted(one for one, own in drawn.items() if own == half)
        for at in range(0, len(some), AT_ONCE):
            which = (here, CampaignMember.user_id.in_(some[at : at + AT_ONCE]))
            values = {"half": half, "begins_at": now, "due_at": due}
            await move(db, CampaignMember, *which, since=MemberState.LISTED, to=MemberState.WAITING, **values)
    await db.delete_where(CampaignMember, here, CampaignMember.state == MemberState.LISTED)


async def invite(db: WorkspaceSession, member_id: str, now: datetime) -> None:
    """Invite somebody whose half's time has come, unless that is no longer right."""
    member = await db.get(CampaignMember, member_id)
    if member is None or member.due_at is None or member.due_at > now:
        return
    await db.scalar(select(Person).where(Person.user_id == member.user_id).with_for_update(key_share=True))
    campaign = await db.get(Campaign, member.campaign_id)
    here, since = CampaignMember.id == member_id, MemberState.WAITING
    runs = campaign is not None and campaign.state == CampaignState.RUNNING
    if not (runs and await queries.may_be_invited(db, member, now)):
        await move(db, CampaignMember, here, since=since, to=MemberState.LEFT_OUT)
    elif await move(db, CampaignMember, here, since=since, to=MemberState.INVITED, invited_at=now):
        to = Recipient.person(member.user_id)
        key = f"{member_id}{SAID_ONCE}"
        await enqueue(db, messages.INVITATION, to=to, about=member_id, now=now, key=key)


async def note_unsent(db: WorkspaceSession, member_id: str, now: datetime) -> None:
    """Have an invitation that was not sent count as none."""
    unsent = (CampaignMember.id == member_id, queries.message_is(*NOT_SENT))
    await move(
        db,
        CampaignMember,
        *unsent,
        since=MemberState.INVITED,
        to=MemberState.LEFT_OUT,
        invited_at=None,
    )


async def decline(db: WorkspaceSession, member_id: str, user_id: str, now: datetime) -> None:
    """Invite somebody never again, who says so below an invitation of theirs. Raises UserMessage."""
    member = await db.get(CampaignMember, member_id)
    if member is None or member.user_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    await people.set_invitations(db, user_id, wanted=False)
    await refresh(db, messages.INVITATION, to=Recipient.person(user_id), about=member_id, now=now)


async def stop(db: WorkspaceSession, campaign_id: str, by: str, now: datetime) -> None:
    """Stop inviting: what is not sent stays unsent. Raises UserMessage."""
    await admin.require_admin(db, by)
    campaign = await _end(db, campaign_id, CampaignState.STOPPED, now)
    if campaign is None:
        raise UserMessage(texts.GONE)
    waits = queries.message_is(OutboxState.PENDING, OutboxState.LEASED)
    unsaid = select(CampaignMember.id).where(CampaignMember.campaign_id == campaign_id, waits)
    for member_id in list(await db.scalars(unsaid)):
        await cancel(db, member_id, [messages.INVITATION])
        await note_unsent(db, member_id, now)
    await admin.record(db, by, Act.INVITATIONS_STOPPED, now, part=campaign.cohort)


async def conclude(db: WorkspaceSession, campaign_id: str, now: datetime) -> None:
    """End invitations that have come to their end, and keep what they tell."""
    await _end(db, campaign_id, CampaignState.OVER, now)


async def _end(
    db: WorkspaceSession, campaign_id: str, state: CampaignState, now: datetime
) -> Campaign | None:
    """End invitations with what both halves tell by now; None where somebody was faster."""
    campaign = await db.get(Campaign, campaign_id)
    if campaign is None:
        return None
    if not await move(db, Campaign, Campaign.id == campaign_id, to=state, ended_at=now, looks_at=None):
        return None
    first, second = await queries.halves_of(db, campaign, now)
    await db.update_where(
        Campaign,
        Campaign.id == campaign_id,
        first_people=first.people,
        first_asked=first.asked,
        second_people=second.people,
        second_asked=second.asked,
    )
    here = CampaignMember.campaign_id == campaign_id
    await move(db, CampaignMember, here, since=MemberState.WAITING, to=MemberState.LEFT_OUT)
    await db.delete_where(CampaignMember, here, CampaignMember.state == MemberState.LISTED)
    return campaign
