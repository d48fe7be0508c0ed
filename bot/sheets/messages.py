"""What is said about sign-up sheets: in their channel, to experts, to whoever waits, and to organisers."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.models import LIVE_SHEET, PlaceState, SheetState
from bot.people import queries as people
from bot.sheets import queries, rules
from bot.sheets.views import expert, organiser, post

REPEAT = Policy(on_unknown_outcome="repeat")
NEWS = Policy(waits_for_hours=True, useful_for=timedelta(days=7))


async def _sheet(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    if found is None or found.sheet.state is SheetState.GATHERING:
        return None
    over = found.sheet.state is not SheetState.OPEN
    reader = await people.reader_in_channel(context.db, found.posted_by)
    text, blocks = post.message(reader, found, context.now)
    return PostMessage(text, blocks, card=f"sheet:{found.sheet.id}", update_only=over)


async def _invite(context: RenderContext) -> Effect | None:
    found = await queries.invited(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None:
        return None
    over = found.overview.sheet.state not in LIVE_SHEET or not found.helps
    text, blocks = expert.card(context.reader, found, context.now)
    return PostMessage(text, blocks, card=f"sheet_expert:{found.overview.sheet.id}", update_only=over)


async def _place(context: RenderContext) -> Effect | None:
    found = await queries.own_place(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.place.listed_at is None:
        return None
    waits, sheet = found.place.state is PlaceState.WAITING, found.overview.sheet
    text, blocks = post.place_card(context.reader, found)
    ended = waits and sheet.state is not SheetState.OPEN  # news: nobody gave a place back
    return PostMessage(text, blocks, card=f"sheet_place:{sheet.id}", update_only=not waits, anew=ended)


async def _moved_up(context: RenderContext) -> Effect | None:
    found = await queries.own_place(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.slot is None or found.place.state is not PlaceState.IN:
        return None
    card = f"sheet_place:{found.overview.sheet.id}"
    return PostMessage(*post.moved_up(context.reader, found), card=card, anew=True)


async def _plan(context: RenderContext) -> Effect | None:
    found = await queries.planned(context.db, context.row.subject_id)
    if found is None:
        return None
    text, blocks = organiser.card(context.reader, found)
    return PostMessage(text, blocks, card=f"sheet_plan:{found.plan.id}")


async def _refused(context: RenderContext) -> Effect | None:
    found = await queries.planned(context.db, context.row.subject_id)
    if found is None or found.plan.refused_at is None:
        return None
    return PostMessage(*organiser.refused(context.reader, found))


async def _nobody(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    if found is None or found.next_at is None:
        return None
    return PostMessage(*organiser.nobody(context.reader, found))


async def _smaller(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    if found is None or found.next_at is None:
        return None
    plan = await queries.plan(context.db, found.sheet.plan_id)
    taken = await queries.taken(context.db, found.sheet.id)
    places = rules.smaller(found.sheet.places, taken)
    if plan is None or places is None or plan.places <= places:
        return None
    text, blocks = organiser.smaller(context.reader, found, taken, places)
    return PostMessage(text, blocks, card=f"sheet_smaller:{found.sheet.id}")


SHEET = MessageKind(
    id="sheet",
    title="A sign-up sheet",
    why="A sign-up sheet goes out in this channel, or its places have changed.",
    render=_sheet,
    policy=REPEAT,
)
INVITE = MessageKind(
    id="sheet_invite",
    title="Times for a sign-up sheet",
    why="They help with the topic of a sign-up sheet, or something about their times has changed.",
    render=_invite,
    policy=REPEAT,
)
PLACE = MessageKind(
    id="sheet_place",
    title="The waiting list of a sign-up sheet",
    why="They are on the waiting list of a sign-up sheet, or that has changed.",
    render=_place,
    policy=REPEAT,
)
MOVED_UP = MessageKind(
    id="sheet_moved_up",
    title="A place on a sign-up sheet",
    why="Somebody on the waiting list has a place now.",
    render=_moved_up,
    policy=REPEAT,
)
PLAN = MessageKind(
    id="sheet_plan",
    title="A monthly sign-up sheet",
    why="They have started a monthly sign-up sheet, or look after it.",
    render=_plan,
    policy=REPEAT,
)
REFUSED = MessageKind(
    id="sheet_refused",
    title="The channel of a sign-up sheet is closed to the app",
    why="The sheet could not be posted or changed.",
    render=_refused,
    policy=REPEAT,
)
NOBODY = MessageKind(
    id="sheet_nobody",
    title="A sign-up sheet without times",
    why="No expert could offer a time for the sheet that they look after.",
    render=_nobody,
    policy=NEWS,
)
SMALLER = MessageKind(
    id="sheet_smaller",
    title="A smaller sign-up sheet",
    why="Few places of the sheet that they look after were taken.",
    render=_smaller,
    policy=NEWS,
)
MESSAGES = (SHEET, INVITE, PLACE, MOVED_UP, PLAN, REFUSED, NOBODY, SMALLER)
