"""What is said about a story: to its two, below the thank-you, and in a channel."""

from __future__ import annotations

from collections.abc import Sequence

from bot.delivery.messages import Below, Effect, MessageKind, Policy, PostMessage, Remove, RenderContext
from bot.kit.blocks import Block
from bot.models import StoryState
from bot.people import queries as people
from bot.stories import queries, texts, views
from bot.stories.rules import ANSWER_WITHIN

REPEAT = Policy(on_unknown_outcome="repeat")
# The kind of bot/thanks/messages.py, which stories may not import; a test holds the two equal.
THANKS = "thanks_written"


async def _question(context: RenderContext) -> Effect | None:
    """Return the question whether the present words may be shared; None where it is settled or newer."""
    found = await queries.told(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None or not found.asks_me or found.story.version != context.row.version:
        return None
    text, blocks = views.question(context.reader, found)
    return PostMessage(text, blocks, card=_card_of(context), anew=True)


async def _card(context: RenderContext) -> Effect | None:
    """Return what stands in the place of the question."""
    found = await queries.told(context.db, context.row.subject_id, context.recipient.user_id)
    if found is None:
        return None
    text, blocks = (
        views.question(context.reader, found) if found.asks_me else views.stands(context.reader, found)
    )
    return PostMessage(text, blocks, card=_card_of(context), update_only=True)


def _card_of(context: RenderContext) -> str:
    return f"story:{context.row.subject_id}"


async def _post(context: RenderContext) -> Effect | None:
    """Return the story for a channel, or that it goes."""
    found = await queries.story(context.db, context.row.subject_id)
    card = f"story_post:{context.row.subject_id}"
    if found is None or context.recipient.channel_id != found.channel_id:
        return None
    reader = await people.reader_in_channel(context.db, found.published_by or "")
    if found.state is not StoryState.PUBLISHED:
        return Remove(reader(texts.POST_GONE), card=card)
    (shown,) = await queries.shown(context.db, [found.id])
    return PostMessage(*views.post(reader, shown), card=card)


async def _refused(context: RenderContext) -> Effect | None:
    found = await queries.story(context.db, context.row.subject_id)
    if found is None or found.state is not StoryState.AGREED or not found.channel_id:
        return None
    return PostMessage(*views.refused(context.reader, found.channel_id))


async def _below_thanks(context: RenderContext) -> Sequence[Block]:
    """Return below a thank-you that was sent that it could become a story, or how its story stands."""
    session_id, mentee_id = context.row.subject_id, context.recipient.user_id
    thanked = await queries.thanked(context.db, session_id)
    if thanked is None or thanked.mentee_id != mentee_id:
        return ()
    story = await queries.of_session(context.db, session_id)
    if story is None:
        return views.below_thanks(context.reader, thanked)
    found = await queries.told(context.db, story.id, mentee_id)
    return views.line(context.reader, found) if found and found.live else ()


QUESTION = MessageKind(
    id="story_question",
    title="May this story be shared?",
    why="The other one of {mentee} and {expert} wrote its words.",
    render=_question,
    policy=Policy(waits_for_hours=True, useful_for=ANSWER_WITHIN),
)
CARD = MessageKind(
    id="story_card",
    title="The card of a story",
    why="The story has changed.",
    render=_card,
    policy=REPEAT,
)
POST = MessageKind(
    id="story_post",
    title="A success story in a channel",
    why="Somebody who runs the program shared it, or one of its two took it back.",
    render=_post,
    policy=REPEAT,
)
REFUSED = MessageKind(
    id="story_refused",
    title="The channel of a story is closed to the app",
    why="The story that they shared could not be posted.",
    render=_refused,
    policy=REPEAT,
)
MESSAGES = (QUESTION, CARD, POST, REFUSED)
BELOW = (Below(THANKS, _below_thanks),)
