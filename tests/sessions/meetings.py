"""Sessions made up for views."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.models import Action, ActionState, Session, SessionState, WrapUp
from bot.sessions.queries import Meeting, Party

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def meeting(
    *,
    state: SessionState = SessionState.BOOKED,
    mentee: str = "Ada Brandt",
    expert: str = "Eli Navarro",
    topic: str = "Board slides",
    question: str = "How do I show our pricing change on one slide?",
    start: datetime = START,
    slots: tuple[datetime, ...] = (),
    looking: bool = False,
    expert_zone: str = "America/Los_Angeles",
    email: str | None = None,
    needed_by: date | None = None,
    **session: Any,
) -> Meeting:
    values: dict[str, Any] = {"minutes": 45, "version": 2, "sequence": 0, "reminders": 0, "place": ""}
    values |= {"calendar_at": start, "starts_at": start, "ends_at": start + timedelta(minutes=45)}
    if state is SessionState.SCHEDULING:
        values |= {"starts_at": None, "ends_at": None, "calendar_at": None}
    row = Session(id="s1", workspace_id="T1", mentee_id="UADA", expert_id="UELI", state=state)
    for name, value in {**values, **session}.items():
        setattr(row, name, value)
    return Meeting(
        session=row,
        mentee=Party("UADA", mentee, "Europe/Berlin", email=email),
        expert=Party("UELI", expert, expert_zone),
        topic=topic,
        question=question,
        slots=slots,
        looking=looking,
        needed_by=needed_by,
    )


def wrap_up(user_id: str, **values: Any) -> WrapUp:
    said = {"took_place": True, "takeaways": "", "resource": "", "handover_note": "", "version": 2}
    return WrapUp(session_id="s1", workspace_id="T1", user_id=user_id, **{**said, **values})


def action(what: str, owner_id: str | None, **values: Any) -> Action:
    row = {"id": "a1", "state": ActionState.OPEN, "shared": False, "shown": False, "due": None}
    row |= {"session_id": "s1", "version": 2, "written_by": "UADA", "position": 0}
    return Action(what=what, owner_id=owner_id, **{**row, **values})
