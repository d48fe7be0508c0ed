"""The offer card, its modals, and what stewards and admins see."""

from __future__ import annotations

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    date_input,
    day,
    escape,
    field,
    header,
    modal,
    person_select,
    quote,
    section,
    text_input,
    when,
)
from bot.models import AskFormat, AskState, Offer, OfferState
from bot.offers import texts
from bot.offers.forms import ANSWER_CHARS, QUESTION_CHARS, REASON_CHARS
from bot.offers.queries import Offered, Sought

HELP = "offer_help"
MORE = "offer_more"
MORE_MODAL = "offer_more_modal"
NOT_ME = "offer_not_me"
DECLINE_MODAL = "offer_decline_modal"
ANSWER = "offer_answer"
ANSWER_MODAL = "offer_answer_modal"
STEWARD_SUGGEST = "offer_steward_suggest"
STEWARD_MODAL = "offer_steward_modal"
STEWARD_NOBODY = "offer_steward_nobody"

Message = tuple[str, list[Block]]
LIVE = (OfferState.OPEN, OfferState.CLARIFYING)


def card(found: Offered) -> Message:
    """Return the offer as its expert sees it now: its spoken form and its blocks."""
    offer, topic = found.offer, escape(found.topic)
    title = texts.TITLE.format(topic=found.topic)
    who = escape(found.mentee) or texts.HIDDEN
    intro = texts.INTRO_SERIES if found.ask.format == AskFormat.SERIES else texts.INTRO
    blocks = [
        header(title),
        section(intro.format(who=who, minutes=found.ask.minutes, topic=topic)),
        quote(found.ask.question),
    ]
    if offer.state in LIVE:
        blocks += [*_details(found), *_why(found), *_clarified(offer), *_foot(found)]
        spoken = texts.SPOKEN.format(who=who, topic=topic, question=escape(clip(found.ask.question, 500)))
        return spoken, blocks
    done = _done(found).format(name=who)
    blocks.append(section(done))
    if offer.state == OfferState.TIMED_OUT:
        blocks.append(actions(button(texts.STILL_HELP, HELP, offer.id)))
    return f"{escape(title)} {done}", blocks


def _done(found: Offered) -> str:
    if found.offer.state == OfferState.CLOSED and found.ask.state == AskState.MATCHED:
        return texts.OTHERS_YES
    return texts.DONE[found.offer.state.value]


def _details(found: Offered) -> list[Block]:
    blocks: list[Block] = []
    if found.ask.background:
        blocks += [section(texts.BACKGROUND), quote(found.ask.background)]
    if found.ask.outcome:
        blocks += [section(texts.OUTCOME), quote(found.ask.outcome)]
    if found.ask.needed_by:
        blocks.append(context(texts.NEEDED_BY.format(day=day(found.ask.needed_by))))
    return blocks


def _why(found: Offered) -> list[Block]:
    blocks: list[Block] = []
    if found.suggested_by:
        sentence = texts.SUGGESTED[found.offer.source.value]
        blocks.append(section(sentence.format(name=escape(found.suggested_by))))
    if found.offer.note:
        blocks += [context(texts.NOTE.format(name=escape(found.suggested_by))), quote(found.offer.note)]
    if found.reasons:
        blocks.append(context(texts.WHY.format(reasons=escape("; ".join(found.reasons)))))
    return blocks


def _clarified(offer: Offer) -> list[Block]:
    if not offer.question:
        return []
    asked = [section(texts.YOUR_QUESTION), quote(offer.question)]
    if offer.answer:
        return [*asked, section(texts.ANSWER), quote(offer.answer)]
    waiting = texts.CLARIFYING if offer.state == OfferState.CLARIFYING else texts.NO_ANSWER_YET
    return [*asked, context(waiting)]


def _foot(found: Offered) -> list[Block]:
    offer = found.offer
    lines = []
    if offer.state == OfferState.OPEN:
        waits = texts.WAITS_WITH_ANOTHER if found.with_another else texts.WAITS
        lines.append(waits.format(when=when(offer.deadline_at, found.zone)))
    if found.with_another:
        lines.append(texts.WITH_ANOTHER)
    return [actions(*_buttons(offer)), *([context(" ".join(lines))] if lines else [])]


def _buttons(offer: Offer) -> list[Block]:
    more = [] if offer.question else [button(texts.MORE, MORE, offer.id)]
    return [
        button(texts.HELP, HELP, offer.id, style="primary"),
        *more,
        button(texts.NOT_ME, NOT_ME, offer.id),
    ]


def reminder(found: Offered) -> Message:
    """Return the one reminder of an offer."""
    sentence = texts.REMINDER.format(topic=escape(found.topic))
    if found.offer.state not in LIVE:
        return texts.REMINDER_OVER, [context(texts.REMINDER_OVER)]
    until = texts.REMINDER_UNTIL.format(when=when(found.offer.deadline_at, found.zone))
    return f"{sentence} {until}", [section(sentence), actions(*_buttons(found.offer)), context(until)]


def answered(found: Offered) -> Message:
    """Return the news that the mentee answered, with the buttons at hand."""
    answer = found.offer.answer or ""
    topic = escape(found.topic)
    spoken = texts.NEWS_ANSWER_SPOKEN.format(topic=topic, answer=escape(answer))
    sentence = section(texts.NEWS_ANSWER.format(topic=topic))
    buttons = [actions(*_buttons(found.offer))] if found.offer.state in LIVE else []
    return spoken, [sentence, quote(answer), *buttons]


def asked_back(found: Offered) -> Message:
    """Return the expert's question as the mentee sees it; the expert's name stays out of it."""
    question, topic = found.offer.question or "", escape(found.topic)
    spoken = texts.ASKED_BACK_SPOKEN.format(topic=topic, question=escape(question))
    blocks = [section(texts.ASKED_BACK.format(topic=topic)), quote(question)]
    if found.offer.answer:
        return spoken, [*blocks, context(texts.ANSWERED)]
    if found.offer.state not in LIVE:
        return spoken, [*blocks, context(texts.ANSWER_LATE)]
    return spoken, [
        *blocks,
        actions(button(texts.ANSWER_BUTTON, ANSWER, found.offer.id, style="primary")),
    ]


def more_modal(offer_id: str) -> View:
    """Return the modal for the expert's one question."""
    box = text_input(lines=True, most=QUESTION_CHARS, focus=True)
    blocks = [section(texts.MORE_INTRO), field("question", texts.MORE_LABEL, box)]
    return modal(MORE_MODAL, texts.MORE_TITLE, blocks, submit=texts.MORE_SEND, metadata=offer_id)


def answer_modal(offer: Offer) -> View:
    """Return the modal for the mentee's answer."""
    box = text_input(lines=True, most=ANSWER_CHARS, focus=True)
    blocks = [quote(offer.question or ""), field("answer", texts.ANSWER_LABEL, box)]
    return modal(ANSWER_MODAL, texts.ANSWER_TITLE, blocks, submit=texts.ANSWER_SEND, metadata=offer.id)


def decline_modal(offer_id: str) -> View:
    """Return the modal for "not me": everything in it is optional."""
    blocks = [
        section(texts.DECLINE_INTRO),
        field(
            "reason",
            texts.DECLINE_REASON,
            text_input(most=REASON_CHARS),
            hint=texts.DECLINE_REASON_HINT,
            optional=True,
        ),
        field("suggestion", texts.DECLINE_TRY, person_select(), hint=texts.DECLINE_TRY_HINT, optional=True),
        field("pause", texts.DECLINE_PAUSE, date_input(), hint=texts.DECLINE_PAUSE_HINT, optional=True),
    ]
    return modal(DECLINE_MODAL, texts.DECLINE_TITLE, blocks, submit=texts.DECLINE_SEND, metadata=offer_id)


def steward(found: Sought) -> Message:
    """Return what a topic's steward is asked; the question's words are not in it."""
    title = texts.STEWARD_TITLE.format(topic=found.topic)
    sentence = texts.STEWARD_TEXT.format(
        minutes=found.ask.minutes, topic=escape(found.topic), asked=_asked(found.asked)
    )
    if found.ask.state not in (AskState.STEWARD, AskState.WAITING):
        return f"{escape(title)}. {texts.STEWARD_DONE}", [header(title), section(texts.STEWARD_DONE)]
    sentence = f"{sentence} {_left_out(found)}".strip()
    blocks = [header(title), section(sentence)]
    suggest = button(texts.STEWARD_SUGGEST, STEWARD_SUGGEST, found.ask.id, style="primary")
    if found.ask.state == AskState.WAITING:
        return f"{escape(title)}.", [*blocks, actions(suggest)]
    blocks.append(actions(suggest, button(texts.STEWARD_NOBODY, STEWARD_NOBODY, found.ask.id)))
    if found.ask.steward_until:
        blocks.append(context(texts.STEWARD_UNTIL.format(when=when(found.ask.steward_until, found.zone))))
    return f"{escape(title)}. {sentence}", blocks


def _asked(count: int) -> str:
    return texts.STEWARD_ASKED.format(count=count) if count else texts.STEWARD_ASKED_NONE


def _left_out(found: Sought) -> str:
    """Return who would have been the closest match and why they can't be asked; "" when there is nobody."""
    closest = found.left_out
    if closest is None:
        return ""
    if not closest.name:
        return texts.LEFT_OUT_CONFIDENTIAL
    until = day(closest.paused_through) if closest.paused_through else ""
    sentence = texts.LEFT_OUT[closest.rule.value]
    return sentence.format(name=escape(closest.name), day=until, minutes=found.ask.minutes)


def steward_modal(ask_id: str) -> View:
    """Return the modal in which a steward names somebody."""
    who = field("suggestion", texts.STEWARD_MODAL_WHO, person_select(), hint=texts.STEWARD_MODAL_HINT)
    return modal(
        STEWARD_MODAL,
        texts.STEWARD_MODAL_TITLE,
        [who],
        submit=texts.STEWARD_MODAL_SEND,
        metadata=ask_id,
    )


def program_team(found: Sought) -> Message:
    """Return what the program's team hears of a question that waits: counts and states, no words."""
    topic, left_out = escape(found.topic), _left_out(found)
    sentence = texts.PROGRAM_TEAM.format(topic=topic, asked=_asked(found.asked).lower())
    spoken = texts.PROGRAM_TEAM_SPOKEN.format(topic=topic, left_out=left_out).strip()
    return spoken, [section(f"{sentence} {left_out}".strip())]
