"""What an expert, a mentee and a steward can do with an offer."""

from __future__ import annotations

from datetime import datetime

from bot.asks import service as asks
from bot.asks.queries import MaybeAnswer
from bot.asks.rules import ANSWER_WITH
from bot.experts import service as experts
from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.i18n import Sentence
from bot.kit.interaction import Ephemeral, Interaction, Options, Result
from bot.kit.reader import Day, FirstName
from bot.kit.router import Router
from bot.kit.search import found
from bot.models import LIVE_OFFER, Ask, Offer, OfferSource
from bot.offers import queries, service, texts, views
from bot.offers.forms import (
    AnswerForm,
    Answering,
    DeclineForm,
    InviteForm,
    MoreForm,
    SeriesYes,
    StewardForm,
    WriteForm,
)
from bot.offers.queries import Colleague
from bot.people import queries as people


async def accept(interaction: Interaction) -> Result:
    """Say yes; the session opens by itself."""
    offer_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.accept(db, offer_id, interaction.user_id, interaction.now)
    return None


async def accept_all(interaction: Interaction) -> Result:
    """Say yes to a whole series; its first session opens by itself."""
    pressed = interaction.pressed(SeriesYes)
    async with interaction.write() as db:
        await service.accept(db, pressed.id, interaction.user_id, interaction.now, sessions=pressed.sessions)
    return None


async def open_question(interaction: Interaction) -> Result:
    """Open the modal for the expert's one question."""
    async with interaction.read() as db:
        offer = await service.to_answer(db, interaction.pressed(RowId).id, interaction.user_id)
    if offer.question is not None:
        raise UserMessage(texts.ASKED_ALREADY)
    await interaction.open(views.more_modal(interaction.reader, offer.id))
    return None


async def submit_question(interaction: Interaction) -> Result:
    """Send the one question to the mentee."""
    form, offer_id = parse(MoreForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.ask_back(db, offer_id, interaction.user_id, form.question, interaction.now)
    return Ephemeral(texts.MORE_SENT)


async def open_answer(interaction: Interaction) -> Result:
    """Open the modal for the mentee's answer."""
    async with interaction.read() as db:
        found = await _to_be_answered(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.answer_modal(interaction.reader, found.offer))
    return None


async def _to_be_answered(db: WorkspaceSession, offer_id: str, user_id: str) -> queries.Offered:
    """Return an offer whose question this mentee can answer. Raises UserMessage."""
    found = await queries.offered(db, offer_id)
    if found is None or found.ask.mentee_id != user_id:
        raise UserMessage(texts.NOT_YOURS)
    if found.offer.state not in LIVE_OFFER or found.offer.answer:
        raise UserMessage(texts.ANSWER_LATE)
    return found


async def open_answer_with(interaction: Interaction) -> Result:
    """Open the modal for the mentee's answer with what they wrote to the app."""
    pressed = interaction.pressed(MaybeAnswer)
    async with interaction.read() as db:
        found = await _to_be_answered(db, pressed.offer_id, interaction.user_id)
        words = (await asks.started(db, pressed.started_id, interaction.user_id)).question
    view = views.answer_modal(interaction.reader, found.offer, words, pressed.started_id)
    await interaction.open(view)
    return None


async def submit_answer(interaction: Interaction) -> Result:
    """Bring the answer back into the offer."""
    form, answered = parse(AnswerForm, interaction.state), interaction.in_view(Answering)
    user_id, now = interaction.user_id, interaction.now
    async with interaction.write() as db:
        await service.answer(db, answered.id, user_id, form.answer, now)
        if answered.started_id:
            await asks.use_started(db, answered.started_id, user_id, now)
    return None


async def open_writing(interaction: Interaction) -> Result:
    """Open the modal in which an expert answers in writing."""
    async with interaction.read() as db:
        offer = await service.to_answer(db, interaction.pressed(RowId).id, interaction.user_id)
        found = await queries.offered(db, offer.id)
    if found is not None:
        await interaction.open(views.write_modal(interaction.reader, found))
    return None


async def submit_writing(interaction: Interaction) -> Result:
    """Keep an answer in writing, which then reaches the mentee."""
    form, offer_id = parse(WriteForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.write(db, offer_id, interaction.user_id, form.words, interaction.now)
    return Ephemeral(texts.WRITE_SENT)


async def open_decline(interaction: Interaction) -> Result:
    """Open the modal for "not me"."""
    async with interaction.read() as db:
        offer = await service.to_answer(db, interaction.pressed(RowId).id, interaction.user_id)
        known = await _known_for_offer(db, offer, interaction.now)
    await interaction.open(views.decline_modal(interaction.reader, offer.id, known))
    return None


async def _known_for_offer(db: WorkspaceSession, offer: Offer, now: datetime) -> list[Colleague]:
    ask = await db.get_one(Ask, offer.ask_id)
    return await queries.colleagues(db, ask, offer.expert_id, now, open_name=not ask.hide_name)


async def search_experts(interaction: Interaction) -> Result:
    """Find whom an expert or a steward can name, by what is typed."""
    row_id, user_id = interaction.in_view(RowId).id, interaction.user_id
    async with interaction.read() as db:
        if interaction.view.get("callback_id") == views.STEWARD_MODAL:
            ask = await service.stewarded(db, row_id, user_id)
            known = await queries.colleagues(db, ask, user_id, interaction.now, open_name=False)
        else:
            offer = await service.to_answer(db, row_id, user_id)
            known = await _known_for_offer(db, offer, interaction.now)
    return Options(found(views.expert_options(interaction.reader, known), interaction.typed))


async def submit_decline(interaction: Interaction) -> Result:
    """Say no; perhaps name somebody else, perhaps take a break."""
    form, offer_id = parse(DeclineForm, interaction.state), interaction.in_view(RowId).id
    user_id, now = interaction.user_id, interaction.now
    async with interaction.write() as db:
        today = now.astimezone(zone_of(await people.zone(db, user_id))).date()
        if form.pause and not 0 <= (form.pause - today).days <= 365:
            raise FormErrors({"pause": texts.DECLINE_SENTENCES["pause"]})
        ask = await service.decline(db, offer_id, user_id, form.reason, now)
        if form.suggestion:
            await _suggest(interaction, db, ask, form.suggestion)
        if form.pause:
            await experts.pause(db, user_id, form.pause, now)
    return Ephemeral(texts.DECLINE_DONE)


async def _suggest(interaction: Interaction, db: WorkspaceSession, ask: Ask, user_id: str) -> None:
    # While the name is hidden, the mentee is refused like anybody else: it would give them away.
    asks_openly = user_id == ask.mentee_id and not ask.hide_name
    if user_id == interaction.user_id or asks_openly:
        raise FormErrors({"suggestion": texts.NOT_THEM})
    await _must_be_expert(db, user_id, texts.NOT_AN_EXPERT)
    await _must_be_here(db, user_id, interaction.now, texts.AWAY_UNTIL, texts.AWAY_NOW)
    await service.suggest(
        db, ask, to=user_id, by=interaction.user_id, source=OfferSource.HANDOVER, note="", now=interaction.now
    )


async def _must_be_expert(db: WorkspaceSession, user_id: str, sentence: Sentence) -> None:
    if not await queries.is_expert(db, user_id):
        # Without a name: we know only those who use Pinchpoint, and a hidden mentee is one of them.
        raise FormErrors({"suggestion": sentence})


async def _must_be_here(
    db: WorkspaceSession, user_id: str, now: datetime, until: Sentence, at_present: Sentence
) -> None:
    """Refuse whoever is away by their Slack status, which everybody sees there."""
    someone = await people.person(db, user_id)
    away = people.away_of(someone, now)
    if away is None:
        return
    name = FirstName(people.name_of(someone))
    told = until.format(name=name, day=Day(away.through)) if away.through else at_present.format(name=name)
    raise FormErrors({"suggestion": told})


async def open_suggestion(interaction: Interaction) -> Result:
    """Open the modal in which a steward names somebody."""
    async with interaction.read() as db:
        ask = await service.stewarded(db, interaction.pressed(RowId).id, interaction.user_id)
        # A steward never learns who asks.
        known = await queries.colleagues(db, ask, interaction.user_id, interaction.now, open_name=False)
    await interaction.open(views.steward_modal(interaction.reader, ask.id, known))
    return None


async def submit_suggestion(interaction: Interaction) -> Result:
    """Ask whom the steward named."""
    form, ask_id = parse(StewardForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        ask = await service.stewarded(db, ask_id, interaction.user_id)
        # A steward never learns who asks: the mentee is passed over in silence, like a block.
        await _must_be_expert(db, form.suggestion, texts.STEWARD_SENTENCE)
        away = (texts.STEWARD_AWAY_UNTIL, texts.STEWARD_AWAY_NOW)
        await _must_be_here(db, form.suggestion, interaction.now, *away)
        await service.steward_suggests(db, ask.id, interaction.user_id, form.suggestion, interaction.now)
    return Ephemeral(texts.STEWARD_THANKS)


async def stop_searching(interaction: Interaction) -> Result:
    """Go on without the steward."""
    ask_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.stewarded(db, ask_id, interaction.user_id)
        await service.pass_steward(db, ask_id, interaction.now)
    return Ephemeral(texts.STEWARD_STOPPED)


async def open_invitation(interaction: Interaction) -> Result:
    """Open the modal in which somebody is invited to become an expert."""
    async with interaction.read() as db:
        topics = await queries.may_invite(db, interaction.user_id)
    if not topics:
        raise UserMessage(texts.INVITE_NOT_YOURS)
    await interaction.open(views.invite_modal(interaction.reader, topics, interaction.pressed(RowId).id))
    return None


async def submit_invitation(interaction: Interaction) -> Result:
    """Have a personal word sent to a colleague."""
    form = parse(InviteForm, interaction.state)
    async with interaction.write() as db:
        await service.invite(db, interaction.user_id, form, interaction.view_key, interaction.now)
    return Ephemeral(texts.INVITED)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.HELP, accept)
    router.action(views.HELP_ALL, accept_all)
    router.action(views.MORE, open_question)
    router.action(views.NOT_ME, open_decline)
    router.action(views.WRITE, open_writing)
    router.action(views.ANSWER, open_answer)
    router.action(ANSWER_WITH, open_answer_with)
    router.action(views.STEWARD_SUGGEST, open_suggestion)
    router.action(views.STEWARD_NOBODY, stop_searching)
    router.search(views.SEARCH, search_experts)
    router.view_submission(views.MORE_MODAL, submit_question)
    router.view_submission(views.ANSWER_MODAL, submit_answer)
    router.view_submission(views.WRITE_MODAL, submit_writing)
    router.view_submission(views.DECLINE_MODAL, submit_decline)
    router.action(views.INVITE, open_invitation)
    router.view_submission(views.INVITE_MODAL, submit_invitation)
    router.view_submission(views.STEWARD_MODAL, submit_suggestion)
