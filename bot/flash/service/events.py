"""An event as a whole: announced, kept current, called off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.admin import service as admin
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, enqueue_all, refresh, refresh_home
from bot.flash import messages, queries, rules, texts
from bot.flash.forms import EventForm
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Act, EventState, FlashEvent, Inbox, SeatState, Topic
from bot.models.transitions import move

ANNOUNCEMENT_KIND = messages.ANNOUNCEMENT.id  # for the job that sees whether Slack takes it
SETTLES = timedelta(seconds=5)  # in which many who join at once make one update of the announcement
MOST_CLOSED = 150  # talks of a round: Slack takes some fifty changed messages a minute, and a round is short


async def create(
    db: WorkspaceSession, by: str, form: EventForm, key: str, now: datetime
) -> FlashEvent | None:
    """Announce an event; None when this submission was taken before. Raises FormErrors, UserMessage."""
    await admin.require_admin(db, by)
    starts_at = datetime.fromtimestamp(form.start, UTC)
    _check_start(starts_at, now)
    await _check_topics(db, form.topics)
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return None
    event = await db.insert(
        FlashEvent,
        created_by=by,
        title=form.title,
        topic_ids=form.topics,
        channel_id=form.channel,
        place=form.place,
        starts_at=starts_at,
        rounds=form.rounds,
        minutes=form.minutes,
        change_minutes=form.change,
        places=form.places,
        wakes_at=starts_at - rules.CLOSES_BEFORE,
        announced_at=now,
        created_at=now,
    )
    await admin.record(db, by, Act.EVENT_PLANNED, now)
    await refresh(db, messages.ANNOUNCEMENT, to=Recipient.channel(event.channel_id), about=event.id, now=now)
    await show_organisers(db, event, now)
    return event


def _check_start(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise FormErrors({"start": texts.START_PAST})
    if starts_at < now + rules.SHORTEST_NOTICE:
        raise FormErrors({"start": texts.START_SOON.format(count=rules.minutes_until(starts_at, now))})
    if starts_at > now + rules.LONGEST_NOTICE:
        raise FormErrors({"start": texts.START_FAR})


async def _check_topics(db: WorkspaceSession, topic_ids: list[str]) -> None:
    there = select(Topic.id).where(Topic.id.in_(topic_ids), Topic.archived_at.is_(None))
    if len(list(await db.scalars(there))) != len(set(topic_ids)):
        raise FormErrors({"topics": texts.TOPIC_GONE})


async def live_event(db: WorkspaceSession, event_id: str, *, lock: bool = False) -> FlashEvent:
    """Return an event that is not over. Raises UserMessage otherwise."""
    event = await queries.event(db, event_id, lock=lock)
    if event is None:
        raise UserMessage(texts.NO_EVENT)
    if event.state is EventState.CANCELLED:
        raise UserMessage(texts.EVENT_CALLED_OFF)
    if event.state is EventState.ENDED:
        raise UserMessage(texts.EVENT_OVER)
    return event


async def check_organiser(db: WorkspaceSession, event_id: str, by: str) -> FlashEvent:
    """Return a live event to whoever may look after it. Raises UserMessage otherwise."""
    await admin.require_admin(db, by)
    return await live_event(db, event_id, lock=True)


async def show(db: WorkspaceSession, event: FlashEvent, now: datetime) -> None:
    """Bring the announcement and the organisers' card up to date, soon."""
    channel = Recipient.channel(event.channel_id)
    if event.refused_at is None:
        await refresh(db, messages.ANNOUNCEMENT, to=channel, about=event.id, now=now, within=SETTLES)
    await show_organisers(db, event, now, within=SETTLES)


async def show_organisers(
    db: WorkspaceSession, event: FlashEvent, now: datetime, within: timedelta = timedelta(0)
) -> None:
    """Bring the organisers' card up to date, and their App Homes."""
    organisers = await queries.organisers(db, event)
    for user_id in organisers:
        to = Recipient.person(user_id)
        await refresh(db, messages.ORGANISER, to=to, about=event.id, now=now, within=within)
    await refresh_home(db, organisers, now)


async def show_seats(db: WorkspaceSession, event: FlashEvent, user_ids: Iterable[str], now: datetime) -> None:
    """Bring the cards of some who joined up to date, and their App Homes."""
    some = sorted(set(user_ids))
    for user_id in some:
        await refresh(db, messages.SEAT, to=Recipient.person(user_id), about=event.id, now=now)
    await refresh_home(db, some, now)


async def call_off(db: WorkspaceSession, event_id: str, by: str, now: datetime) -> None:
    """Call an event off for an organiser, and tell everybody who has joined."""
    event = await check_organiser(db, event_id, by)
    await admin.record(db, by, Act.EVENT_CALLED_OFF, now)
    await cancel(db, event, now, by)


async def close_bells(db: WorkspaceSession, event: FlashEvent, now: datetime) -> None:
    """Have the buttons of a round's bells go once it is over, unless there are too many for that."""
    here = await queries.talks(db, event.id)
    over = [one for one in here if one.round == event.rung and one.missed_by is None]
    if len(over) <= MOST_CLOSED:
        both = [(Recipient.person(who), one.id) for one in over for who in (one.mentee_id, one.expert_id)]
        await enqueue_all(db, messages.BELL_OVER, both, now=now)


async def cancel(db: WorkspaceSession, event: FlashEvent, now: datetime, by: str | None = None) -> bool:
    """Call an event off and tell everybody who has joined; return whether this did it."""
    here, to = FlashEvent.id == event.id, EventState.CANCELLED
    if not await move(db, FlashEvent, here, to=to, wakes_at=None, cancelled_by=by):
        return False
    await close_bells(db, event, now)
    there = await queries.seats(db, event.id, SeatState.IN, SeatState.WAITING, SeatState.MISSING)
    for seat in there:
        person = Recipient.person(seat.user_id)
        await enqueue(db, messages.CALLED_OFF, to=person, about=event.id, now=now)
    await show_seats(db, event, [seat.user_id for seat in there], now)
    await show(db, event, now)
    return True


async def note_refused(db: WorkspaceSession, event_id: str, now: datetime) -> None:
    """Tell the organisers, once, that Slack refuses the channel; the event goes on without it."""
    noted = await db.update_where(
        FlashEvent, FlashEvent.id == event_id, FlashEvent.refused_at.is_(None), refused_at=now
    )
    event = await queries.event(db, event_id)
    if noted and event is not None:
        for user_id in await queries.organisers(db, event):
            to, key = Recipient.person(user_id), f"{event_id}:refused:{event.announced_at.timestamp()}"
            await enqueue(db, messages.REFUSED, to=to, about=event_id, now=now, key=f"{key}:{user_id}")
        await show_organisers(db, event, now)


async def post_again(db: WorkspaceSession, event_id: str, by: str, now: datetime) -> None:
    """Try the channel once more for an organiser."""
    event = await check_organiser(db, event_id, by)
    await db.update_where(FlashEvent, FlashEvent.id == event.id, refused_at=None, announced_at=now)
    channel = Recipient.channel(event.channel_id)
    await refresh(db, messages.ANNOUNCEMENT, to=channel, about=event.id, now=now)
    await show_organisers(db, event, now)
