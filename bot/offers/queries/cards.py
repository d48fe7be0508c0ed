"""An offer as its expert sees it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.asks import queries as asks
from bot.asks.queries import opening_of
from bot.delivery.conversations import NOWHERE, Talk, members_of, talk_of
from bot.delivery.messages import Recipient
from bot.directory import queries as directory
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.matching import queries as matching
from bot.models import (
    LIVE_OFFER,
    Ask,
    Offer,
    OfferState,
    SessionState,
    WrittenAnswer,
)
from bot.people import queries as people

KNOWN = 3  # answers that a card has room for


@dataclass(frozen=True, slots=True)
class Clarified:
    """An expert's question back, and the mentee's answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer as its expert sees it; ``mentee`` is empty while the name is hidden.

    ``with_another``: somebody else has the ask at the same time. ``outside_day``: it is needed so soon that
    it did not wait for the expert's working day. ``known``: what the mentee has told others who asked back.
    ``meeting`` is how the session stands that came of it, and ``talk`` where the two plan it.
    ``may_write``: they share no hour, so that an answer in writing is all that is left. ``written``: that
    answer. ``opening``: the words with which the mentee asks for the meeting, where they chose such.
    """

    offer: Offer
    ask: Ask
    topic: Words
    mentee: Words
    suggested_by: Words
    reasons: tuple[Words, ...]
    with_another: bool = False
    outside_day: bool = False
    known: tuple[Clarified, ...] = ()
    meeting: SessionState | None = None
    starts_at: datetime | None = None
    talk: Talk = NOWHERE
    may_write: bool = False
    written: WrittenAnswer | None = None
    opening: str = ""
    department: str = ""
    gap_days: int = 0  # between the sessions of a series, where one is wished for


async def offered(db: WorkspaceSession, offer_id: str, now: datetime | None = None) -> Offered | None:
    """Return an offer with everything its card shows; None where there is none of this id.

    ``now``: to tell whether the two share an hour; without it that is left open.
    """
    whole = (joinedload(Offer.ask).joinedload(Ask.topic), joinedload(Offer.session))
    offer = await db.scalar(select(Offer).where(Offer.id == offer_id).options(*whole))
    if offer is None:
        return None
    ask, week = offer.ask, await people.work_week_of(db, offer.expert_id)
    known = not ask.hide_name or offer.state == OfferState.ACCEPTED
    return Offered(
        offer=offer,
        ask=ask,
        topic=admin.name_of(ask.topic),
        mentee=await people.name(db, ask.mentee_id) if known else "",
        department="" if known else await directory.department(db, ask.mentee_id),
        suggested_by=await people.name(db, offer.suggested_by) if offer.suggested_by else "",
        reasons=matching.reasons_of(offer, to_expert=True),
        with_another=await _is_with_another(db, offer),
        known=await _known(db, offer, ask),
        opening=(opening_of(ask) or "") if ask.with_opening else "",
        outside_day=not week.is_working(offer.offered_at),
        may_write=offer.in_writing or (now is not None and await _shares_no_hour(db, offer, now)),
        written=await written(db, offer),
        meeting=offer.session.state if offer.session else None,
        starts_at=offer.session.starts_at if offer.session else None,
        talk=await talk_of(db, await _conversation(db, offer, ask)),
        gap_days=await asks.gap_days(db, ask.id) if ask.wished_sessions > 1 else 0,
    )


async def listed(db: WorkspaceSession, list_id: str, now: datetime) -> list[Offered]:
    """Return the offers that reached their expert together, but for those that were over before."""
    seen = Offer.answered_at.is_(None) | (Offer.answered_at >= Offer.offered_at)
    ids = select(Offer.id).where(Offer.listed_with == list_id, seen).order_by(Offer.deadline_at, Offer.id)
    found = [await offered(db, offer_id, now) for offer_id in list(await db.scalars(ids))]
    return [one for one in found if one is not None]


async def waits_in_list(db: WorkspaceSession, list_id: str) -> bool:
    """Return whether the clock of anything in a list runs."""
    waits = (Offer.listed_with == list_id, Offer.state == OfferState.OPEN, Offer.stopped_at.is_(None))
    return await db.scalar(select(Offer.id).where(*waits).limit(1)) is not None


async def _conversation(db: WorkspaceSession, offer: Offer, ask: Ask) -> Recipient:
    if offer.session is not None:
        return await members_of(db, offer.session)
    return Recipient.group(ask.mentee_id, offer.expert_id)


async def written(db: WorkspaceSession, offer: Offer) -> WrittenAnswer | None:
    """Return the answer in writing that came of an offer."""
    if offer.state != OfferState.DECLINED:
        return None
    return await db.scalar(select(WrittenAnswer).where(WrittenAnswer.offer_id == offer.id).limit(1))


async def undecided(db: WorkspaceSession, ask_ids: Collection[str]) -> set[str]:
    """Return which of some asks have an answer in writing of which it is open whether it is enough."""
    waits = (WrittenAnswer.ask_id.in_(sorted(ask_ids)), WrittenAnswer.settled_at.is_(None))
    return set(await db.scalars(select(WrittenAnswer.ask_id).where(*waits)))


async def _shares_no_hour(db: WorkspaceSession, offer: Offer, now: datetime) -> bool:
    if offer.state not in LIVE_OFFER:
        return False
    return not await matching.shares_hour(db, offer.ask, offer.expert_id, now)


async def _known(db: WorkspaceSession, offer: Offer, ask: Ask) -> tuple[Clarified, ...]:
    """Return the last answers to others, about the ask and about what it goes on from."""
    about = [ask.id, *await matching.origins(db, ask)]
    answered = select(Offer).where(Offer.ask_id.in_(about), Offer.id != offer.id, Offer.answer.is_not(None))
    rows = list(await db.scalars(answered.order_by(Offer.offered_at, Offer.id)))
    return tuple(Clarified(row.question or "", row.answer or "") for row in rows[-KNOWN:])


async def _is_with_another(db: WorkspaceSession, offer: Offer) -> bool:
    others = (Offer.ask_id == offer.ask_id, Offer.id != offer.id, Offer.state.in_(LIVE_OFFER))
    return await db.scalar(select(Offer.id).where(*others).limit(1)) is not None
