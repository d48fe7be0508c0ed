"""The modals of an offer, and the one in which a steward names somebody."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin.rules import SEARCH_TOPICS
from bot.asks.queries import TopicChoice
from bot.kit.blocks import (
    Block,
    View,
    date_input,
    escape,
    field,
    modal,
    option,
    person_select,
    quote,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader, first_name
from bot.kit.search import pick_one
from bot.kit.texts import CANCEL, CHOOSE_COLLEAGUE
from bot.kit.words import cut
from bot.models import Offer
from bot.offers import texts
from bot.offers.forms import (
    ANSWER_CHARS,
    NOTE_CHARS,
    QUESTION_CHARS,
    REASON_CHARS,
    WRITTEN_CHARS,
    Answering,
)
from bot.offers.queries import Colleague, Offered

MORE_MODAL = "offer_more_modal"
ANSWER_MODAL = "offer_answer_modal"
WRITE_MODAL = "offer_write_modal"
DECLINE_MODAL = "offer_decline_modal"
STEWARD_MODAL = "offer_steward_modal"
INVITE_MODAL = "offer_invite_modal"
SEARCH = "offer_experts"  # the id of menus in which one types to find an expert


def more_modal(reader: Reader, offer_id: str) -> View:
    """Return the modal for the expert's one question."""
    box = text_input(lines=True, most=QUESTION_CHARS, focus=True)
    return modal(
        MORE_MODAL,
        reader(texts.MORE_TITLE),
        [section(reader(texts.MORE_INTRO)), field("question", reader(texts.MORE_LABEL), box)],
        submit=reader(texts.MORE_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=offer_id).encode(),
    )


def answer_modal(reader: Reader, offer: Offer, words: str = "", started_id: str = "") -> View:
    """Return the modal for the mentee's answer, with ``words`` that were written to the app already."""
    box = text_input(words, lines=True, most=ANSWER_CHARS, focus=True)
    rest = words[len(cut(words, ANSWER_CHARS)) :]
    return modal(
        ANSWER_MODAL,
        reader(texts.ANSWER_TITLE),
        [
            quote(offer.question or ""),
            field("answer", reader(texts.ANSWER_LABEL), box),
            *([section(reader(texts.ANSWER_REST)), quote(rest)] if rest else []),
        ],
        submit=reader(texts.ANSWER_SEND),
        close=reader(CANCEL),
        metadata=Answering(id=offer.id, started_id=started_id).encode(),
    )


def write_modal(reader: Reader, found: Offered) -> View:
    """Return the modal in which an expert answers in writing."""
    name = first_name(reader, found.mentee)
    intro = reader(texts.WRITE_INTRO, who=escape(name)) if name else reader(texts.WRITE_INTRO_HIDDEN)
    box = text_input(lines=True, most=WRITTEN_CHARS, focus=True)
    return modal(
        WRITE_MODAL,
        reader(texts.WRITE_TITLE),
        [
            quote(found.ask.question),
            section(intro),
            field("words", reader(texts.WRITE_LABEL), box, hint=reader(texts.WRITE_HINT)),
        ],
        submit=reader(texts.WRITE_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=found.offer.id).encode(),
    )


def decline_modal(reader: Reader, offer_id: str, known: Sequence[Colleague]) -> View:
    """Return the modal for "not me": everything in it is optional. ``known`` are those who can be named."""
    inputs = (
        ("reason", texts.DECLINE_REASON, text_input(most=REASON_CHARS), texts.DECLINE_REASON_HINT),
        ("suggestion", texts.DECLINE_TRY, _expert(reader, known), texts.DECLINE_TRY_HINT),
        ("pause", texts.DECLINE_PAUSE, date_input(), texts.DECLINE_PAUSE_HINT),
    )
    fields = [
        field(name, reader(label), element, hint=reader(hint), optional=True)
        for name, label, element, hint in inputs
        if element is not None
    ]
    return modal(
        DECLINE_MODAL,
        reader(texts.DECLINE_TITLE),
        [section(reader(texts.DECLINE_INTRO)), *fields],
        submit=reader(texts.DECLINE_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=offer_id).encode(),
    )


def steward_modal(reader: Reader, ask_id: str, known: Sequence[Colleague]) -> View:
    """Return the modal in which a steward names one of the experts, ``known``."""
    label, hint = reader(texts.STEWARD_MODAL_WHO), reader(texts.STEWARD_MODAL_HINT)
    return modal(
        STEWARD_MODAL,
        reader(texts.STEWARD_MODAL_TITLE),
        [field("suggestion", label, _expert(reader, known) or _colleague(reader), hint=hint)],
        submit=reader(texts.STEWARD_MODAL_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=ask_id).encode(),
    )


def invite_modal(reader: Reader, topics: Sequence[TopicChoice], topic_id: str) -> View:
    """Return the modal in which somebody is invited, with words to begin from."""
    choices = [option(topic.name, topic.id) for topic in topics]
    menu = pick_one(choices, topic_id, search=SEARCH_TOPICS)
    draft = text_input(reader(texts.INVITE_DRAFT), lines=True, most=NOTE_CHARS)
    return modal(
        INVITE_MODAL,
        reader(texts.INVITE_TITLE),
        [
            field("colleague", reader(texts.INVITE_WHO), _colleague(reader)),
            field("topic", reader(texts.INVITE_TOPIC), menu),
            field("note", reader(texts.INVITE_NOTE), draft),
        ],
        submit=reader(texts.INVITE_SEND),
        close=reader(CANCEL),
    )


def expert_options(reader: Reader, known: Sequence[Colleague]) -> list[Block]:
    """Return the experts who can be named, as a menu offers them."""
    return [option(reader(one.name), one.user_id) for one in known]


def _expert(reader: Reader, known: Sequence[Colleague]) -> Block | None:
    """Return a menu of experts; None where there is nobody to choose, which no menu can say."""
    options = expert_options(reader, known)
    return pick_one(options, None, reader(CHOOSE_COLLEAGUE), search=SEARCH) if options else None


def _colleague(reader: Reader) -> Block:
    return person_select(reader(CHOOSE_COLLEAGUE))
