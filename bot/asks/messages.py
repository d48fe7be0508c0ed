"""What is said to a mentee about an ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.asks import queries, texts, views
from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, Render, RenderContext
from bot.kit.i18n import Sentence
from bot.models import OPEN_ASK, Ask, AskState, StartedAsk


async def _tracker(context: RenderContext) -> Effect | None:
    """Return the tracker card as it should be now."""
    ask = await context.db.get(Ask, context.row.subject_id)
    if ask is None:
        return None
    found = await queries.tracked(context.db, ask, context.now)
    # Within a series nothing was asked: it is said only when it is open again.
    silent = ask.part > 1 and ask.state not in OPEN_ASK
    return PostMessage(*views.tracker(context.reader, found), card=f"ask:{ask.id}", update_only=silent)


def _news(sentence: Sentence, applies: Callable[[queries.Tracked], bool]) -> Render:
    """Return how something is told of an ask: its card moves down, and the notification says what is new."""

    async def render(context: RenderContext) -> Effect | None:
        ask = await context.db.get(Ask, context.row.subject_id)
        if ask is None or ask.state not in OPEN_ASK:
            return None
        found = await queries.tracked(context.db, ask, context.now)
        if not applies(found):
            return None
        said, blocks = views.notification(context.reader, sentence, found)
        return PostMessage(said, blocks, card=f"ask:{ask.id}", anew=True)

    return render


async def _not_them(context: RenderContext) -> Effect | None:
    """Return the question how to go on, while the mentee has not decided."""
    ask = await context.db.get(Ask, context.row.subject_id)
    if ask is None or ask.state != AskState.WAITING or ask.only_expert_id is None:
        return None
    found = await queries.tracked(context.db, ask, context.now)
    return PostMessage(*views.not_them(context.reader, found), card=f"ask:{ask.id}", anew=True)


async def _started(context: RenderContext) -> Effect | None:
    """Return the way on from what somebody wrote."""
    row = await context.db.get(StartedAsk, context.row.subject_id)
    if row is None:
        return None
    asked = await queries.question_back(context.db, row.user_id)
    return PostMessage(*views.started(context.reader, row, asked), card=f"started:{row.id}")


async def _help(context: RenderContext) -> Effect | None:
    return PostMessage(*views.help_message(context.reader))


STARTED = MessageKind(
    id="ask_started",
    title="The way to the form",
    why="Somebody wrote to the app, or mentioned it.",
    render=_started,
    policy=Policy(useful_for=timedelta(hours=12)),
)
HELP = MessageKind(
    id="ask_help",
    title="What can be asked",
    why="Somebody wrote to the app without a question.",
    render=_help,
    policy=Policy(useful_for=timedelta(hours=1)),
)
TRACKER = MessageKind(
    id="ask_tracker",
    title="Tracker card",
    why="{mentee}’s question about {topic} has moved on.",
    render=_tracker,
    policy=Policy(low_priority=True, on_unknown_outcome="repeat"),
)
WAITING = MessageKind(
    id="ask_waiting",
    title="A question waits",
    why="Nobody could take {mentee}’s question about {topic} yet.",
    render=_news(texts.WAITING, lambda found: found.ask.state == AskState.WAITING),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=3)),
)
DATE_PASSED = MessageKind(
    id="ask_date_passed",
    title="The date has passed",
    why="{mentee} needed an answer about {topic} by a day that is over.",
    render=_news(texts.DATE_PASSED, lambda found: found.date_passed),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MOVED = MessageKind(
    id="ask_moved",
    title="A question moves again",
    why="Somebody is there now who may help {mentee} with {topic}.",
    render=_news(texts.MOVED, lambda found: bool(found.live)),
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=2)),
)
NOT_THEM = MessageKind(
    id="ask_not_them",
    title="The colleague who was agreed on can't",
    why="{mentee} agreed to one colleague for a question about {topic}, who can't take it.",
    render=_not_them,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MESSAGES = (STARTED, HELP, TRACKER, WAITING, MOVED, NOT_THEM, DATE_PASSED)
