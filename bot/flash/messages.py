"""What is said about flash events: in their channel, to whoever joined, and to their organisers."""

from __future__ import annotations

from datetime import timedelta

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.experts import queries as experts
from bot.flash import queries
from bot.flash.views import afterwards, announcement, organiser, rounds, seat
from bot.models import LIVE_EVENT, EventState, SeatState
from bot.people import queries as people

REPEAT = Policy(on_unknown_outcome="repeat")
DURING = Policy(useful_for=timedelta(hours=1))


async def _announcement(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    if found is None:
        return None
    reader = await people.reader_in_channel(context.db, found.event.created_by)
    text, blocks = announcement.message(reader, found)
    return PostMessage(text, blocks, card=f"flash:{found.event.id}")


async def _seat(context: RenderContext) -> Effect | None:
    found = await queries.own_seat(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None:
        return None
    text, blocks = seat.card(context.reader, found)
    return PostMessage(text, blocks, card=f"flash_seat:{found.overview.event.id}")


async def _reminder(context: RenderContext) -> Effect | None:
    found = await queries.own_seat(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.seat.state is not SeatState.IN:
        return None
    event = found.overview.event
    if event.state not in LIVE_EVENT or context.now >= event.starts_at:
        return None
    return PostMessage(*seat.reminder(context.reader, found))


async def _moved_up(context: RenderContext) -> Effect | None:
    found = await queries.own_seat(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.seat.state is not SeatState.IN or found.overview.event.state not in LIVE_EVENT:
        return None
    return PostMessage(*seat.moved_up(context.reader, found))


async def _called_off(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    return PostMessage(*seat.called_off(context.reader, found)) if found else None


async def _changed(context: RenderContext) -> Effect | None:
    found = await queries.own_seat(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.seat.state is not SeatState.IN or found.overview.event.state not in LIVE_EVENT:
        return None
    return PostMessage(*seat.changed(context.reader, found))


async def _bell(context: RenderContext) -> Effect | None:
    found = await queries.talk(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.event.state is not EventState.RUNNING:
        return None
    talk = found.talk
    if talk.round != found.event.rung or context.now >= found.table.end_of(talk.round):
        return None
    text, blocks = rounds.bell(context.reader, found, context.now)
    return PostMessage(text, blocks, card=f"flash_bell:{talk.id}")


async def _bell_over(context: RenderContext) -> Effect | None:
    found = await queries.talk(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.talk.missed_by is not None:
        return None
    if found.event.state is EventState.RUNNING and context.now < found.table.end_of(found.talk.round):
        return None
    text, blocks = rounds.bell_over(context.reader, found)
    return PostMessage(text, blocks, card=f"flash_bell:{found.talk.id}", update_only=True)


async def _break(context: RenderContext) -> Effect | None:
    found = await queries.event(context.db, context.row.subject_id)
    number = context.row.version
    if found is None or found.state is not EventState.RUNNING or number != found.rung:
        return None
    if context.now >= queries.table_of(found).end_of(number):
        return None
    return PostMessage(*rounds.pause(context.reader, found, number))


async def _missed_you(context: RenderContext) -> Effect | None:
    found = await queries.talk(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or found.event.state is not EventState.RUNNING:
        return None
    return PostMessage(*rounds.missed_you(context.reader, found))


async def _after(context: RenderContext) -> Effect | None:
    event_id = context.row.subject_id
    found = await queries.own_talks(context.db, event_id, context.recipient.user_id)
    if not found:
        return None
    return PostMessage(*afterwards.after(context.reader, found), card=f"flash_after:{event_id}")


async def _thanked(context: RenderContext) -> Effect | None:
    found = await queries.talk(context.db, context.row.subject_id, context.recipient.user_id)
    return PostMessage(*afterwards.thanked(context.reader, found)) if found else None


async def _both(context: RenderContext) -> Effect | None:
    found = await queries.talk(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or not (found.talk.mentee_again and found.talk.expert_again):
        return None
    open_to_questions = await experts.is_expert(context.db, found.talk.expert_id)
    text, blocks = afterwards.both(context.reader, found, open_to_questions)
    return PostMessage(text, blocks, card=f"flash_both:{found.talk.id}")


async def _organiser(context: RenderContext) -> Effect | None:
    found = await queries.managed(context.db, context.row.subject_id)
    if found is None:
        return None
    text, blocks = organiser.card(context.reader, found)
    return PostMessage(text, blocks, card=f"flash_organiser:{found.overview.event.id}")


async def _refused(context: RenderContext) -> Effect | None:
    found = await queries.overview(context.db, context.row.subject_id)
    if found is None or found.event.state not in LIVE_EVENT or found.event.refused_at is None:
        return None
    return PostMessage(*organiser.refused(context.reader, found))


async def _report(context: RenderContext) -> Effect | None:
    found = await queries.report(context.db, context.row.subject_id)
    if found is None:
        return None
    took_part = await queries.took_part(context.db, context.row.subject_id)
    return PostMessage(*organiser.report(context.reader, found, took_part))


ANNOUNCEMENT = MessageKind(
    id="flash_announcement",
    title="A flash event’s announcement",
    why="A flash event is announced in this channel, or something about it has changed.",
    render=_announcement,
    policy=REPEAT,
)
SEAT = MessageKind(
    id="flash_seat",
    title="The card of a flash event",
    why="Somebody has joined a flash event, or their part in it has changed.",
    render=_seat,
    policy=REPEAT,
)
REMINDER = MessageKind(
    id="flash_reminder",
    title="A flash event is near",
    why="A flash event that they have joined begins in an hour.",
    render=_reminder,
    policy=DURING,
)
MOVED_UP = MessageKind(
    id="flash_moved_up",
    title="A place at a flash event",
    why="Somebody on the waiting list has a place now.",
    render=_moved_up,
    policy=REPEAT,
)
CALLED_OFF = MessageKind(
    id="flash_called_off",
    title="A flash event is called off",
    why="A flash event that they had joined does not take place.",
    render=_called_off,
    policy=REPEAT,
)
CHANGED = MessageKind(
    id="flash_changed",
    title="The rota has changed",
    why="Somebody came or went, and their next rounds are others now.",
    render=_changed,
    policy=DURING,
)
BELL = MessageKind(
    id="flash_bell",
    title="A round begins",
    why="A round of a flash event begins, and they have a talk in it.",
    render=_bell,
    policy=REPEAT,
)
BELL_OVER = MessageKind(
    id="flash_bell_over",
    title="A round is over",
    why="The round of a flash event that this bell rang for is over.",
    render=_bell_over,
    policy=Policy(low_priority=True, useful_for=timedelta(days=1), on_unknown_outcome="repeat"),
)
BREAK = MessageKind(
    id="flash_break",
    title="A round begins, with a break",
    why="A round of a flash event begins, and they have no talk in it.",
    render=_break,
    policy=DURING,
)
MISSED_YOU = MessageKind(
    id="flash_missed_you",
    title="Somebody looked for you",
    why="They were not there when a talk of theirs began.",
    render=_missed_you,
    policy=DURING,
)
AFTER = MessageKind(
    id="flash_after",
    title="What the talks were worth",
    why="A flash event is over, or they have noted something about a talk.",
    render=_after,
    policy=REPEAT,
)
THANKED = MessageKind(
    id="flash_thanked",
    title="A thank-you for a short talk",
    why="Somebody thanks them for a talk at a flash event.",
    render=_thanked,
    policy=REPEAT,
)
BOTH = MessageKind(
    id="flash_both",
    title="Both would meet again",
    why="Both of a talk said that they would gladly meet again.",
    render=_both,
    policy=REPEAT,
)
ORGANISER = MessageKind(
    id="flash_organiser",
    title="The organiser’s card",
    why="They look after a flash event, and something about it has changed.",
    render=_organiser,
    policy=REPEAT,
)
REFUSED = MessageKind(
    id="flash_refused",
    title="The channel of a flash event is closed to the app",
    why="The announcement could not be posted or changed.",
    render=_refused,
    policy=REPEAT,
)
REPORT = MessageKind(
    id="flash_report",
    title="How a flash event went",
    why="A flash event that they look after was held the day before.",
    render=_report,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MESSAGES = (
    *(ANNOUNCEMENT, SEAT, REMINDER, MOVED_UP, CALLED_OFF, CHANGED, BELL, BELL_OVER, BREAK, MISSED_YOU),
    *(AFTER, THANKED, BOTH, ORGANISER, REFUSED, REPORT),
)
