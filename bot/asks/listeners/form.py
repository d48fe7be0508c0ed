"""What is done in the form, and its submission."""

from __future__ import annotations

import logging

from bot.asks import queries, service, texts, views
from bot.asks.forms import UNSURE, AskForm, FormState
from bot.asks.listeners.common import answered_before, as_typed, choices, likely, review_of
from bot.asks.rules import private_kinds
from bot.kit.blocks import View, notice
from bot.kit.carried import RowId
from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.interaction import ClearViews, Interaction, Options, Result, UpdateView
from bot.kit.search import found
from bot.kit.slack import FAILED
from bot.kit.texts import CLOSE
from bot.models import TwoAtOnce
from bot.people import queries as people
from bot.stories import service as stories
from bot.stories.queries import Example

log = logging.getLogger(__name__)


async def show_more(interaction: Interaction) -> Result:
    """Show the fields that few questions need, below what was typed."""
    state = interaction.in_view(FormState).model_copy(update={"whole": True})
    view = views.ask_modal(interaction.reader, await as_typed(interaction, state))
    await interaction.redraw(view, whatever=True)
    return None


async def turn_opening(interaction: Interaction) -> Result:
    """Have the request begin with the clinic's opening, or no longer; the question stays as it is."""
    state = interaction.in_view(FormState)
    state = state.model_copy(update={"opening": not state.opening, "reviewed": True})
    view = views.ask_modal(interaction.reader, await as_typed(interaction, state))
    await interaction.redraw(view, whatever=True)
    return None


async def choose_topic(interaction: Interaction) -> Result:
    """Say beside the topic who offers it; to somebody who is not sure, what their words sound like.

    The form is as good without: where that is not shown in time, it stays as it is.
    """
    state, values = interaction.in_view(FormState), interaction.values
    if values.get("topic") == UNSURE:
        words = "\n".join(str(values[name]) for name in ("question", "background") if values.get(name))
        sounds = (await likely(interaction, words)).topics
        state = state.model_copy(update={"likely": sounds or state.likely})
    view = views.ask_modal(interaction.reader, await as_typed(interaction, state))
    if views.said_of_topic(view) == views.said_of_topic(interaction.view):
        return None
    try:
        await interaction.redraw(view)
    except FAILED as error:
        log.info("what is said of a topic was not shown: %s", type(error).__name__)
    return None


async def search_topics(interaction: Interaction) -> Result:
    """Find topics by what is typed; not being sure is found by everything."""
    async with interaction.read() as db:
        options = views.topic_options(interaction.reader, await choices(db, interaction))
    return Options([*found(options[:-1], interaction.typed)[:99], options[-1]])


async def submit(interaction: Interaction) -> Result:
    """Take a question, or show once what would make it better."""
    form, again = await _checked(interaction)
    if again is not None:
        return UpdateView(again)
    state = interaction.in_view(FormState)
    async with interaction.write() as db:
        await service.make(
            db,
            interaction.user_id,
            form,
            interaction.view_key,
            interaction.now,
            with_opening=state.opening,
            started_id=state.started_id,
            session_id=state.session_id,
        )
    reader = interaction.reader
    return UpdateView(notice(reader(texts.SENT_TITLE), reader(texts.SENT), close=reader(CLOSE)))


async def submit_edit(interaction: Interaction) -> Result:
    """Keep the changes to an ask, after the same look at them."""
    form, again = await _checked(interaction)
    if again is not None:
        return UpdateView(again)
    state = interaction.in_view(FormState)
    async with interaction.write() as db:
        await service.edit(
            db, state.ask_id, interaction.user_id, form, interaction.now, with_opening=state.opening
        )
    return ClearViews()


async def _checked(interaction: Interaction) -> tuple[AskForm, View | None]:
    """Return the form; and as it is shown once more, where the person has not seen yet what speaks for that.

    Raises FormErrors.
    """
    form, state = parse(AskForm, interaction.state), interaction.in_view(FormState)
    async with interaction.read() as db:
        today = interaction.now.astimezone(zone_of(await people.zone(db, interaction.user_id))).date()
        topics = await queries.offered_topics(db, interaction.user_id, interaction.now)
        settings = await people.settings(db)
        gap = await queries.gap_days(db, state.ask_id)
        tight = await queries.tight(db, interaction.user_id, form.needed_by, interaction.now)
        past = await queries.again(db, state.session_id, interaction.user_id) if state.session_id else None
    service.check_day(form.needed_by, today)
    if form.topic_id is not None and form.topic_id not in {topic.id for topic in topics}:
        raise FormErrors({"topic": texts.TOPIC_GONE})
    values = form.model_dump()
    looked = review_of(values, topics)
    weak = not state.reviewed and views.hint_of(looked) is not None
    hurried = not state.warned and tight is not None
    unticked = bool(looked.private) and not form.private_ok
    if unticked and not (weak or hurried) and views.has_tick(interaction.view):
        raise FormErrors({_private_field(form): texts.SENTENCES["private_ok"]})
    told = await _stories(interaction, form, state)
    if not (weak or hurried or unticked or (told and not state.looked)):
        return form, None
    shown = {"reviewed": state.reviewed or weak, "warned": state.warned or tight is not None}
    examples = {"looked": state.looked or bool(told), "stories": tuple(one.id for one in told)}
    state = state.model_copy(update=shown | examples)
    rest = views.rest_in(interaction.view)
    two = past is None and settings.two_at_once is not TwoAtOnce.NEVER
    filled = views.Filled(topics, values, state, looked, tight, rest, past, two, gap, told)
    return form, views.ask_modal(interaction.reader, filled)


async def _stories(interaction: Interaction, form: AskForm, state: FormState) -> list[Example]:
    """Return stories that may answer a new question, while they were not shown with it."""
    asks_anew = not (state.ask_id or state.session_id or state.looked)
    if not asks_anew or form.topic_id is None:
        return []
    return await answered_before(interaction, form.topic_id, form.question)


async def answered(interaction: Interaction) -> Result:
    """Close a question kindly that a story answered before it was sent."""
    story_id, state = interaction.pressed(RowId).id, interaction.in_view(FormState)
    async with interaction.write() as db:
        key = f"answered:{interaction.view_key}"
        await stories.answered(db, story_id, interaction.user_id, key, interaction.now)
        if state.started_id:
            await service.use_started(db, state.started_id, interaction.user_id, interaction.now)
    await interaction.redraw(views.answered(interaction.reader), whatever=True)
    return None


def _private_field(form: AskForm) -> str:
    """Return the field in which private data stands."""
    words = {"question": form.question, "background": form.background, "outcome": form.outcome}
    return next((name for name, text in words.items() if private_kinds(text)), "question")
