"""The ways to ask, and what a mentee can do with an ask."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from bot.asks import queries, service, texts, views
from bot.asks.forms import BACKGROUND_CHARS, QUESTION_CHARS, AskForm, FormState, TopicOfAsk, WidenForm
from bot.asks.rules import Draft, Review, holds, review
from bot.kit.blocks import View, clip, notice, unescape
from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.i18n import Joined
from bot.kit.interaction import ClearViews, Ephemeral, Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.kit.slack import FAILED
from bot.kit.texts import CLOSE
from bot.people import queries as people
from bot.people.service import add_missing

log = logging.getLogger(__name__)


async def _topics(interaction: Interaction) -> list[queries.TopicChoice]:
    """Return the topics, and meet the person. Raises UserMessage where there are no topics."""
    async with interaction.write(decides=False) as db:
        await add_missing(db, [interaction.user_id])
        return await _choices(db)


async def _choices(db: WorkspaceSession) -> list[queries.TopicChoice]:
    """Return the topics. Raises UserMessage, with whom to ask, where there are none to choose from."""
    if topics := await queries.topic_choices(db):
        return topics
    names = [await people.name(db, user_id) for user_id in await people.program_team(db, 3)]
    if not names:
        raise UserMessage(texts.NO_TOPICS_NOBODY)
    raise UserMessage(texts.NO_TOPICS.format(program_team=Joined(names, "or")))


async def open_ask_by_command(interaction: Interaction) -> Result:
    """Open the form with the typed words; where Slack does not open it, return them with a way back."""
    topics = await _topics(interaction)
    reader = interaction.reader
    try:
        await interaction.open(views.ask_modal(reader, topics, _typed(interaction.text)))
    except FAILED as error:
        log.warning("the ask form did not open: %s", type(error).__name__)
        return Ephemeral(texts.COULD_NOT_OPEN, views.could_not_open(reader, interaction.text))
    return None


def _typed(words: str) -> dict[str, Any]:
    """Return what a form starts from: the question, and as background what is too long for it."""
    if len(words) <= QUESTION_CHARS:
        return {"question": words}
    end = words.rfind(" ", QUESTION_CHARS // 2, QUESTION_CHARS)
    end = end if end > 0 else QUESTION_CHARS
    return {"question": words[:end], "background": clip(words[end:].strip(), BACKGROUND_CHARS)}


async def open_ask(interaction: Interaction) -> Result:
    """Open the form from App Home, a message or the global shortcut."""
    topics = await _topics(interaction)
    await interaction.open(views.ask_modal(interaction.reader, topics, _typed(interaction.value)))
    return None


async def open_ask_again(interaction: Interaction) -> Result:
    """Open the form for the expert of a past session, with the question of that time as background."""
    topics = await _topics(interaction)
    async with interaction.read() as db:
        past = await service.past_session(db, interaction.pressed(RowId).id, interaction.user_id)
    values = {"topic": past.topic_id, "background": clip(past.question, BACKGROUND_CHARS)}
    await interaction.open(views.ask_modal(interaction.reader, topics, values, again=past))
    return None


async def _again(interaction: Interaction) -> queries.Again | None:
    """Return the past session from which the open form asks again, if it does."""
    session_id = interaction.in_view(FormState).session_id
    if not session_id:
        return None
    async with interaction.read() as db:
        return await queries.again(db, session_id, interaction.user_id)


async def open_ask_about_message(interaction: Interaction) -> Result:
    """Open the form about a message. Its link takes a call to Slack, so a loading view comes first."""
    topics = await _topics(interaction)
    message = interaction.body.get("message") or {}
    view_id = await interaction.open(views.loading(interaction.reader))
    link = await _permalink(interaction, str(message.get("ts") or interaction.body.get("message_ts") or ""))
    words = clip(unescape(str(message.get("text") or "")), BACKGROUND_CHARS - len(link) - 1)
    background = "\n".join(part for part in (words, link) if part)
    view = views.ask_modal(interaction.reader, topics, {"background": background})
    await interaction.client.views_update(view_id=view_id, view=view)
    return None


async def _permalink(interaction: Interaction, ts: str) -> str:
    channel = str((interaction.body.get("channel") or {}).get("id") or "")
    try:
        answer = await interaction.client.chat_getPermalink(channel=channel, message_ts=ts)
    except FAILED:
        return ""  # a conversation the app cannot see: the message's words have to do
    return str(answer.get("permalink") or "")


async def submit_ask(interaction: Interaction) -> Result:
    """Take a question, or show the clinic's suggestions once before it goes out."""
    form, suggestions = await _checked(interaction)
    if suggestions is not None:
        return UpdateView(suggestions)
    async with interaction.write() as db:
        session_id = interaction.in_view(FormState).session_id
        await service.make(
            db, interaction.user_id, form, interaction.view_key, interaction.now, session_id=session_id
        )
    reader = interaction.reader
    return UpdateView(notice(reader(texts.SENT_TITLE), reader(texts.SENT), close=reader(CLOSE)))


async def submit_edit(interaction: Interaction) -> Result:
    """Keep the changes to an ask, after the same look at them."""
    form, suggestions = await _checked(interaction)
    if suggestions is not None:
        return UpdateView(suggestions)
    ask_id = interaction.in_view(FormState).ask_id
    async with interaction.write() as db:
        await service.edit(db, ask_id, interaction.user_id, form, interaction.now)
    return ClearViews()


async def _checked(interaction: Interaction) -> tuple[AskForm, View | None]:
    """Return the form, and the view with the clinic's suggestions where they have not been seen yet."""
    form = parse(AskForm, interaction.state)
    async with interaction.read() as db:
        today = interaction.now.astimezone(zone_of(await people.zone(db, interaction.user_id))).date()
        topics = await queries.topic_choices(db)
        tight = await queries.tight(db, interaction.user_id, form.needed_by, interaction.now)
    service.check_day(form.needed_by, today)
    if form.topic not in {topic.id for topic in topics}:
        raise FormErrors({"topic": texts.TOPIC_GONE})
    found = _review(form, topics)
    if not interaction.in_view(FormState).reviewed and (found.findings or tight is not None):
        return form, await _with_clinic(interaction, topics, form, found, tight)
    if found.private and not form.private_ok:
        if "private_ok" in {block.get("block_id") for block in interaction.view["blocks"]}:
            raise FormErrors({"private_ok": texts.SENTENCES["private_ok"]})
        return form, await _with_clinic(interaction, topics, form, found)
    return form, None


async def _with_clinic(
    interaction: Interaction,
    topics: list[queries.TopicChoice],
    form: AskForm,
    found: Review,
    tight: int | None = None,
) -> View:
    state = interaction.in_view(FormState)
    values = form.model_dump() | {"format": form.format.value}
    return views.ask_modal(
        interaction.reader,
        topics,
        values,
        ask_id=state.ask_id,
        review=found,
        draft=state.draft,
        tight=tight,
        again=await _again(interaction),
    )


def _review(form: AskForm, topics: list[queries.TopicChoice]) -> Review:
    topic = next((topic.name for topic in topics if topic.id == form.topic), "")
    draft = Draft(form.question, form.background, form.outcome, form.minutes, form.needed_by, topic)
    return review(draft)


async def use_sharper(interaction: Interaction) -> Result:
    """Put the sharper opening in the place of the question; everything else stays as typed."""
    state, values = interaction.in_view(FormState), interaction.values
    day = values.get("needed_by")
    values["needed_by"] = date.fromisoformat(day) if day else None
    async with interaction.read() as db:
        topics = await _choices(db)
    found = _review(AskForm.model_construct(**_drafted(values)), topics)
    if found.sharper:
        values["background"] = _kept(values, found.sharper)
        values["question"] = found.sharper
    rest = Review(found.findings, found.private, None)
    view = views.ask_modal(
        interaction.reader,
        topics,
        values,
        ask_id=state.ask_id,
        review=rest,
        draft=state.draft + 1,
        again=await _again(interaction),
    )
    await interaction.redraw(view)
    return None


def _drafted(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a form that may still be incomplete."""
    empty = {"topic": "", "question": "", "background": "", "outcome": ""}
    return empty | values | {"minutes": int(values.get("minutes") or 45)}


def _kept(values: dict[str, Any], opening: str) -> str:
    """Return the background with the question's first words above it, where the opening left some out."""
    question, background = str(values.get("question") or ""), str(values.get("background") or "")
    if holds(opening, question) or question in background:
        return background
    return "\n\n".join(part for part in (question, background) if part)[:BACKGROUND_CHARS]


async def open_edit(interaction: Interaction) -> Result:
    """Open an ask for changes."""
    async with interaction.read() as db:
        ask = await service.owned(db, interaction.pressed(RowId).id, interaction.user_id)
        topics = await _choices(db)
    await interaction.open(views.ask_modal(interaction.reader, topics, views.values_of(ask), ask_id=ask.id))
    return None


async def open_widen(interaction: Interaction) -> Result:
    """Offer to widen the search."""
    async with interaction.read() as db:
        ask = await service.owned(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.widen_modal(interaction.reader, ask))
    return None


async def submit_widen(interaction: Interaction) -> Result:
    """Widen the search."""
    form = parse(WidenForm, interaction.state)
    ask_id = interaction.in_view(RowId).id
    async with interaction.write() as db:
        looking = await service.widen(db, ask_id, interaction.user_id, list(form.widen), interaction.now)
    return Ephemeral(texts.WIDENED if looking else texts.WIDENED_LATER)


async def keep_looking(interaction: Interaction) -> Result:
    """Go on although the day has passed."""
    ask_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.keep_looking(db, ask_id, interaction.user_id, interaction.now)
    return None


async def ask_others(interaction: Interaction) -> Result:
    """Look for somebody else than the one who was agreed on."""
    ask_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.ask_others(db, ask_id, interaction.user_id, interaction.now)
    return None


async def move_topic(interaction: Interaction) -> Result:
    """Ask the people of a topic close by."""
    chosen = interaction.pressed(TopicOfAsk)
    async with interaction.write() as db:
        await service.move_topic(db, chosen.id, interaction.user_id, chosen.topic, interaction.now)
    return None


async def ask_in_writing(interaction: Interaction) -> Result:
    """Ask somebody who shares no hour for an answer in writing."""
    ask_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.ask_in_writing(db, ask_id, interaction.user_id, interaction.now)
    return None


async def withdraw(interaction: Interaction) -> Result:
    """Take an ask back."""
    ask_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.withdraw(db, ask_id, interaction.user_id, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.command("/ask-expert", open_ask_by_command)
    router.shortcut("ask_expert", open_ask)
    router.shortcut("ask_about_message", open_ask_about_message)
    router.action(views.OPEN, open_ask)
    router.action(views.AGAIN, open_ask_again)
    router.action(views.USE_SHARPER, use_sharper)
    router.action(views.EDIT, open_edit)
    router.action(views.WIDEN, open_widen)
    router.action(views.WITHDRAW, withdraw)
    router.action(views.KEEP_LOOKING, keep_looking)
    router.action(views.ASK_OTHERS, ask_others)
    router.action(views.MOVE_TOPIC, move_topic)
    router.action(views.ASK_IN_WRITING, ask_in_writing)
    router.view_submission(views.MODAL, submit_ask)
    router.view_submission(views.EDIT_MODAL, submit_edit)
    router.view_submission(views.WIDEN_MODAL, submit_widen)
