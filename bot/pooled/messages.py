"""What is said about pooled asks: to each mentee, to an expert, and in the conversation of all."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.models import LIVE_POOL, OPEN_POOL, PoolState, ShareState
from bot.pooled import queries
from bot.pooled.queries import Own
from bot.pooled.views import expert, meeting, mentee

REPEAT = Policy(on_unknown_outcome="repeat")


def _mentees_card(context: RenderContext, found: Own, *, update_only: bool, anew: bool = False) -> Effect:
    text, blocks = mentee.card(context.reader, found)
    return PostMessage(text, blocks, f"pool_place:{found.place.id}", update_only=update_only, anew=anew)


async def _consent(context: RenderContext) -> Effect | None:
    """Return the question whether somebody would share, while it is one, or the card of their yes."""
    found = await queries.own(context.db, context.row.subject_id)
    if found is None:
        return None
    state = found.shared.pool.state
    asked = found.place.state is ShareState.ASKED and state is PoolState.GATHERING
    agreed = found.place.state is ShareState.IN and state in LIVE_POOL  # in App Home, before it was sent
    return _mentees_card(context, found, update_only=False) if asked or agreed else None


async def _place(context: RenderContext) -> Effect | None:
    found = await queries.own(context.db, context.row.subject_id)
    return _mentees_card(context, found, update_only=True) if found else None


async def _dissolved(context: RenderContext) -> Effect | None:
    """Return that it did not come to a session, to whoever would have shared it."""
    found = await queries.own(context.db, context.row.subject_id)
    if found is None or found.shared.pool.state is not PoolState.DISSOLVED:
        return None
    return _mentees_card(context, found, update_only=False, anew=True)


async def _offer(context: RenderContext) -> Effect | None:
    return await _experts_card(context, update_only=False)


async def _offer_card(context: RenderContext) -> Effect | None:
    return await _experts_card(context, update_only=True)


async def _experts_card(context: RenderContext, *, update_only: bool) -> Effect | None:
    about, user_id = context.row.subject_id, context.recipient.user_id
    found = await queries.for_expert(context.db, about, user_id, context.now)
    if found is None or not (found.is_open or update_only):
        return None
    text, blocks = expert.card(context.reader, found)
    return PostMessage(text, blocks, f"pool_offer:{about}", update_only=update_only)


async def _meeting(context: RenderContext) -> Effect | None:
    return await _card_of_all(context, news=True)


async def _meeting_card(context: RenderContext) -> Effect | None:
    return await _card_of_all(context, news=False)


async def _soon(context: RenderContext) -> Effect | None:
    """Return the card as a reminder, while the session still lies ahead."""
    found = await queries.pool(context.db, context.row.subject_id)
    if found is None or found.state is not PoolState.BOOKED or found.starts_at is None:
        return None
    return await _card_of_all(context, news=True) if found.starts_at > context.now else None


async def _card_of_all(context: RenderContext, *, news: bool) -> Effect | None:
    about = context.row.subject_id
    found = await queries.shared(context.db, about)
    if found is None or found.pool.state in OPEN_POOL:
        return None
    text, blocks = meeting.card(context.reader, found, context.now)
    return PostMessage(text, blocks, f"pool:{about}", update_only=not news, anew=news)


async def _moved(context: RenderContext) -> Effect | None:
    """Return that there is another time, while it lies ahead."""
    found = await queries.shared(context.db, context.row.subject_id)
    if found is None or found.pool.state is not PoolState.BOOKED or found.pool.starts_at is None:
        return None
    ahead = found.pool.starts_at > context.now
    return PostMessage(*meeting.moved(context.reader, found)) if ahead else None


async def _not_coming(context: RenderContext) -> Effect | None:
    """Return that one of several does not come, or does after all, while the others still meet."""
    found = await queries.place(context.db, context.row.subject_id)
    if found is None or found[1].state is not PoolState.BOOKED or found[1].starts_at is None:
        return None
    place, pool, name = found
    if pool.starts_at is None or pool.starts_at <= context.now:
        return None
    comes = place.state is ShareState.IN
    return PostMessage(*meeting.not_coming(context.reader, pool, name, comes=comes))


async def _wrap_ups(context: RenderContext) -> Effect | None:
    found = await queries.shared(context.db, context.row.subject_id)
    if found is None or not found.meetings:
        return None
    return PostMessage(*expert.wrap_ups(context.reader, found), card=f"pool_wrap_ups:{found.pool.id}")


CONSENT = MessageKind(
    id="pool_consent",
    title="Would you share a session?",
    why="{mentee} waits with a question about {topic}, and others wait with much the same.",
    render=_consent,
)
PLACE = MessageKind(
    id="pool_place",
    title="The question whether to share, and what becomes of it",
    why="It has been answered, or moved on.",
    render=_place,
)
DISSOLVED = MessageKind(
    id="pool_dissolved",
    title="No shared session",
    why="{mentee} would have shared a session about {topic}, and it did not come to one.",
    render=_dissolved,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7), on_unknown_outcome="repeat"),
)
OFFER = MessageKind(
    id="pool_offer",
    title="Several questions for an expert",
    why="Several who ask alike would share a session, and this expert fits all of them.",
    render=_offer,
    policy=REPEAT,
)
OFFER_CARD = MessageKind(
    id="pool_offer_card",
    title="Several questions for an expert, and what becomes of them",
    why="They have been answered, or moved on.",
    render=_offer_card,
)
MEETING = MessageKind(
    id="pool_meeting",
    title="A shared session",
    why="An expert has picked a time for several who ask alike, or it is off.",
    render=_meeting,
    policy=REPEAT,
)
SOON = MessageKind(
    id="pool_soon",
    title="A shared session begins soon",
    why="It begins in a quarter of an hour.",
    render=_soon,
    policy=Policy(useful_for=timedelta(minutes=15), on_unknown_outcome="repeat"),
)
MEETING_CARD = MessageKind(
    id="pool_meeting_card",
    title="The card of a shared session",
    why="Somebody can't come, or it has begun or ended.",
    render=_meeting_card,
)
MOVED = MessageKind(
    id="pool_moved",
    title="A shared session is moved",
    why="Its expert has picked another time.",
    render=_moved,
    policy=Policy(on_unknown_outcome="repeat"),
)
NOT_COMING = MessageKind(
    id="pool_not_coming",
    title="Somebody can't come to a shared session",
    why="The others go on without them.",
    render=_not_coming,
    policy=Policy(on_unknown_outcome="repeat"),
)
WRAP_UPS = MessageKind(
    id="pool_wrap_ups",
    title="Wrap-ups of a shared session",
    why="A session that several shared is over, and their expert is asked what came of it.",
    render=_wrap_ups,
    policy=Policy(useful_for=timedelta(days=3), on_unknown_outcome="repeat"),
)
MESSAGES = (
    *(CONSENT, PLACE, DISSOLVED, OFFER, OFFER_CARD),
    *(MEETING, SOON, MEETING_CARD, MOVED, NOT_COMING, WRAP_UPS),
)
