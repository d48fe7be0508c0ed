"""What an expert, a mentee and a steward can do with an offer."""

from __future__ import annotations

from datetime import date

from bot.experts import service as experts
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.router import Router
from bot.models import LIVE_OFFER, Ask, OfferSource
from bot.offers import queries, service, texts, views
from bot.offers.forms import AnswerForm, DeclineForm, MoreForm, StewardForm
from bot.people import queries as people


def _id(interaction: Interaction) -> str:
    return str(interaction.view.get("private_metadata") or "")


async def i_can_help(interaction: Interaction) -> Result:
    """Say yes; the session opens by itself."""
    async with interaction.write() as db:
        await service.accept(db, interaction.value, interaction.user_id, interaction.now)
    return None


async def tell_me_more(interaction: Interaction) -> Result:
    """Open the modal for the one question."""
    async with interaction.read() as db:
        offer = await service.mine(db, interaction.value, interaction.user_id)
    if offer.question is not None:
        raise UserMessage(texts.ASKED_ALREADY)
    if offer.state not in LIVE_OFFER:
        raise UserMessage(texts.ANSWERED_ALREADY)
    await interaction.open(views.more_modal(offer.id))
    return None


async def send_question(interaction: Interaction) -> Result:
    """Send the one question to the mentee."""
    form = parse(MoreForm, interaction.state)
    async with interaction.write() as db:
        await service.ask_back(db, _id(interaction), interaction.user_id, form.question, interaction.now)
    return Ephemeral(texts.MORE_SENT)


async def answer(interaction: Interaction) -> Result:
    """Open the modal for the mentee's answer."""
    async with interaction.read() as db:
        found = await queries.offered(db, interaction.value)
    if found is None or found.ask.mentee_id != interaction.user_id:
        raise UserMessage(texts.NOT_YOURS)
    if found.offer.state not in LIVE_OFFER or found.offer.answer:
        raise UserMessage(texts.ANSWER_LATE)
    await interaction.open(views.answer_modal(found.offer))
    return None


async def send_answer(interaction: Interaction) -> Result:
    """Bring the answer back into the offer."""
    form = parse(AnswerForm, interaction.state)
    async with interaction.write() as db:
        await service.answer(db, _id(interaction), interaction.user_id, form.answer, interaction.now)
    return None


async def not_me(interaction: Interaction) -> Result:
    """Open the modal for "not me"."""
    async with interaction.read() as db:
        offer = await service.mine(db, interaction.value, interaction.user_id)
    if offer.state not in LIVE_OFFER:
        raise UserMessage(texts.ANSWERED_ALREADY)
    await interaction.open(views.decline_modal(offer.id))
    return None


async def send_decline(interaction: Interaction) -> Result:
    """Say no; perhaps name somebody else, perhaps take a break."""
    form = parse(DeclineForm, interaction.state)
    async with interaction.write() as db:
        today = interaction.now.astimezone(zone_of(await people.zone(db, interaction.user_id))).date()
        if form.pause and not 0 <= (form.pause - today).days <= 365:
            raise FormErrors({"pause": texts.DECLINE_SENTENCES["pause"]})
        ask = await service.decline(db, _id(interaction), interaction.user_id, form.reason, interaction.now)
        if form.suggestion:
            await _suggest(interaction, db, ask, form.suggestion)
        if form.pause:
            await _pause(interaction, db, form.pause)
    return Ephemeral(texts.DECLINE_DONE)


async def _suggest(interaction: Interaction, db: WorkspaceSession, ask: Ask, user_id: str) -> None:
    # While the name is hidden, the mentee is refused like anybody else: it would give them away.
    asks_openly = user_id == ask.mentee_id and not ask.hide_name
    if user_id == interaction.user_id or asks_openly:
        raise FormErrors({"suggestion": texts.NOT_THEM})
    await _must_be_expert(db, user_id, texts.NOT_AN_EXPERT)
    await service.suggest(
        db, ask, to=user_id, by=interaction.user_id, source=OfferSource.HANDOVER, note="", now=interaction.now
    )


async def _must_be_expert(db: WorkspaceSession, user_id: str, sentence: str) -> None:
    if not await queries.is_expert(db, user_id):
        # Without a name: we know only those who use Pinchpoint, and a hidden mentee is one of them.
        raise FormErrors({"suggestion": sentence})


async def _pause(interaction: Interaction, db: WorkspaceSession, until: date) -> None:
    await experts.pause(db, interaction.user_id, until, interaction.now)


async def suggest_somebody(interaction: Interaction) -> Result:
    """Open the steward's modal."""
    async with interaction.read() as db:
        await service.stewarded(db, interaction.value, interaction.user_id)
    await interaction.open(views.steward_modal(interaction.value))
    return None


async def send_suggestion(interaction: Interaction) -> Result:
    """Ask whom the steward named."""
    form = parse(StewardForm, interaction.state)
    async with interaction.write() as db:
        ask = await service.stewarded(db, _id(interaction), interaction.user_id)
        # A steward never learns who asks: the mentee is passed over in silence, like a block.
        await _must_be_expert(db, form.suggestion, texts.STEWARD_SENTENCE)
        await service.steward_suggests(db, ask.id, interaction.user_id, form.suggestion, interaction.now)
    return Ephemeral(texts.STEWARD_THANKS)


async def nobody_comes_to_mind(interaction: Interaction) -> Result:
    """Go on without the steward."""
    async with interaction.write() as db:
        await service.stewarded(db, interaction.value, interaction.user_id)
        await service.pass_steward(db, interaction.value, interaction.now)
    return Ephemeral(texts.STEWARD_NOBODYED)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.HELP, i_can_help)
    router.action(views.MORE, tell_me_more)
    router.action(views.NOT_ME, not_me)
    router.action(views.ANSWER, answer)
    router.action(views.STEWARD_SUGGEST, suggest_somebody)
    router.action(views.STEWARD_NOBODY, nobody_comes_to_mind)
    router.view_submission(views.MORE_MODAL, send_question)
    router.view_submission(views.ANSWER_MODAL, send_answer)
    router.view_submission(views.DECLINE_MODAL, send_decline)
    router.view_submission(views.STEWARD_MODAL, send_suggestion)
