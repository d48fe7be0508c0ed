"""What is said as a program begins: the first steps, posts in channels, and that a channel is closed."""

from __future__ import annotations

from bot.delivery.messages import Canvas, Effect, MessageKind, Pin, Policy, PostMessage, RenderContext
from bot.models import PostKind, ProgramPost
from bot.people import queries as people
from bot.pilot import queries, views

REPEAT = Policy(on_unknown_outcome="repeat")


async def _steps(context: RenderContext) -> Effect | None:
    found = await queries.steps(context.db)
    if found is None:
        return None
    text, blocks = views.card(context.reader, found)
    return PostMessage(text, blocks, card="first_steps", update_only=found.finished)


async def _post(context: RenderContext) -> Effect | None:
    found = await queries.post(context.db, context.row.subject_id)
    if found is None:
        return None
    reader = await people.reader_in_channel(context.db, found.posted_by)
    if found.kind == PostKind.GUIDE:
        text, blocks = views.guide(reader, await queries.guide(context.db))
    elif found.words:
        text, blocks = views.post(reader, found)
    else:
        return None
    return PostMessage(text, blocks, card=_card(found))


def _card(row: ProgramPost) -> str:
    return f"program_post:{row.id}"


async def _canvas(context: RenderContext) -> Effect | None:
    found = await queries.post(context.db, context.row.subject_id)
    if found is None:
        return None
    reader = await people.reader_in_channel(context.db, found.posted_by)
    shown = views.guide_text(reader, await queries.guide(context.db))
    return Canvas(_card(found), shown.title, views.markdown(shown))


async def _pin(context: RenderContext) -> Effect | None:
    found = await queries.post(context.db, context.row.subject_id)
    return Pin(_card(found)) if found else None


async def _refused(context: RenderContext) -> Effect | None:
    found = await queries.post(context.db, context.row.subject_id)
    if found is None or found.refused_at is None:
        return None
    if found.kind == PostKind.CANVAS:
        error = await queries.error_of(context.db, found.id, CANVAS.id)
        return PostMessage(*views.canvas_refused(context.reader, found, error))
    return PostMessage(*views.refused(context.reader, found))


STEPS = MessageKind(
    id="pilot_steps",
    title="The first steps of a program",
    why="They installed the app, or a step is done.",
    render=_steps,
    policy=REPEAT,
)
POST = MessageKind(
    id="pilot_post",
    title="A post of the program",
    why="Somebody who runs the program had it posted, or what it says has changed.",
    render=_post,
    policy=REPEAT,
)
CANVAS = MessageKind(
    id="pilot_canvas",
    title="The guide as a canvas of a channel",
    why="Somebody who runs the program had it made, or what it says has changed.",
    render=_canvas,
)
PIN = MessageKind(
    id="pilot_pin",
    title="The guide is pinned",
    why="The guide was posted in this channel.",
    render=_pin,
)
REFUSED = MessageKind(
    id="pilot_refused",
    title="The channel of a post is closed to the app",
    why="What they had posted could not be posted.",
    render=_refused,
    policy=REPEAT,
)
MESSAGES = (STEPS, POST, CANVAS, PIN, REFUSED)
