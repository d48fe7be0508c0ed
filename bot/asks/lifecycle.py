"""Every move of an ask and of its offers: what changes with the state, and nothing of what is said about it.

Each returns whether it was this call that made the move: somebody who was faster has moved the row already.
Which moves there are is drawn in ``bot.models.transitions``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.kit.db import WorkspaceSession
from bot.models import LIVE_OFFER, Ask, AskState, Offer, OfferState
from bot.models.transitions import move

UNANSWERED = (*LIVE_OFFER, OfferState.TIMED_OUT)  # a late yes or no still counts


async def escalate_to_steward(db: WorkspaceSession, ask_id: str, steward_id: str, until: datetime) -> bool:
    """Leave it to the topic's steward to find somebody, until then."""
    values = {"steward_id": steward_id, "steward_until": until}
    return await _move_ask(db, ask_id, AskState.STEWARD, **values)


async def wait(db: WorkspaceSession, ask_id: str) -> bool:
    """Keep an ask until somebody suitable joins or gets free."""
    return await _move_ask(db, ask_id, AskState.WAITING, steward_until=None)


async def look_again(db: WorkspaceSession, ask_id: str) -> bool:
    """Look for an expert again, for an ask that had found nobody."""
    since = (AskState.STEWARD, AskState.WAITING)
    return bool(await move(db, Ask, Ask.id == ask_id, since=since, to=AskState.LOOKING, steward_until=None))


async def match(db: WorkspaceSession, ask_id: str, now: datetime) -> bool:
    """Give an open ask to the expert who said yes."""
    return await _move_ask(db, ask_id, AskState.MATCHED, matched_at=now, steward_until=None)


async def withdraw(db: WorkspaceSession, ask_id: str, now: datetime) -> bool:
    """Take an open ask back."""
    return await _move_ask(db, ask_id, AskState.WITHDRAWN, closed_at=now)


async def conclude(db: WorkspaceSession, ask_id: str, now: datetime) -> bool:
    """Close an ask whose session is over, or that is no longer needed."""
    return await _move_ask(db, ask_id, AskState.CONCLUDED, closed_at=now)


async def reopen(db: WorkspaceSession, ask_id: str, now: datetime) -> bool:
    """Look for somebody else: the expert who said yes can't after all, and counts as having declined."""
    values = {"matched_at": None, "closed_at": None}
    if not await move(db, Ask, Ask.id == ask_id, since=AskState.MATCHED, to=AskState.LOOKING, **values):
        return False
    offers, accepted = Offer.ask_id == ask_id, OfferState.ACCEPTED
    await move(db, Offer, offers, since=accepted, to=OfferState.DECLINED, answered_at=now)
    return True


async def resume(db: WorkspaceSession, ask_id: str) -> bool:
    """Give an ask back to its session, which did not take place after all."""
    return bool(
        await move(db, Ask, Ask.id == ask_id, since=AskState.CONCLUDED, to=AskState.MATCHED, closed_at=None)
    )


async def open_offer(
    db: WorkspaceSession,
    offer_id: str,
    *,
    topic_id: str | None,
    offered_at: datetime,
    deadline_at: datetime,
    wait_minutes: int,
) -> bool:
    """Put an offer before its expert and start its clock."""
    clock = {"offered_at": offered_at, "deadline_at": deadline_at, "wait_minutes": wait_minutes}
    since = OfferState.SUGGESTED
    return await _move_offer(db, offer_id, OfferState.OPEN, since, topic_id=topic_id, **clock)


async def ask_back(
    db: WorkspaceSession, offer_id: str, question: str, *, minutes_left: int, deadline_at: datetime
) -> bool:
    """Stop an offer's clock for the expert's one question; ``minutes_left`` of working hours stay."""
    never = Offer.question.is_(None)
    values: dict[str, Any] = {"question": question, "minutes_left": minutes_left, "deadline_at": deadline_at}
    values["stopped_at"] = None
    return bool(await move(db, Offer, Offer.id == offer_id, never, to=OfferState.CLARIFYING, **values))


async def resume_clock(db: WorkspaceSession, offer_id: str, deadline_at: datetime) -> bool:
    """Let the clock of an offer run on that stood still."""
    since = OfferState.CLARIFYING
    values = {"deadline_at": deadline_at, "stopped_at": None}
    return await _move_offer(db, offer_id, OfferState.OPEN, since, **values)


async def wait_for_answer(db: WorkspaceSession, offer_id: str, now: datetime, until: datetime) -> bool:
    """Leave a mentee who is away until then to answer; ``stopped_at`` tells that this was done."""
    owed = (Offer.id == offer_id, Offer.state == OfferState.CLARIFYING, Offer.stopped_at.is_(None))
    return bool(await db.update_where(Offer, *owed, stopped_at=now, deadline_at=until))


async def stop_clock(
    db: WorkspaceSession, offer_id: str, now: datetime, *, minutes_left: int, deadline_at: datetime
) -> bool:
    """Let the clock of an open offer stand while its expert is away; ``minutes_left`` of their hours stay."""
    runs = (Offer.id == offer_id, Offer.state == OfferState.OPEN, Offer.stopped_at.is_(None))
    values: dict[str, Any] = {"minutes_left": minutes_left, "deadline_at": deadline_at}
    return bool(await db.update_where(Offer, *runs, stopped_at=now, **values))


async def run_on(db: WorkspaceSession, offer_id: str, deadline_at: datetime, *, stood_minutes: int) -> bool:
    """Let the clock of an open offer run on whose expert is back; it stood so many minutes in all."""
    stands = (Offer.id == offer_id, Offer.state == OfferState.OPEN, Offer.stopped_at.is_not(None))
    values = {"deadline_at": deadline_at, "stood_minutes": stood_minutes}
    return bool(await db.update_where(Offer, *stands, stopped_at=None, **values))


async def accept(db: WorkspaceSession, offer_id: str, now: datetime) -> bool:
    """Note the expert's yes, which may be late."""
    return await _move_offer(db, offer_id, OfferState.ACCEPTED, UNANSWERED, answered_at=now)


async def accept_again(db: WorkspaceSession, offer_id: str, now: datetime) -> bool:
    """Note that a yes counts again that was given up since whoever asks could not come."""
    return await _move_offer(db, offer_id, OfferState.ACCEPTED, OfferState.DECLINED, answered_at=now)


async def decline(db: WorkspaceSession, offer_id: str, reason: str, now: datetime) -> bool:
    """Note the expert's no."""
    values = {"decline_reason": reason or None, "answered_at": now}
    return await _move_offer(db, offer_id, OfferState.DECLINED, UNANSWERED, **values)


async def time_out(db: WorkspaceSession, offer_id: str, now: datetime) -> bool:
    """End an offer that nobody answered in time."""
    return await _move_offer(db, offer_id, OfferState.TIMED_OUT, LIVE_OFFER, answered_at=now)


async def close_offer(db: WorkspaceSession, offer_id: str, now: datetime) -> bool:
    """End an offer whose ask is with somebody else, or over."""
    return await _move_offer(db, offer_id, OfferState.CLOSED, UNANSWERED, answered_at=now)


async def _move_ask(db: WorkspaceSession, ask_id: str, to: AskState, **values: Any) -> bool:
    return bool(await move(db, Ask, Ask.id == ask_id, to=to, **values))


async def _move_offer(
    db: WorkspaceSession,
    offer_id: str,
    to: OfferState,
    since: OfferState | tuple[OfferState, ...],
    **values: Any,
) -> bool:
    return bool(await move(db, Offer, Offer.id == offer_id, since=since, to=to, **values))
