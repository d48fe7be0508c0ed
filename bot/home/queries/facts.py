"""Everything that one person's inbox is made from, read with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from bot.asks.queries import UNASKED
from bot.checklists import queries as checklists
from bot.checklists.queries import Progress
from bot.delivery.messages import Recipient
from bot.flash import queries as flash
from bot.flash.queries import OwnSeat
from bot.growing import queries as growing
from bot.growing.queries import Question
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.kit.i18n import Words
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    BookedCell,
    Conversation,
    FollowUp,
    FollowUpKind,
    Offer,
    Person,
    Session,
    SessionState,
    Thanks,
    WrapUp,
    WrittenAnswer,
)
from bot.offers import queries as escalated
from bot.people import queries as people
from bot.people.queries import Away
from bot.pooled import queries as pooled
from bot.pooled.queries import OwnPool, Sharing
from bot.sessions import queries as sessions
from bot.sessions.queries import Meeting, OwnAction
from bot.sessions.rules import CELL
from bot.sheets import queries as sheets
from bot.sheets.queries import AskedForTimes, OnList

LONGEST = timedelta(hours=1)  # that a session takes
LATELY = timedelta(days=126)  # three months, and the four weeks in which the last question is asked


@dataclass(frozen=True, slots=True)
class Facts:
    """What concerns one person, ``me``.

    ``offers`` are with them as an expert, ``asks`` are theirs and not closed, ``asked`` are the offers of
    those by ask. ``live`` are their sessions that are not over, ``held`` those that they had as a mentee
    lately, ``actions`` are what they agreed to do and is open, and ``written`` are answers in writing that
    they got. ``said`` are wrap-ups by session and author, of each session's present time. ``taken`` are
    proposed starts, by session, at which one of the two has another session meanwhile. ``channels`` are
    conversations by members, ``left`` are those who left Slack, and ``events`` the flash events that they
    have joined and that are not over. ``stewarded`` are asks of others for which they are asked, as a topic's
    steward, whom to ask; ``unfound`` are those that wait for somebody, where they run the program.
    ``sheet_times`` are sign-up sheets for which they are asked for times, and ``sheet_lists`` those whose
    waiting list they are on. ``growing`` is with whom they may go on, and ``pools``
    are the shared sessions that they are asked for, or take part in. ``away`` are those who are, by user id.
    """

    me: str
    hours: WorkingHours
    now: datetime
    offers: tuple[Offer, ...]
    asks: tuple[Ask, ...]
    asked: Mapping[str, Sequence[Offer]]
    live: tuple[Meeting, ...]
    held: tuple[Meeting, ...]
    actions: tuple[OwnAction, ...]
    written: tuple[WrittenAnswer, ...]
    progress: Mapping[str, Progress]
    said: Mapping[tuple[str, str], WrapUp]
    taken: frozenset[tuple[str, datetime]]
    thanked: frozenset[str]
    answered: frozenset[tuple[str, FollowUpKind]]
    names: Mapping[str, Words]
    left: frozenset[str]
    channels: Mapping[str, str]
    events: tuple[OwnSeat, ...] = ()
    stewarded: tuple[Ask, ...] = ()
    unfound: tuple[Ask, ...] = ()
    sheet_times: tuple[AskedForTimes, ...] = ()
    sheet_lists: tuple[OnList, ...] = ()
    growing: tuple[Question, ...] = ()
    pools: tuple[OwnPool, ...] = ()
    away: Mapping[str, Away] = field(default_factory=dict)


async def facts(db: WorkspaceSession, user_id: str, now: datetime) -> Facts:
    """Return what one person's inbox is made from."""
    asks = await _asks(db, user_id)
    offers = await _offers_to(db, user_id, now)
    asked = await _offers_of(db, asks)
    live = await _meetings(db, _of(user_id), Session.state.in_(sessions.LIVE))
    held = await _meetings(
        db,
        Session.mentee_id == user_id,
        Session.state == SessionState.HELD,
        Session.ends_at > now - LATELY,
    )
    written = await _written(db, user_id)
    pools = await pooled.of_person(db, user_id, now)
    known = await people.people(db, {user_id, *_people_in(asks, offers, asked, written)})
    me = known.get(user_id)
    return Facts(
        me=user_id,
        hours=people.week_of(me),
        now=now,
        offers=tuple(offers),
        asks=tuple(asks),
        asked=asked,
        live=tuple(live),
        held=tuple(held),
        actions=tuple(await sessions.own_actions(db, user_id, only_open=True)),
        written=tuple(written),
        progress=await checklists.progress_of(db, [one.session for one in live], user_id),
        said=await wrap_ups(db, [*live, *held]),
        taken=frozenset(await _taken(db, live)),
        thanked=frozenset(await _thanked(db, held)),
        answered=frozenset(await _answered(db, held)),
        left=frozenset(each for each, someone in known.items() if someone.deactivated),
        names={each: people.name_of(known.get(each)) for each in known},
        channels=await _channels(db, user_id, live, pools),
        events=tuple(await flash.going_on(db, user_id)),
        stewarded=tuple(await escalated.waiting_for_steward(db, user_id)),
        unfound=tuple(await _unfound(db, me, now)),
        sheet_times=tuple(await sheets.asked(db, user_id)),
        sheet_lists=tuple(await sheets.on_lists(db, user_id)),
        growing=tuple(await growing.open_for(db, user_id, now)),
        pools=tuple(pools),
        away={each: away for each in known if (away := people.away_of(known[each], now))},
    )


async def _unfound(db: WorkspaceSession, me: Person | None, now: datetime) -> list[Ask]:
    """Return the asks that wait for somebody, for whoever hears of them."""
    may_hear = me is not None and (me.is_admin or me.is_manager)
    if me is None or not may_hear or me.user_id not in await people.program_team(db):
        return []
    return await escalated.waiting_for_team(db, me.user_id, now)


def _of(user_id: str) -> ColumnElement[bool]:
    return (Session.mentee_id == user_id) | (Session.expert_id == user_id)


async def _asks(db: WorkspaceSession, user_id: str) -> list[Ask]:
    mine = select(Ask).where(Ask.mentee_id == user_id, Ask.closed_at.is_(None))
    return list(
        await db.scalars(mine.options(joinedload(Ask.topic)).order_by(Ask.created_at.desc(), Ask.id.desc()))
    )


async def _offers_to(db: WorkspaceSession, user_id: str, now: datetime) -> list[Offer]:
    """Return the offers that somebody has; one that waits for their day is not theirs yet."""
    mine = select(Offer).where(
        Offer.expert_id == user_id,
        Offer.state.in_(LIVE_OFFER),
        Offer.offered_at <= now,
        Offer.ask.has(Ask.state.in_(OPEN_ASK)),
    )
    return list(await db.scalars(mine.options(joinedload(Offer.ask).joinedload(Ask.topic))))


async def _offers_of(db: WorkspaceSession, asks: Iterable[Ask]) -> dict[str, list[Offer]]:
    ids = [ask.id for ask in asks]
    found: dict[str, list[Offer]] = defaultdict(list)
    made = select(Offer).where(Offer.ask_id.in_(ids), Offer.state.not_in(UNASKED))
    for offer in await db.scalars(made.order_by(Offer.offered_at, Offer.id)):
        found[offer.ask_id].append(offer)
    return found


async def _meetings(db: WorkspaceSession, *where: ColumnElement[bool]) -> list[Meeting]:
    rows = select(Session).options(*sessions.SHOWN).where(*where)
    return await sessions.meetings(db, list(await db.scalars(rows.order_by(Session.created_at, Session.id))))


async def _taken(db: WorkspaceSession, live: Iterable[Meeting]) -> list[tuple[str, datetime]]:
    wanted = [(one, at) for one in live for at in (*one.slots, one.session.proposed_at) if at]
    user_ids = {user_id for one, _ in wanted for user_id in one.user_ids}
    begins, ends = (choose((at for _, at in wanted), default=None) for choose in (min, max))
    if begins is None or ends is None:
        return []
    cells = select(BookedCell.user_id, BookedCell.starts_at).where(
        BookedCell.user_id.in_(sorted(user_ids)),
        BookedCell.starts_at > begins - CELL,
        BookedCell.starts_at < ends + LONGEST,
    )
    booked = [(user_id, at) for user_id, at in await db.execute(cells)]
    return [(one.session.id, at) for one, at in wanted if _is_taken(one, at, booked)]


def _is_taken(meeting: Meeting, at: datetime, booked: Iterable[tuple[str, datetime]]) -> bool:
    end = at + timedelta(minutes=meeting.session.minutes)
    return any(user_id in meeting.user_ids and at - CELL < cell < end for user_id, cell in booked)


async def _written(db: WorkspaceSession, user_id: str) -> list[WrittenAnswer]:
    """Return the answers in writing that are with somebody as a mentee, and not thanked for yet."""
    mine = select(WrittenAnswer).where(
        WrittenAnswer.mentee_id == user_id,
        WrittenAnswer.delivered_at.is_not(None),
        WrittenAnswer.thanked_at.is_(None),
    )
    whole = joinedload(WrittenAnswer.ask).joinedload(Ask.topic)
    return list(await db.scalars(mine.options(whole).order_by(WrittenAnswer.written_at, WrittenAnswer.id)))


def _people_in(
    asks: Iterable[Ask],
    offers: Iterable[Offer],
    asked: Mapping[str, Sequence[Offer]],
    written: Iterable[WrittenAnswer],
) -> Iterable[str]:
    yield from (answer.expert_id for answer in written)
    yield from (offer.ask.mentee_id for offer in offers)
    yield from (ask.only_expert_id for ask in asks if ask.only_expert_id)
    yield from (offer.expert_id for each in asked.values() for offer in each)


async def wrap_ups(db: WorkspaceSession, meetings: Iterable[Meeting]) -> dict[tuple[str, str], WrapUp]:
    """Return what was said about these sessions' present times, by session and author."""
    versions = {one.session.id: one.session.version for one in meetings}
    rows = await db.scalars(select(WrapUp).where(WrapUp.session_id.in_(sorted(versions))))
    return {(row.session_id, row.user_id): row for row in rows if row.version == versions[row.session_id]}


async def _thanked(db: WorkspaceSession, held: Iterable[Meeting]) -> Sequence[str]:
    ids = [one.session.id for one in held]
    return list(await db.scalars(select(Thanks.session_id).where(Thanks.session_id.in_(ids))))


async def _answered(db: WorkspaceSession, held: Iterable[Meeting]) -> list[tuple[str, FollowUpKind]]:
    ids = [one.session.id for one in held]
    found = await db.scalars(select(FollowUp).where(FollowUp.session_id.in_(ids)))
    return [(row.session_id, row.kind) for row in found]


async def _channels(
    db: WorkspaceSession, user_id: str, live: Iterable[Meeting], pools: Iterable[OwnPool]
) -> dict[str, str]:
    """Return where the person's own conversation and those of their sessions stand."""
    shared = (one.talk for one in pools if isinstance(one, Sharing) and one.talk)
    wanted = {user_id, *(members(one) for one in live), *shared}
    found = await db.scalars(select(Conversation).where(Conversation.members.in_(sorted(wanted))))
    return {row.members: row.channel_id for row in found if row.channel_id}


def members(meeting: Meeting) -> str:
    """Return by whom the conversation of a session is known."""
    return str(Recipient.group(*meeting.user_ids))
