"""What the clock does with sessions."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, exists, select

from bot.kit.due import NOW, for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import OPEN_SESSION, Ask, AskState, Offer, OfferState, Person, Session
from bot.sessions.service import deadlines
from bot.sessions.service.scheduling import open_session


async def open_sessions(services: Services) -> None:
    """Open a session for every acceptance that has none yet."""
    await for_each_due(services, _to_open(), open_session)


@cache
def _to_open() -> Select[str, str]:
    # The ask is matched while its session lives, which keeps the old acceptances out of the search.
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Offer.ask)
        .where(Ask.state == AskState.MATCHED, Offer.state == OfferState.ACCEPTED, ~Offer.session.has())
        .order_by(Offer.answered_at)
    )


async def wake_sessions(services: Services) -> None:
    """Move every session whose time has come: over, never scheduled, never wrapped up."""
    await for_each_due(services, _to_wake(), deadlines.wake)


@cache
def _to_wake() -> Select[str, str]:
    return select(Session.workspace_id, Session.id).where(Session.wakes_at <= NOW).order_by(Session.wakes_at)


async def close_for_leavers(services: Services) -> None:
    """End the sessions ahead of people whose account was deactivated."""
    await for_each_due(services, _of_leavers(), deadlines.close_for_leaver)


@cache
def _of_leavers() -> Select[str, str]:
    left = exists().where(
        Person.workspace_id == Session.workspace_id,
        Person.user_id.in_((Session.mentee_id, Session.expert_id)),
        Person.deactivated.is_(True),
    )
    return (
        select(Session.workspace_id, Session.id)
        .where(Session.state.in_(OPEN_SESSION), left)
        .order_by(Session.created_at)
    )


JOBS = [
    Job("open_sessions", open_sessions, urgent=True),
    Job("close_for_leavers", close_for_leavers),
    Job("wake_sessions", wake_sessions),
]
