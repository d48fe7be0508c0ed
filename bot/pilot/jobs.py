"""What the clock does as a program begins."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select

from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import (
    AuditEntry,
    FirstSteps,
    Installation,
    Outbox,
    OutboxState,
    Person,
    ProgramPost,
)
from bot.pilot import service
from bot.pilot.queries import GUIDES, facts


async def greet(services: Services) -> None:
    """Show the first steps to those who installed the app, once it is known who that is."""
    await for_each_due(services, _to_greet(), service.greet)


@cache
def _to_greet() -> Select[str, str]:
    here = FirstSteps.workspace_id
    known = exists().where(
        Installation.workspace_id == here,
        Person.workspace_id == here,
        Person.user_id == Installation.installed_by,
        Person.deactivated.is_(False),
        Person.is_admin.is_(True) | Person.is_manager.is_(True),
    )
    fresh = (FirstSteps.greeted_at.is_(None), FirstSteps.finished_at.is_(None))
    return select(here, here).where(*fresh, known).order_by(here)


async def follow(services: Services) -> None:
    """Tick first steps that have become true, by whatever way."""
    await for_each_due(services, _to_follow(), service.follow)


@cache
def _to_follow() -> Select[str, str]:
    here = FirstSteps.workspace_id
    found = select(here, here).where(FirstSteps.finished_at.is_(None), FirstSteps.done != _true_bits(here))
    return found.order_by(here)


def _true_bits(here: Any) -> ColumnElement[int]:
    first, *rest = (case((fact, step.value), else_=0) for step, fact in facts(here).items())
    total: ColumnElement[int] = first
    for one in rest:
        total = total + one
    return total


async def note_refused(services: Services) -> None:
    """Tell whoever posted something whose channel Slack refuses for good."""
    await for_each_due(services, _refused(), service.note_refused)


@cache
def _refused() -> Select[str, str]:
    # A canvas of which Slack did not say whether it was made is looked for by people.
    lost = and_(
        Outbox.kind == service.CANVAS_KIND,
        Outbox.state == OutboxState.UNKNOWN,
        Outbox.done_at.is_not(None),
    )
    failed = exists().where(
        Outbox.workspace_id == ProgramPost.workspace_id,
        Outbox.subject_id == ProgramPost.id,
        Outbox.kind.in_((service.POST_KIND, service.CANVAS_KIND)),
        or_(Outbox.state == OutboxState.DEAD, lost),
        Outbox.created_at >= ProgramPost.tried_at,
    )
    found = select(ProgramPost.workspace_id, ProgramPost.id).where(ProgramPost.refused_at.is_(None), failed)
    return found.order_by(ProgramPost.id)


async def keep_guide(services: Services) -> None:
    """Have a posted guide say what the checklists and settings say by now."""
    await for_each_due(services, _to_show_anew(), service.show_anew)


@cache
def _to_show_anew() -> Select[str, str]:
    changed = exists().where(
        AuditEntry.workspace_id == ProgramPost.workspace_id,
        AuditEntry.at > ProgramPost.tried_at,
        AuditEntry.act.in_(service.CHANGES_GUIDE),
    )
    stands = (ProgramPost.kind.in_(GUIDES), ProgramPost.refused_at.is_(None))
    found = select(ProgramPost.workspace_id, ProgramPost.id).where(*stands, changed)
    return found.order_by(ProgramPost.id)


JOBS = [
    Job("pilot_guide", keep_guide, every=timedelta(minutes=1)),
    Job("pilot_greet", greet, every=timedelta(seconds=5)),
    Job("pilot_follow", follow, every=timedelta(seconds=5)),
    Job("pilot_refused", note_refused, every=timedelta(seconds=5)),
]
