"""The ways to the form."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Any

from bot.asks import queries, service, texts, views
from bot.asks.forms import BACKGROUND_CHARS, QUESTION_CHARS, FormState
from bot.asks.listeners.common import choices, likely, link_to, names_of, reviewed
from bot.kit.blocks import clip
from bot.kit.carried import RowId
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.said import mentioned, words_of
from bot.kit.slack import FAILED
from bot.kit.words import cut, length

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form starts from, and what fits none of its fields."""

    values: dict[str, Any] = field(default_factory=dict)
    rest: str = ""

    @classmethod
    def of(cls, words: str) -> Typed:
        """Put words into the question, what is too long for it into the background."""
        if length(words) <= QUESTION_CHARS:
            return cls({"question": words} if words else {})
        question = _beginning(words)
        left = words[len(question) :].strip()
        background = cut(left, BACKGROUND_CHARS)
        return cls({"question": question.strip(), "background": background}, left[len(background) :].strip())

    def onto(self, background: str) -> Typed:
        """Return it with more background below, as far as that fits."""
        both = "\n\n".join(
            part for part in (self.values.get("background", ""), background, self.rest) if part
        )
        kept = cut(both, BACKGROUND_CHARS)
        return Typed(self.values | ({"background": kept} if kept else {}), both[len(kept) :].strip())

    @property
    def words(self) -> str:
        """What topics are suggested from."""
        return "\n".join(part for name in ("question", "background") if (part := self.values.get(name)))


def _beginning(words: str) -> str:
    """Return what fits into the question: up to a space where as much as possible fits in all."""
    longest = cut(words, QUESTION_CHARS)
    at_space = longest.rfind(" ")
    spare = QUESTION_CHARS + BACKGROUND_CHARS - length(words)
    given_up = length(longest[at_space:]) if at_space > 0 else spare + 1
    fits = given_up <= spare or (spare < 0 and given_up < QUESTION_CHARS // 2)
    return longest[:at_space] if fits else longest


async def by_command(interaction: Interaction) -> Result:
    """Open the form with the typed words; where Slack does not open it, return them with a way back."""
    try:
        await _open(interaction, Typed.of(interaction.text))
    except FAILED as error:
        log.warning("the ask form did not open: %s", type(error).__name__)
        return await _way_back(interaction)
    return None


async def _way_back(interaction: Interaction) -> Result:
    words, started_id = interaction.text, ""
    if not views.fits_button(words):
        async with interaction.write(decides=False) as db:
            started_id = (await service.start(db, interaction.user_id, words, "", interaction.now)).id
    return Ephemeral(texts.COULD_NOT_OPEN, views.could_not_open(interaction.reader, words, started_id))


async def by_button(interaction: Interaction) -> Result:
    """Open the form from App Home, the global shortcut, or with the words that a button carries."""
    await _open(interaction, Typed.of(interaction.value))
    return None


async def again(interaction: Interaction) -> Result:
    """Open the form for the expert of a past session, with the question of that time as background."""
    async with interaction.read() as db:
        topics = await choices(db, interaction)
        past = await service.past_session(db, interaction.pressed(RowId).id, interaction.user_id)
        gap = await queries.gap_days(db)
    values = {"topic": past.topic_id, "background": cut(past.question, BACKGROUND_CHARS)}
    filled = views.Filled(topics, values, FormState(session_id=past.session_id), again=past, gap_days=gap)
    await interaction.open(views.ask_modal(interaction.reader, filled))
    return None


async def started(interaction: Interaction) -> Result:
    """Open the form with words that were kept."""
    started_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        row = await service.started(db, started_id, interaction.user_id)
    typed = Typed.of(row.question).onto(row.background)
    await _open(interaction, typed, FormState(started_id=started_id))
    return None


async def _open(interaction: Interaction, typed: Typed, state: FormState | None = None) -> None:
    filled = await _filled(interaction, typed, state or FormState())
    await interaction.open(views.ask_modal(interaction.reader, filled))


async def _filled(interaction: Interaction, typed: Typed, state: FormState) -> views.Filled:
    """Return the form with these words: the topic they sound like, and what the clinic says of them."""
    async with interaction.read() as db:
        topics = await choices(db, interaction)
        gap = await queries.gap_days(db)
    suggested = await likely(interaction, typed.words)
    values = dict(typed.values)
    if suggested.clear:
        values["topic"] = suggested.topics[0]
    state = state.model_copy(update={"likely": suggested.topics})
    filled = views.Filled(topics, values, state, rest=typed.rest, gap_days=gap)
    return reviewed(filled) if values.get("question") else filled


async def about_message(interaction: Interaction) -> Result:
    """Open the form about a message. Its link takes a call to Slack, so a loading view comes first."""
    async with interaction.read() as db:
        await choices(db, interaction)
    message = interaction.body.get("message") or {}
    view_id = await interaction.open(views.loading(interaction.reader))
    channel = str((interaction.body.get("channel") or {}).get("id") or "")
    ts = str(message.get("ts") or interaction.body.get("message_ts") or "")
    link = await link_to(interaction, channel, ts)
    names = await names_of(interaction, mentioned(message))
    words = clip(words_of(message, names), BACKGROUND_CHARS - length(link) - 1)
    background = "\n".join(part for part in (words, link) if part)
    filled = await _filled(interaction, Typed({"background": background}), FormState())
    view = views.ask_modal(interaction.reader, filled)
    await interaction.client.views_update(view_id=view_id, view=view)
    return None
