"""The ways to ask, and what a mentee can do with an ask."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from bot.asks import queries, service, texts, views
from bot.asks.forms import BACKGROUND_CHARS, QUESTION_CHARS, AskForm, WidenForm
from bot.asks.rules import Draft, Review, holds, review
from bot.kit.act import Act, Clear, Next, Reply, Result
from bot.kit.blocks import clip, notice, unescape
from bot.kit.db import Tx
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.listening import Listeners
from bot.kit.slack import FAILED
from bot.people import queries as people
from bot.people.service import meet

log = logging.getLogger(__name__)


async def _topics(act: Act) -> list[queries.TopicChoice]:
    """Return the topics, and meet the person. Raises UserMessage where there are no topics."""
    async with act.write() as tx:
        await meet(tx, [act.user_id])
        return await _choices(tx)


async def _choices(tx: Tx) -> list[queries.TopicChoice]:
    """Return the topics. Raises UserMessage, with whom to ask, where there are none to choose from."""
    if topics := await queries.topic_choices(tx):
        return topics
    who = " or ".join([await people.name(tx, user_id) for user_id in await people.caretakers(tx, 3)])
    raise UserMessage(texts.NO_TOPICS.format(caretakers=who) if who else texts.NO_TOPICS_NOBODY)


async def ask_command(act: Act) -> Result:
    """Return the topics, having met the person. Raises UserMessage where there are no topics."""
    topics = await _topics(act)
    try:
        await act.open(views.ask_modal(topics, _typed(act.text)))
    except FAILED as error:
        log.warning("the ask form did not open: %s", type(error).__name__)
        return Reply(texts.COULD_NOT_OPEN, views.could_not_open(act.text))
    return None


def _typed(words: str) -> dict[str, Any]:
    """Return what a form starts from: the question, and as background what is too long for it."""
    if len(words) <= QUESTION_CHARS:
        return {"question": words}
    end = words.rfind(" ", QUESTION_CHARS // 2, QUESTION_CHARS)
    end = end if end > 0 else QUESTION_CHARS
    return {"question": words[:end], "background": clip(words[end:].strip(), BACKGROUND_CHARS)}


async def ask_button(act: Act) -> Result:
    """Open the form from App Home, a message or the global shortcut."""
    await act.open(views.ask_modal(await _topics(act), _typed(act.value)))
    return None


async def ask_about_message(act: Act) -> Result:
    """Open the form about a message. Its link takes a call to Slack, so a loading view comes first."""
    topics = await _topics(act)
    message = act.body.get("message") or {}
    view_id = await act.open(views.loading())
    link = await _permalink(act, str(message.get("ts") or act.body.get("message_ts") or ""))
    words = clip(unescape(str(message.get("text") or "")), BACKGROUND_CHARS - len(link) - 1)
    background = "\n".join(part for part in (words, link) if part)
    await act.client.views_update(view_id=view_id, view=views.ask_modal(topics, {"background": background}))
    return None


async def _permalink(act: Act, ts: str) -> str:
    channel = str((act.body.get("channel") or {}).get("id") or "")
    try:
        answer = await act.client.chat_getPermalink(channel=channel, message_ts=ts)
    except FAILED:
        return ""  # a conversation the app cannot see: the message's words have to do
    return str(answer.get("permalink") or "")


async def submit(act: Act) -> Result:
    """Take a question, or show the clinic's suggestions once before it goes out."""
    form, found = await _checked(act)
    if found is not None:
        return Next(found)
    async with act.write() as tx:
        await service.make(tx, act.user_id, form, act.view_key, act.now)
    return Next(notice(texts.SENT_TITLE, texts.SENT))


async def submit_edit(act: Act) -> Result:
    """Keep the changes to an ask, after the same look at them."""
    form, found = await _checked(act)
    if found is not None:
        return Next(found)
    async with act.write() as tx:
        await service.edit(tx, act.metadata["ask"], act.user_id, form, act.now)
    return Clear()


async def _checked(act: Act) -> tuple[AskForm, dict[str, Any] | None]:
    """Return the form, and the view with the clinic's suggestions where they have not been seen yet."""
    form = parse(AskForm, act.state)
    async with act.read() as tx:
        today = act.now.astimezone(zone_of(await people.zone(tx, act.user_id))).date()
        topics = await queries.topic_choices(tx)
    service.check_day(form.needed_by, today)
    if form.topic not in {topic.id for topic in topics}:
        raise FormErrors({"topic": texts.TOPIC_GONE})
    found = _review(form, topics)
    if not act.metadata.get("reviewed") and found.findings:
        return form, _with_clinic(act, topics, form, found)
    if found.private and not form.private_ok:
        if "private_ok" in {block.get("block_id") for block in act.view["blocks"]}:
            raise FormErrors({"private_ok": texts.SENTENCES["private_ok"]})
        return form, _with_clinic(act, topics, form, found)
    return form, None


def _with_clinic(act: Act, topics: list[queries.TopicChoice], form: AskForm, found: Review) -> dict[str, Any]:
    ask_id, draft = act.metadata.get("ask", ""), act.metadata.get("draft", 0)
    values = form.model_dump() | {"format": form.format.value}
    return views.ask_modal(topics, values, ask_id=ask_id, review=found, draft=draft)


def _review(form: AskForm, topics: list[queries.TopicChoice]) -> Review:
    topic = next((topic.name for topic in topics if topic.id == form.topic), "")
    draft = Draft(form.question, form.background, form.outcome, form.minutes, form.needed_by, topic)
    return review(draft)


async def use_sharper(act: Act) -> Result:
    """Put the sharper opening in the place of the question; everything else stays as typed."""
    values = act.values
    day = values.get("needed_by")
    values["needed_by"] = date.fromisoformat(day) if day else None
    async with act.read() as tx:
        topics = await _choices(tx)
    found = _review(AskForm.model_construct(**_drafted(values)), topics)
    if found.sharper:
        values["background"] = _kept(values, found.sharper)
        values["question"] = found.sharper
    draft = act.metadata.get("draft", 0) + 1
    found = Review(found.findings, found.private, None)
    view = views.ask_modal(topics, values, ask_id=act.metadata.get("ask", ""), review=found, draft=draft)
    await act.redraw(view)
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


async def edit(act: Act) -> Result:
    """Open an ask for changes."""
    async with act.read() as tx:
        ask = await service.owned(tx, act.value, act.user_id)
        topics = await _choices(tx)
    await act.open(views.ask_modal(topics, views.values_of(ask), ask_id=ask.id))
    return None


async def widen(act: Act) -> Result:
    """Offer to widen the search."""
    async with act.read() as tx:
        ask = await service.owned(tx, act.value, act.user_id)
    await act.open(views.widen_modal(ask))
    return None


async def submit_widen(act: Act) -> Result:
    """Widen the search."""
    form = parse(WidenForm, act.state)
    async with act.write() as tx:
        await service.widen(tx, act.metadata["ask"], act.user_id, list(form.widen), act.now)
    return Reply(texts.WIDENED)


async def keep_looking(act: Act) -> Result:
    """Go on although the day has passed."""
    async with act.write() as tx:
        await service.keep_looking(tx, act.value, act.user_id, act.now)
    return None


async def withdraw(act: Act) -> Result:
    """Take an ask back."""
    async with act.write() as tx:
        await service.withdraw(tx, act.value, act.user_id, act.now)
    return None


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.command("/ask-expert", ask_command)
    on.shortcut("ask_expert", ask_button)
    on.shortcut("ask_about_message", ask_about_message)
    on.action(views.OPEN, ask_button)
    on.action(views.USE_SHARPER, use_sharper)
    on.action(views.EDIT, edit)
    on.action(views.WIDEN, widen)
    on.action(views.WITHDRAW, withdraw)
    on.action(views.KEEP_LOOKING, keep_looking)
    on.submission(views.MODAL, submit)
    on.submission(views.MODAL_EDIT, submit_edit)
    on.submission(views.WIDEN_MODAL, submit_widen)
