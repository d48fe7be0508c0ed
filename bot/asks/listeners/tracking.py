"""What a mentee can do with an ask."""

from __future__ import annotations

from bot.asks import queries, service, texts, views
from bot.asks.forms import FormState, TopicOfAsk, WidenForm
from bot.asks.listeners.common import choices, with_opening
from bot.kit.blocks import section
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.router import Handler


def or_card(handler: Handler) -> Handler:
    """Return a listener that answers a press on a card that is out of date with the card as it stands."""

    async def run(interaction: Interaction) -> Result:
        try:
            return await handler(interaction)
        except service.NotOpen as stale:
            async with interaction.write(decides=False) as db:
                found = await service.show_again(db, stale.ask_id, interaction.user_id, interaction.now)
            _, blocks = views.tracker(interaction.reader, found)
            shown = [section(interaction.reader(stale.sentence)), *blocks]
            return Ephemeral(stale.sentence, shown, refusal=stale)

    return run


async def open_edit(interaction: Interaction) -> Result:
    """Open an ask for changes."""
    async with interaction.read() as db:
        ask = await service.to_change(db, interaction.pressed(RowId).id, interaction.user_id)
        topics = await choices(db, interaction)
        gap = await queries.gap_days(db, ask.id)
    state = FormState(ask_id=ask.id, opening=ask.with_opening)
    filled = views.Filled(topics, views.values_of(ask), state, gap_days=gap)
    await interaction.open(views.ask_modal(interaction.reader, with_opening(filled)))
    return None


async def open_widen(interaction: Interaction) -> Result:
    """Offer to widen the search."""
    async with interaction.read() as db:
        ask = await service.to_change(db, interaction.pressed(RowId).id, interaction.user_id)
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
