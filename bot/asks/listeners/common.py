"""What the ways to the form and its submission share."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

from bot.asks import queries, texts, views
from bot.asks.forms import MINUTES, FormState
from bot.asks.rules import Draft, Review, review
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.i18n import Joined
from bot.kit.interaction import Interaction
from bot.kit.slack import FAILED
from bot.matching import queries as matching
from bot.people import queries as people
from bot.stories import queries as stories
from bot.stories.queries import Example
from bot.stories.rules import SHOWN_BEFORE

MOST_LOOKED_UP = 5  # people whom a message names and nobody here has met
SUGGEST_SECONDS = 1.2  # of the three that a form has to open in: loading the encoder takes one
NAME_SECONDS = LINK_SECONDS = 0.5  # for calls without which the form opens as well


async def choices(db: WorkspaceSession, interaction: Interaction) -> list[queries.TopicChoice]:
    """Return the topics. Raises UserMessage, with whom to ask, where there are none to choose from."""
    if topics := await queries.offered_topics(db, interaction.user_id, interaction.now):
        return topics
    names = [await people.name(db, user_id) for user_id in await people.program_team(db, 3)]
    if not names:
        raise UserMessage(texts.NO_TOPICS_NOBODY)
    raise UserMessage(texts.NO_TOPICS.format(program_team=Joined(names, "or")))


async def link_to(interaction: Interaction, channel: str, ts: str) -> str:
    """Return a link to a message; "" for a conversation that the app cannot see: its words have to do."""
    try:
        async with asyncio.timeout(LINK_SECONDS):
            answer = await interaction.client.chat_getPermalink(channel=channel, message_ts=ts)
    except FAILED:
        return ""
    return str(answer.get("permalink") or "")


async def names_of(interaction: Interaction, user_ids: set[str]) -> dict[str, str]:
    """Return what people are called who stand in a message, but whom Slack does not tell in time."""
    async with interaction.read() as db:
        known = await people.people(db, user_ids)
    names = {user_id: someone.name for user_id, someone in known.items() if someone.name}
    unknown = sorted(user_ids - names.keys())[:MOST_LOOKED_UP]
    asking = [asyncio.create_task(_name(interaction, user_id)) for user_id in unknown]
    if asking:
        _, late = await asyncio.wait(asking, timeout=NAME_SECONDS)
        for task in late:
            task.cancel()
    told = {task.result()[0]: task.result()[1] for task in asking if task.done() and not task.cancelled()}
    return names | {user_id: name for user_id, name in told.items() if name}


async def _name(interaction: Interaction, user_id: str) -> tuple[str, str]:
    try:
        user = (await interaction.client.users_info(user=user_id)).get("user") or {}
    except FAILED:
        return user_id, ""
    profile = user.get("profile") or {}
    return user_id, str(profile.get("display_name") or user.get("real_name") or user.get("name") or "")


def review_of(values: dict[str, Any], topics: list[queries.TopicChoice]) -> Review:
    """Have the clinic look at the values of a form, which may still be incomplete."""
    topic = next((topic.name for topic in topics if topic.id == values.get("topic")), "")
    question, background, outcome = (
        str(values.get(name) or "") for name in ("question", "background", "outcome")
    )
    minutes = int(values.get("minutes") or MINUTES)
    return review(Draft(question, background, outcome, minutes, values.get("needed_by"), topic))


def reviewed(filled: views.Filled) -> views.Filled:
    """Return a form with what the clinic says beside its fields, where it says anything."""
    found = review_of(dict(filled.values), list(filled.topics))
    if not (views.hint_of(found) or found.private):
        return filled
    state = filled.state.model_copy(update={"reviewed": views.hint_of(found) is not None})
    return replace(filled, review=found, state=state)


def with_opening(filled: views.Filled) -> views.Filled:
    """Return a form with the opening that its offer begins with."""
    if not filled.state.opening:
        return filled
    return replace(filled, review=review_of(dict(filled.values), list(filled.topics)))


async def as_typed(interaction: Interaction, state: FormState) -> views.Filled:
    """Return the form as it stands in somebody's window, in another state."""
    values = interaction.values
    day = values.get("needed_by")
    values["needed_by"] = date.fromisoformat(day) if day else None
    async with interaction.read() as db:
        topics = await choices(db, interaction)
        past = await queries.again(db, state.session_id, interaction.user_id) if state.session_id else None
        gap = await queries.gap_days(db, state.ask_id)
        told = await stories.shown(db, state.stories) if state.stories else []
    shown = state.reviewed or state.opening or views.has_tick(interaction.view)
    found = review_of(values, topics) if shown else None
    rest = views.rest_in(interaction.view)
    return views.Filled(topics, values, state, found, rest=rest, again=past, gap_days=gap, stories=told)


async def likely(interaction: Interaction, words: str) -> matching.Suggestion:
    """Return the topics that words sound like, if they are found in time."""
    if not words.strip():
        return matching.Suggestion()
    looking = asyncio.create_task(_look(interaction, words))
    # Left to come to its end, which may be the building of an index: then the next form has it in time.
    interaction.services.background.leave(looking)
    await asyncio.wait({looking}, timeout=SUGGEST_SECONDS)
    in_time = looking.done() and not looking.cancelled() and looking.exception() is None
    return looking.result() if in_time else matching.Suggestion()


async def answered_before(interaction: Interaction, topic_id: str, question: str) -> list[Example]:
    """Return shared stories of a topic, those nearest to a question; the newest where that takes too long."""
    async with interaction.read() as db:
        found = await stories.examples(db, topic_id, interaction.user_id)
    if len(found) <= 1:
        return found
    looking = asyncio.create_task(_closest(interaction, question, found))
    interaction.services.background.leave(looking)
    await asyncio.wait({looking}, timeout=SUGGEST_SECONDS)
    in_time = looking.done() and not looking.cancelled() and looking.exception() is None
    return looking.result() if in_time else found[:SHOWN_BEFORE]


async def _closest(interaction: Interaction, question: str, found: list[Example]) -> list[Example]:
    async with interaction.read() as db:
        return await stories.closest(db, question, found)


async def _look(interaction: Interaction, words: str) -> matching.Suggestion:
    async with interaction.read() as db:
        return await matching.suggest_topics(db, words)
