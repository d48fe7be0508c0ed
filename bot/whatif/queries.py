"""The last three months, read once. Words of questions go to the ranking and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from bot.experts.queries import COUNTED
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.matching import queries as matching
from bot.models import Ask, AskState, Expert, Offer, OfferState, Person, ProgramSettings, Session
from bot.people import queries as people
from bot.whatif.replay.beside import History, invented_history
from bot.whatif.replay.company import Answer, Helper
from bot.whatif.rules import DAYS, FEWEST_PEOPLE, LATELY, MOST_ASKS, Terms

ANSWERED = (OfferState.ACCEPTED, OfferState.DECLINED)


@dataclass(frozen=True, slots=True)
class Start:
    """What the form begins with: the settings of today, and how much there is to replay."""

    today: Terms
    asks: int = 0
    people: int = 0
    helpers: int = 0

    @property
    def enough(self) -> bool:
        """Whether a replay would tell nothing about a few."""
        return min(self.people, self.helpers) >= FEWEST_PEOPLE


def terms_of(settings: ProgramSettings) -> Terms:
    """Return a workspace's settings as a run takes them."""
    return Terms(settings.offer_wait_minutes, settings.two_at_once.value, settings.matching_preset.value)


async def start(db: WorkspaceSession, now: datetime) -> Start:
    """Return what the form begins with."""
    counted = select(func.count(), func.count(Ask.mentee_id.distinct())).select_from(Ask)
    asks, mentees = (await db.execute(counted.where(*_replayed(now)))).one()
    helping = select(func.count()).select_from(Expert).join(Expert.person)
    helpers = await db.scalar(helping.where(Expert.opted_out_at.is_(None), Person.deactivated.is_(False)))
    return Start(terms_of(await people.settings(db)), min(asks, MOST_ASKS), mentees, helpers or 0)


async def history(db: WorkspaceSession, now: datetime) -> History:
    """Return the last three months as they were, ready to be lived through once more."""
    since = now - timedelta(days=DAYS)
    newest = select(Ask).where(*_replayed(now)).order_by(Ask.created_at.desc(), Ask.id).limit(MOST_ASKS)
    asks = list(await db.scalars(newest))
    trial = await matching.trial(db, since)
    helping = [one.user_id for one in trial.candidates]
    weeks = await people.work_weeks_of(db, {ask.mentee_id for ask in asks} | {*helping})
    said = await _said(db, now, weeks)
    mine = {ask.id for ask in asks}
    withdrawn = {ask.id: ask.closed_at for ask in asks if ask.state == AskState.WITHDRAWN and ask.closed_at}
    return History(
        trial=trial,
        asks=await matching.past_asks(db, asks),
        helpers=await _helpers(db, helping, weeks, since),
        weeks=dict(weeks),
        until=now,
        answers=list(said.values()),
        said={key: answer for key, answer in said.items() if key[0] in mine},
        ends=withdrawn,
        really=sum(ask.matched_at is not None for ask in asks),
    )


async def invented(
    db: WorkspaceSession, user_id: str, helpers: int, asks: int, now: datetime, seed: int = 1
) -> History:
    """Return the quarter of an invented workforce that lives where somebody does and knows these topics."""
    week = WorkingHours((await people.hours_of(db, user_id)).zone)
    topics = await matching.topics(db)
    return invented_history(topics, helpers, asks, week, _monday(now), seed)


def _monday(now: datetime) -> datetime:
    """Return the beginning of the week, so that a result of today is the same in an hour."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=midnight.weekday())


def _replayed(now: datetime) -> Sequence[ColumnElement[bool]]:
    """Return what makes an ask one that went looking: no part of a series, no place on a sheet, no one's."""
    since = now - timedelta(days=DAYS)
    taken = Ask.offers.any(Offer.answered_at <= Ask.created_at)
    return (Ask.created_at > since, Ask.part == 1, Ask.only_expert_id.is_(None), ~taken)


async def _said(
    db: WorkspaceSession, now: datetime, weeks: Mapping[str, WorkingHours]
) -> dict[tuple[str, str], Answer | None]:
    """Return what was answered by question and person; what was closed before its time tells nothing."""
    told = select(Offer.ask_id, Offer.expert_id, Offer.state, Offer.offered_at, Offer.answered_at)
    states = Offer.state.in_((*ANSWERED, OfferState.TIMED_OUT))
    rows = await db.execute(
        told.join(Offer.ask).where(states, *_replayed(now)).order_by(Offer.ask_id, Offer.expert_id)
    )
    found: dict[tuple[str, str], Answer | None] = {}
    for ask_id, expert_id, state, offered_at, answered_at in rows:
        if answered_at is None:
            found[ask_id, expert_id] = None
        elif state in ANSWERED and expert_id in weeks:
            minutes = weeks[expert_id].working_minutes_between(offered_at, answered_at)
            found[ask_id, expert_id] = Answer(minutes, state == OfferState.ACCEPTED)
    return found


async def _helpers(
    db: WorkspaceSession, user_ids: Iterable[str], weeks: Mapping[str, WorkingHours], since: datetime
) -> list[Helper]:
    before: dict[str, list[datetime]] = defaultdict(list)
    agreed = select(Session.expert_id, Session.created_at).where(
        Session.state.in_(COUNTED), Session.created_at > since - LATELY, Session.created_at <= since
    )
    for user_id, at in await db.execute(agreed.order_by(Session.created_at)):
        before[user_id].append(at)
    wanted = set(user_ids)
    rows = await db.execute(select(Expert.user_id, Expert.capacity, Expert.opted_in_at))
    return [
        Helper(user_id, capacity, weeks[user_id], joined, tuple(before[user_id]))
        for user_id, capacity, joined in rows
        if user_id in wanted
    ]
