"""What follows for a series from how its sessions stand."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select

from bot.kit.due import for_each_due
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.models import OPEN_SESSION, OVER_SESSION, Offer, Series, SeriesState, Session, SessionState
from bot.series import service
from bot.sessions.queries import LIVE


async def begin(services: Services) -> None:
    """Make the series of every first session whose expert said yes to more than one."""
    await for_each_due(services, _to_begin(), service.begin)


@cache
def _to_begin() -> Select[str, str]:
    return (
        select(Session.workspace_id, Session.id)
        .join(Session.offer)
        .where(
            Offer.agreed_sessions > 1, Session.series_id.is_(None), Session.state != SessionState.CANCELLED
        )
        .order_by(Session.created_at)
    )


async def go_on(services: Services) -> None:
    """Propose the next session after each that was held, and end what is over."""
    await for_each_due(services, _to_go_on(), service.go_on)


@cache
def _to_go_on() -> Select[str, str]:
    ahead = _count(OPEN_SESSION)
    running = and_(Series.state == SeriesState.RUNNING, or_(_count(LIVE) == 0, ahead > 1))
    over = and_(Series.state != SeriesState.RUNNING, ahead > 0)
    # The one that thanks were to follow was still to be wrapped up, and did not take place.
    none = _count(OVER_SESSION, Session.concludes.is_(True)) == 0
    unthanked = and_(Series.state == SeriesState.ENDED, _count([SessionState.HELD]) > 0, none)
    due = or_(running, over, unthanked)
    return select(Series.workspace_id, Series.id).where(due).order_by(Series.created_at)


def _count(states: Collection[SessionState], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    mine = (Session.workspace_id == Series.workspace_id, Session.series_id == Series.id)
    counted = select(func.count()).select_from(Session).where(*mine, *where, Session.state.in_(states))
    return counted.correlate(Series).scalar_subquery()


JOBS = [Job("series_begin", begin, urgent=True), Job("series_go_on", go_on, urgent=True)]
