"""What is said about offers: to experts, to the mentee, and to whoever looks for somebody."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.kit.blocks import Block
from bot.models import LIVE_OFFER, OfferState
from bot.offers import queries, views
from bot.offers.queries import Digest, Offered

STEWARD_DIGEST, PROGRAM_TEAM_DIGEST = "steward", "program_team"  # what their cards are called


async def _offered(context: RenderContext) -> Offered | None:
    return await queries.offered(context.db, context.row.subject_id, context.now)


def _digest(
    context: RenderContext, name: str, found: Digest, message: tuple[str, list[Block]]
) -> PostMessage:
    """Return somebody's one digest; with a new day, which is the row's version, it moves down."""
    news = bool(context.row.version and found.asks)
    card = f"{name}:{context.recipient.user_id}"
    return PostMessage(*message, card=card, anew=news, update_only=not news)


async def _card(context: RenderContext) -> Effect | None:
    """Return the offer's card as it should be now; one that is over is never posted anew."""
    found = await _offered(context)
    if found is None or found.offer.state == OfferState.SUGGESTED or found.offer.listed_with:
        return None
    over = found.offer.state not in LIVE_OFFER
    return PostMessage(*views.card(context.reader, found), card=f"offer:{found.offer.id}", update_only=over)


def _waits(found: Offered, context: RenderContext) -> bool:
    offer = found.offer
    return offer.state == OfferState.OPEN and offer.stopped_at is None and offer.deadline_at > context.now


async def _list(context: RenderContext) -> Effect | None:
    """Return the list as it should be now; one in which nothing waits any more is never posted anew."""
    found = await queries.listed(context.db, context.row.subject_id, context.now)
    if not found:
        return None
    live = any(one.offer.state in LIVE_OFFER for one in found)
    return PostMessage(*views.listed(context.reader, found), card=_list_card(context), update_only=not live)


async def _list_reminder(context: RenderContext) -> Effect | None:
    """Return the one reminder of a list while anything in it waits: it moves down."""
    found = await queries.listed(context.db, context.row.subject_id, context.now)
    if not any(_waits(one, context) for one in found):
        return None
    return PostMessage(*views.list_reminder(context.reader, found), card=_list_card(context), anew=True)


def _list_card(context: RenderContext) -> str:
    return f"offers:{context.row.subject_id}"


async def _reminder(context: RenderContext) -> Effect | None:
    """Return the one reminder, while the offer is still unanswered: its card moves down."""
    found = await _offered(context)
    if found is None or not _waits(found, context) or found.offer.listed_with:
        return None
    return PostMessage(*views.reminder(context.reader, found), card=f"offer:{found.offer.id}", anew=True)


async def _answer_by(context: RenderContext) -> datetime | None:
    """Return when the expert's time to answer is over."""
    found = await _offered(context)
    return found.offer.deadline_at if found else None


async def _list_answer_by(context: RenderContext) -> datetime | None:
    """Return when the first time to answer of a list is over."""
    found = await queries.listed(context.db, context.row.subject_id, context.now)
    return min((one.offer.deadline_at for one in found if _waits(one, context)), default=None)


async def _asked_back(context: RenderContext) -> Effect | None:
    """Return the expert's question for the mentee."""
    found = await _offered(context)
    if found is None or not found.offer.question:
        return None
    over = found.offer.answer is not None or found.offer.state not in LIVE_OFFER
    return PostMessage(
        *views.asked_back(context.reader, found), card=f"offer_question:{found.offer.id}", update_only=over
    )


async def _answered(context: RenderContext) -> Effect | None:
    """Return the mentee's answer for the expert: the card moves down, and shows it."""
    found = await _offered(context)
    if found is None or not found.offer.answer or found.offer.state not in LIVE_OFFER:
        return None
    return PostMessage(*views.answered(context.reader, found), card=f"offer:{found.offer.id}", anew=True)


async def _steward(context: RenderContext) -> Effect:
    """Return what a topic's steward sees now."""
    found = await queries.with_steward(context.db, context.recipient.user_id, context.now)
    return _digest(context, STEWARD_DIGEST, found, views.steward(context.reader, found))


async def _program_team(context: RenderContext) -> Effect:
    """Return what a member of the program's team sees now."""
    found = await queries.with_program_team(context.db, context.recipient.user_id, context.now)
    return _digest(context, PROGRAM_TEAM_DIGEST, found, views.program_team(context.reader, found))


async def _invitation(context: RenderContext) -> Effect | None:
    """Return a personal invitation, while it is still one."""
    found = await queries.invited(context.db, context.row.subject_id)
    return PostMessage(*views.invitation(context.reader, found)) if found else None


CARD = MessageKind(
    id="offer_card",
    title="A question for an expert",
    why="{mentee} asked about {topic}, and {expert} fits.",
    render=_card,
    policy=Policy(on_unknown_outcome="repeat"),
)
REMINDER = MessageKind(
    id="offer_reminder",
    title="Reminder to answer",
    why="{expert} has had {mentee}’s question for a while.",
    render=_reminder,
    policy=Policy(reminder=True, waits_for_hours=True, useful_for=timedelta(days=2)),
    latest=_answer_by,
)
LIST = MessageKind(
    id="offer_list",
    title="Several questions for an expert",
    why="Several people asked, and {expert} hears of all of them at the same time.",
    render=_list,
    policy=Policy(on_unknown_outcome="repeat"),
)
LIST_REMINDER = MessageKind(
    id="offer_list_reminder",
    title="Reminder to answer several questions",
    why="{expert} has had several questions for a while.",
    render=_list_reminder,
    policy=Policy(reminder=True, waits_for_hours=True, useful_for=timedelta(days=2)),
    latest=_list_answer_by,
)
ASKED_BACK = MessageKind(
    id="offer_asked_back",
    title="A question back",
    why="{expert} wants to know more before saying yes.",
    render=_asked_back,
    policy=Policy(on_unknown_outcome="repeat"),
)
ANSWERED = MessageKind(
    id="offer_answered",
    title="An answer to a question back",
    why="{mentee} answered what {expert} wanted to know.",
    render=_answered,
    policy=Policy(on_unknown_outcome="repeat"),
)
STEWARD = MessageKind(
    id="offer_steward",
    title="Looking for somebody",
    why="Nobody took questions about the topics of a steward. One message a day tells of all of them.",
    render=_steward,
    policy=Policy(waits_for_hours=True, on_unknown_outcome="repeat"),
)
PROGRAM_TEAM = MessageKind(
    id="offer_program_team",
    title="Nobody found",
    why="Questions wait, and the program should know. One message a day tells of all of them.",
    render=_program_team,
    policy=Policy(waits_for_hours=True, on_unknown_outcome="repeat"),
)
INVITATION = MessageKind(
    id="offer_invitation",
    title="An invitation to join",
    why="Somebody who looks after the program thinks of a colleague for a topic.",
    render=_invitation,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MESSAGES = (CARD, REMINDER, LIST, LIST_REMINDER, ASKED_BACK, ANSWERED, STEWARD, PROGRAM_TEAM, INVITATION)
