"""What an expert, a mentee and a steward can do with an offer."""

from __future__ import annotations

from datetime import date

from bot.experts import service as experts
from bot.kit.act import Act, Reply, Result
from bot.kit.db import Tx
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.listening import Listeners
from bot.models import LIVE_OFFER, Ask, OfferSource
from bot.offers import queries, service, texts, views
from bot.offers.forms import AnswerForm, DeclineForm, MoreForm, StewardForm
from bot.people import queries as people


def _id(act: Act) -> str:
    return str(act.view.get("private_metadata") or "")


async def i_can_help(act: Act) -> Result:
    """Say yes; the session opens by itself."""
    async with act.write() as tx:
        await service.accept(tx, act.value, act.user_id, act.now)
    return None


async def tell_me_more(act: Act) -> Result:
    """Open the modal for the one question."""
    async with act.read() as tx:
        offer = await service.mine(tx, act.value, act.user_id)
    if offer.question is not None:
        raise UserMessage(texts.ASKED_ALREADY)
    if offer.state not in LIVE_OFFER:
        raise UserMessage(texts.ANSWERED_ALREADY)
    await act.open(views.more_modal(offer.id))
    return None


async def send_question(act: Act) -> Result:
    """Send the one question to the mentee."""
    form = parse(MoreForm, act.state)
    async with act.write() as tx:
        await service.ask_back(tx, _id(act), act.user_id, form.question, act.now)
    return Reply(texts.MORE_SENT)


async def answer(act: Act) -> Result:
    """Open the modal for the mentee's answer."""
    async with act.read() as tx:
        found = await queries.offered(tx, act.value)
    if found is None or found.ask.mentee_id != act.user_id:
        raise UserMessage(texts.NOT_YOURS)
    if found.offer.state not in LIVE_OFFER or found.offer.answer:
        raise UserMessage(texts.ANSWER_LATE)
    await act.open(views.answer_modal(found.offer))
    return None


async def send_answer(act: Act) -> Result:
    """Bring the answer back into the offer."""
    form = parse(AnswerForm, act.state)
    async with act.write() as tx:
        await service.answer(tx, _id(act), act.user_id, form.answer, act.now)
    return None


async def not_me(act: Act) -> Result:
    """Open the modal for "not me"."""
    async with act.read() as tx:
        offer = await service.mine(tx, act.value, act.user_id)
    if offer.state not in LIVE_OFFER:
        raise UserMessage(texts.ANSWERED_ALREADY)
    await act.open(views.decline_modal(offer.id))
    return None


async def send_decline(act: Act) -> Result:
    """Say no; perhaps name somebody else, perhaps take a break."""
    form = parse(DeclineForm, act.state)
    async with act.write() as tx:
        today = act.now.astimezone(zone_of(await people.zone(tx, act.user_id))).date()
        if form.pause and not 0 <= (form.pause - today).days <= 365:
            raise FormErrors({"pause": texts.DECLINE_SENTENCES["pause"]})
        ask = await service.decline(tx, _id(act), act.user_id, form.reason, act.now)
        if form.suggestion:
            await _suggest(act, tx, ask, form.suggestion)
        if form.pause:
            await _pause(act, tx, form.pause)
    return Reply(texts.DECLINE_DONE)


async def _suggest(act: Act, tx: Tx, ask: Ask, user_id: str) -> None:
    # While the name is hidden, the mentee is refused like anybody else: it would give them away.
    asks_openly = user_id == ask.mentee_id and not ask.hide_name
    if user_id == act.user_id or asks_openly:
        raise FormErrors({"suggestion": texts.NOT_THEM})
    await _must_be_expert(tx, user_id, texts.NOT_AN_EXPERT)
    await service.suggest(
        tx, ask, to=user_id, by=act.user_id, source=OfferSource.HANDOVER, note="", now=act.now
    )


async def _must_be_expert(tx: Tx, user_id: str, sentence: str) -> None:
    if not await queries.is_expert(tx, user_id):
        # Without a name: we know only those who use Pinchpoint, and a hidden mentee is one of them.
        raise FormErrors({"suggestion": sentence})


async def _pause(act: Act, tx: Tx, until: date) -> None:
    await experts.pause(tx, act.user_id, until, act.now)


async def suggest_somebody(act: Act) -> Result:
    """Open the steward's modal."""
    async with act.read() as tx:
        await service.stewarded(tx, act.value, act.user_id)
    await act.open(views.steward_modal(act.value))
    return None


async def send_suggestion(act: Act) -> Result:
    """Ask whom the steward named."""
    form = parse(StewardForm, act.state)
    async with act.write() as tx:
        ask = await service.stewarded(tx, _id(act), act.user_id)
        # A steward never learns who asks: the mentee is passed over in silence, like a block.
        await _must_be_expert(tx, form.suggestion, texts.STEWARD_SENTENCE)
        await service.steward_suggests(tx, ask.id, act.user_id, form.suggestion, act.now)
    return Reply(texts.STEWARD_THANKS)


async def nobody_comes_to_mind(act: Act) -> Result:
    """Go on without the steward."""
    async with act.write() as tx:
        await service.stewarded(tx, act.value, act.user_id)
        await service.pass_steward(tx, act.value, act.now)
    return Reply(texts.STEWARD_NOBODYED)


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.action(views.HELP, i_can_help)
    on.action(views.MORE, tell_me_more)
    on.action(views.NOT_ME, not_me)
    on.action(views.ANSWER, answer)
    on.action(views.STEWARD_SUGGEST, suggest_somebody)
    on.action(views.STEWARD_NOBODY, nobody_comes_to_mind)
    on.submission(views.MORE_MODAL, send_question)
    on.submission(views.ANSWER_MODAL, send_answer)
    on.submission(views.DECLINE_MODAL, send_decline)
    on.submission(views.STEWARD_MODAL, send_suggestion)
