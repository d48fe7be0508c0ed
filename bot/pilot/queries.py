"""Reads about the first steps, the posts and the guide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, distinct, exists, func, or_, select

from bot.admin import queries as admin
from bot.admin.queries import TopicChoice
from bot.checklists import queries as checklists
from bot.checklists.rules import Item, List
from bot.feed.queries import PublicAddress
from bot.kit import crypto
from bot.kit.db import WorkspaceSession
from bot.kit.reader import Reader
from bot.models import (
    Act,
    AuditEntry,
    Expert,
    ExpertTopic,
    FirstSteps,
    Installation,
    Invitation,
    Outbox,
    OutboxState,
    Person,
    PostKind,
    ProgramPost,
    SheetPlan,
    Topic,
    Workspace,
)
from bot.models.program_settings import ProgramSettings
from bot.people import queries as people
from bot.pilot import rules
from bot.pilot.rules import EXPERTS_TO_INVITE, TOPICS_SHOWN, Links, Step

LATELY = timedelta(days=30)  # so long an expert is new
NAMED = 5  # topics in a draft
MARK = "pilot.guide"  # what the marks of guides' addresses are made for
GUIDES = (PostKind.GUIDE, PostKind.CANVAS)
TOPIC_ACTS = (Act.TOPIC_ADDED, Act.TOPIC_ARCHIVED, Act.TOPIC_CHANGED, Act.TOPICS_CHOSEN)


@dataclass(frozen=True, slots=True)
class Steps:
    """How far a program's first steps are. ``invited`` and ``experts`` count people."""

    done: frozenset[Step]
    invited: int
    experts: int
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """What the guide says: both checklists, and the hours that an expert has to answer.

    ``own``: of a workspace; otherwise it is what every workspace begins with. ``links``: where it is on the
    web, if it is.
    """

    mentee: tuple[Item, ...]
    expert: tuple[Item, ...]
    hours: int
    own: bool = True
    links: Links | None = None


def facts(here: Any) -> dict[Step, ColumnElement[bool]]:
    """Return for each step what is true once it is done, in the workspace that ``here`` is."""
    enough = EXPERTS_TO_INVITE
    posts = (ProgramPost.workspace_id == here, ProgramPost.refused_at.is_(None))
    return {
        Step.TOPICS: exists().where(AuditEntry.workspace_id == here, AuditEntry.act.in_(TOPIC_ACTS)),
        Step.MANAGERS: exists().where(Person.workspace_id == here, Person.is_manager.is_(True)),
        Step.EXPERTS: (_invited(here) >= enough) | (_helping(here) >= enough),
        Step.LAUNCH: exists().where(*posts, ProgramPost.kind == PostKind.LAUNCH)
        | exists().where(SheetPlan.workspace_id == here),
        Step.GUIDE: exists().where(*posts, ProgramPost.kind.in_(GUIDES)),
    }


def _invited(here: Any) -> ScalarSelect[int]:
    many = func.count(distinct(Invitation.invited_id))
    return select(many).where(Invitation.workspace_id == here).scalar_subquery()


def _helping(here: Any) -> ScalarSelect[int]:
    helps = (Expert.workspace_id == here, Expert.opted_out_at.is_(None))
    return select(func.count(Expert.user_id)).where(*helps).scalar_subquery()


async def steps(db: WorkspaceSession) -> Steps | None:
    """Return how far the first steps are, also once they are finished; None where there are none."""
    here = FirstSteps.workspace_id
    true = facts(here)
    found = (
        await db.execute(select(FirstSteps.finished_at, _invited(here), _helping(here), *true.values()))
    ).first()
    if found is None:
        return None
    finished_at, invited, experts, *done = found
    ticked = frozenset(step for step, is_done in zip(true, done, strict=True) if is_done)
    return Steps(ticked, invited, experts, finished_at is not None)


async def open_steps(db: WorkspaceSession) -> Steps | None:
    """Return how far the first steps are, unless they are finished."""
    if await db.scalar(select(FirstSteps.workspace_id).where(FirstSteps.finished_at.is_(None))) is None:
        return None
    return await steps(db)


async def installer(db: WorkspaceSession) -> str | None:
    """Return who installed the app, where that is known and they may run the program."""
    found = await db.scalar(select(Installation.installed_by))
    return found if found and await people.is_admin(db, found) else None


async def starter_topics(db: WorkspaceSession) -> Sequence[Topic]:
    """Return the active topics that a choice can show."""
    return (await admin.active_topics(db))[:TOPICS_SHOWN]


async def starter_choices(db: WorkspaceSession, reader: Reader) -> list[TopicChoice]:
    """Return these topics as a reader chooses among them: in their language where they are as they came."""
    topics = await starter_topics(db)
    told = [(topic.id, admin.retold(reader, topic)) for topic in topics]
    return [TopicChoice(topic_id, details.name, details.description) for topic_id, details in told]


async def post(db: WorkspaceSession, post_id: str) -> ProgramPost | None:
    """Return a post."""
    return await db.get(ProgramPost, post_id)


async def error_of(db: WorkspaceSession, post_id: str, kind_id: str) -> str:
    """Return why a post was not taken, as Slack names it; "" where Slack did not say whether it was."""
    dead = (Outbox.subject_id == post_id, Outbox.kind == kind_id, Outbox.state == OutboxState.DEAD)
    lost = (Outbox.subject_id == post_id, Outbox.kind == kind_id, Outbox.state == OutboxState.UNKNOWN)
    newest = select(Outbox.state, Outbox.error).where(or_(and_(*dead), and_(*lost)))
    row = (await db.execute(newest.order_by(Outbox.created_at.desc(), Outbox.id.desc()).limit(1))).first()
    return (row.error or "") if row and row.state == OutboxState.DEAD else ""


async def may_make_canvas(db: WorkspaceSession) -> bool:
    """Tell whether canvases:write may be granted here; with a token of one's own only Slack knows."""
    granted = await db.scalar(select(Installation.scopes))
    return not granted or "canvases:write" in granted.split(",")


async def last_channel(db: WorkspaceSession) -> str | None:
    """Return where the program last posted something that Slack took."""
    newest = select(ProgramPost.channel_id).where(ProgramPost.refused_at.is_(None))
    return await db.scalar(newest.order_by(ProgramPost.created_at.desc(), ProgramPost.id.desc()).limit(1))


async def new_topics(db: WorkspaceSession, now: datetime) -> list[str]:
    """Return the topics for which experts joined lately, in their order; not escaped."""
    lately = (Expert.opted_in_at > now - LATELY, Expert.opted_out_at.is_(None))
    helped = select(ExpertTopic.topic_id).join(ExpertTopic.expert).where(*lately)
    wanted = select(Topic.name).where(Topic.id.in_(helped), Topic.archived_at.is_(None))
    return list(await db.scalars(wanted.order_by(Topic.position, Topic.name_key).limit(NAMED)))


async def guide(db: WorkspaceSession) -> Guide:
    """Return what the guide says here."""
    lists = await checklists.lists(db)
    settings = await people.settings(db)
    own = (lists[List.MENTEE], lists[List.EXPERT], _hours(settings))
    return Guide(*own, links=_links(db))


def general_guide() -> Guide:
    """Return what the guide says of a workspace that changed nothing."""
    lists = checklists.defaults()
    return Guide(lists[List.MENTEE], lists[List.EXPERT], _hours(ProgramSettings()), own=False)


def _hours(settings: ProgramSettings) -> int:
    return max(1, round(settings.offer_wait_minutes / 60))


def _links(db: WorkspaceSession) -> Links | None:
    public_url = db.caches.of(PublicAddress).url
    if public_url is None:
        return None
    return rules.links(public_url, db.workspace_id, crypto.fingerprint("", MARK))


async def guide_at(db: WorkspaceSession, mark: str) -> Guide | None:
    """Return the guide for whoever has the workspace's address; None where it is wrong, or the app is gone.

    Nobody can make up a mark without the encryption key. One made by an older key holds while it is kept.
    """
    if not crypto.fits(mark, "", MARK):
        return None
    here = select(Workspace.id).where(Workspace.id == db.workspace_id, Workspace.removed_at.is_(None))
    return await guide(db) if await db.scalar(here) else None
