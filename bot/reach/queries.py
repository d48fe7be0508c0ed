"""Reads: who is meant and may be invited, how far invitations are, and what came of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.directory import queries as directory
from bot.directory.rules import key_of, reference
from bot.kit.db import WorkspaceSession
from bot.models import (
    ROLLING,
    Ask,
    Campaign,
    CampaignMember,
    CampaignState,
    Cohort,
    Erasure,
    Expert,
    Installation,
    MemberState,
    Outbox,
    OutboxState,
    Person,
)
from bot.reach.rules import (
    APART,
    DAYS_OF_A_MONTH,
    FIRST,
    LEADS_LATELY,
    QUARTER,
    SECOND,
    Half,
    Member,
    Result,
    counted,
    in_week_three,
    lines,
    result,
)

AT_ONCE = 500  # people of one statement
SHOWN = 5  # invitations in a list, those that run first
GROUPS_SCOPE = "usergroups:read"
SAID_ONCE = ":invitation"  # ends the key of the message by which somebody is invited
NEW, KNOWN = "new", "known"  # strata: whether somebody has asked or helped before


@dataclass(frozen=True, slots=True)
class Named:
    """Who stands in a pasted list: user ids, and what names nobody that is known."""

    user_ids: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many people are meant, and how many of them may be invited now."""

    listed: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Line:
    """How far the invitations to a cohort are, and what came of them."""

    campaign: Campaign
    waiting: int
    invited: int
    result: Result

    @property
    def people(self) -> int:
        """How many people it is about."""
        return self.waiting + self.invited


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the message of an invitation is made from. ``wanted``: its person has not said no to them."""

    member: CampaignMember
    campaign: Campaign
    wanted: bool


async def named(db: WorkspaceSession, text: str) -> Named:
    """Return who stands in a pasted list, by mail address or member id."""
    cells = lines(text)
    references = {cell: reference(cell) for cell in cells}
    keys = {cell: key_of(one) for cell, one in references.items() if one}
    known = await directory.user_ids_of(db, set(keys.values()))
    users = await _users_by_mail(db) if any("@" in one for one in references.values()) else {}
    found = {}
    for cell, one in references.items():
        plain = one if one and "@" not in one else None
        found[cell] = plain or users.get(one) or known.get(keys.get(cell, ""))
    ids = dict.fromkeys(one for one in found.values() if one)
    return Named(tuple(ids), tuple(cell for cell, one in found.items() if not one))


async def _users_by_mail(db: WorkspaceSession) -> dict[str, str]:
    rows = await db.execute(select(Person.user_id, Person.email).where(Person.deactivated.is_(False)))
    return {email.casefold(): user_id for user_id, email in rows if email}


async def meant(db: WorkspaceSession, cohort: Cohort, chosen: str, now: datetime) -> list[str]:
    """Return whom the directory knows in a cohort; nobody where it is named otherwise."""
    today = now.date()
    if cohort is Cohort.ROLE:
        return await directory.with_role(db, chosen)
    if cohort is Cohort.STARTED:
        return await directory.started_between(
            db, today - timedelta(days=DAYS_OF_A_MONTH * int(chosen)), today
        )
    if cohort is Cohort.NEWCOMERS:
        return await directory.started_between(db, *in_week_three(today))
    return await directory.leading_since(db, now - LEADS_LATELY) if cohort is Cohort.LEADS else []


async def eligible(db: WorkspaceSession, user_ids: Collection[str], now: datetime) -> dict[str, str]:
    """Return who of these may be invited now, each with a stratum: whether they asked or helped before."""
    asked = exists().where(Ask.workspace_id == Person.workspace_id, Ask.mentee_id == Person.user_id)
    helped = exists().where(Expert.workspace_id == Person.workspace_id, Expert.user_id == Person.user_id)
    found: dict[str, str] = {}
    everybody = sorted(set(user_ids))
    for start in range(0, len(everybody), AT_ONCE):
        some = everybody[start : start + AT_ONCE]
        wanted = select(Person.user_id, or_(asked, helped)).where(Person.user_id.in_(some), *_may(now))
        found |= {one: KNOWN if known else NEW for one, known in await db.execute(wanted)}
    return found


async def may_be_invited(db: WorkspaceSession, member: CampaignMember, now: datetime) -> bool:
    """Return whether somebody who waits for an invitation may get it now."""
    wanted = select(Person.user_id).where(Person.user_id == member.user_id, *_may(now, but=member.id))
    return await db.scalar(wanted) is not None


def _may(now: datetime, but: str = "") -> Sequence[ColumnElement[bool]]:
    """Return what is true of whoever may be invited; ``but``: the invitation that this is about."""
    other = aliased(CampaignMember)
    lately = now - QUARTER
    return (
        *(Person.synced_at.is_not(None), Person.deactivated.is_(False), Person.is_bot.is_(False)),
        *(Person.is_guest.is_(False), Person.invitations.is_(True)),
        ~exists().where(
            Ask.workspace_id == Person.workspace_id,
            Ask.mentee_id == Person.user_id,
            Ask.created_at > lately,
        ),
        ~exists().where(
            other.workspace_id == Person.workspace_id,
            other.user_id == Person.user_id,
            other.id != but,
            or_(other.state == MemberState.WAITING, other.invited_at > lately),
        ),
        ~exists().where(Erasure.workspace_id == Person.workspace_id, Erasure.user_id == Person.user_id),
    )


async def unknown_yet(db: WorkspaceSession, campaign_id: str) -> bool:
    """Return whether Slack has still to tell who somebody on the list is."""
    unread = exists().where(
        Person.workspace_id == CampaignMember.workspace_id,
        Person.user_id == CampaignMember.user_id,
        Person.synced_at.is_(None),
    )
    listed = (CampaignMember.campaign_id == campaign_id, CampaignMember.state == MemberState.LISTED)
    return await db.scalar(select(CampaignMember.id).where(*listed, unread).limit(1)) is not None


async def listed(db: WorkspaceSession, campaign_id: str, *states: MemberState) -> list[str]:
    """Return the user ids of those in a campaign, in any state or in one of these."""
    wanted = select(CampaignMember.user_id).where(CampaignMember.campaign_id == campaign_id)
    return list(await db.scalars(wanted.where(CampaignMember.state.in_(states)) if states else wanted))


async def sizes(db: WorkspaceSession, campaign_id: str) -> tuple[int, int]:
    """Return how many people were assigned to each half."""
    many = select(CampaignMember.half, func.count()).where(CampaignMember.campaign_id == campaign_id)
    found = dict((await db.execute(many.group_by(CampaignMember.half))).all())
    return found.get(FIRST, 0), found.get(SECOND, 0)


async def halves_of(db: WorkspaceSession, campaign: Campaign, until: datetime) -> tuple[Half, Half]:
    """Return both halves with those who asked, of everybody whose two weeks were over at ``until``."""
    in_it = (CampaignMember.campaign_id == campaign.id, CampaignMember.half.is_not(None))
    columns = (CampaignMember.user_id, CampaignMember.half, CampaignMember.begins_at)
    members = (await db.execute(select(*columns).where(*in_it))).all()
    theirs = Ask.mentee_id.in_(select(CampaignMember.user_id).where(*in_it))
    asks: dict[str, list[datetime]] = defaultdict(list)
    since = Ask.created_at >= campaign.created_at
    for user_id, at in await db.execute(select(Ask.mentee_id, Ask.created_at).where(theirs, since)):
        asks[user_id].append(at)
    return counted((Member(half, begun, asks[one]) for one, half, begun in members if half and begun), until)


async def overview(db: WorkspaceSession, now: datetime) -> list[Line]:
    """Return the invitations that run, and those that ended last."""
    running = Campaign.state == CampaignState.RUNNING
    newest = select(Campaign).order_by(running.desc(), Campaign.created_at.desc(), Campaign.id).limit(SHOWN)
    return [await _line(db, campaign, now) for campaign in await db.scalars(newest)]


async def _line(db: WorkspaceSession, campaign: Campaign, now: datetime) -> Line:
    many = select(CampaignMember.state, func.count()).where(CampaignMember.campaign_id == campaign.id)
    states = Counter(dict((await db.execute(many.group_by(CampaignMember.state))).all()))
    waiting = states[MemberState.WAITING] + states[MemberState.LISTED]
    return Line(campaign, waiting, states[MemberState.INVITED], await _result(db, campaign, now))


async def _result(db: WorkspaceSession, campaign: Campaign, now: datetime) -> Result:
    ended = campaign.state != CampaignState.RUNNING
    first = Half(campaign.first_people, campaign.first_asked)
    second = Half(campaign.second_people, campaign.second_asked)
    if not ended:
        first, second = await halves_of(db, campaign, now)
    last = select(func.max(CampaignMember.begins_at)).where(CampaignMember.campaign_id == campaign.id)
    begun = await db.scalar(last)
    return result(
        first,
        second,
        assigned=await sizes(db, campaign.id),
        ends=begun + APART if begun else None,
        rolling=campaign.cohort in ROLLING,
        ended=ended,
    )


async def invitation(db: WorkspaceSession, member_id: str) -> Invitation | None:
    """Return what the message of an invitation is made from."""
    member = await db.get(CampaignMember, member_id)
    campaign = await db.get(Campaign, member.campaign_id) if member else None
    if member is None or campaign is None:
        return None
    said_no = select(Person.user_id).where(Person.user_id == member.user_id, Person.invitations.is_(False))
    return Invitation(member, campaign, await db.scalar(said_no) is None)


def message_is(*states: OutboxState) -> ColumnElement[bool]:
    """Return what is true of a member whose message, by which they are invited, is in one of these states."""
    row = (Outbox.workspace_id == CampaignMember.workspace_id, Outbox.state.in_(states))
    return exists().where(*row, Outbox.dedupe_key == CampaignMember.id + SAID_ONCE)


async def may_read_groups(db: WorkspaceSession) -> bool:
    """Return whether Slack may tell the user groups: where it is not known which scopes there are, it may."""
    scopes = await db.scalar(select(Installation.scopes))
    return not scopes or GROUPS_SCOPE in scopes.split(",")
