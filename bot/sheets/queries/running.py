"""How the monthly sheets stand that one person looks after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.models import (
    Sheet,
    SheetPlan,
    SheetState,
)
from bot.sheets.queries.plans import Planned, organisers, planned
from bot.sheets.queries.sheets import Overview, overview, slots


@dataclass(frozen=True, slots=True)
class Running:
    """A monthly sheet with where it stands at present; ``out``: the sheet in its channel."""

    planned: Planned
    out: Overview | None
    offered: int  # times, for the sheet for which experts are asked


async def run_by(db: WorkspaceSession, user_id: str) -> list[Running]:
    """Return the monthly sheets that somebody looks after and that go on or are out, the oldest first."""
    rows = await db.scalars(select(SheetPlan).order_by(SheetPlan.created_at, SheetPlan.id))
    mine = [one for one in rows if user_id in await organisers(db, one)]
    found = [await _running(db, one) for one in mine]
    return [one for one in found if one is not None]


async def _running(db: WorkspaceSession, found: SheetPlan) -> Running | None:
    about = await planned(db, found.id)
    open_ = select(Sheet.id).where(Sheet.plan_id == found.id, Sheet.state == SheetState.OPEN)
    sheet_id = await db.scalar(open_.order_by(Sheet.post_at.desc()).limit(1))
    if about is None or (found.wakes_at is None and sheet_id is None):
        return None
    offered = await slots(db, about.gathering.id) if about.gathering else []
    return Running(about, await overview(db, sheet_id) if sheet_id else None, len(offered))
