"""The modals of asking: the form with its clinic, and the choices that widen a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.asks import texts
from bot.asks.forms import BACKGROUND_CHARS, OUTCOME_CHARS, QUESTION_CHARS, FormState
from bot.asks.queries import Again, TopicChoice
from bot.asks.rules import Finding, Review
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    date_input,
    divider,
    escape,
    field,
    modal,
    option,
    quote,
    radios,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.models import Ask, AskFormat

OPEN = "ask_open"
MODAL = "ask_modal"
EDIT_MODAL = "ask_edit_modal"
USE_SHARPER = "ask_use_sharper"
WIDEN_MODAL = "ask_widen_modal"
AGAIN = "ask_again"

Values = Mapping[str, Any]


def loading(reader: Reader) -> View:
    """Return what is shown while the form is prepared."""
    blocks = [section(reader(texts.LOADING))]
    return modal("ask_loading", reader(texts.TITLE), blocks, close=reader(CANCEL))


def ask_modal(
    reader: Reader,
    topics: Sequence[TopicChoice],
    values: Values,
    *,
    ask_id: str = "",
    review: Review | None = None,
    draft: int = 0,
    tight: int | None = None,
    again: Again | None = None,
) -> View:
    """Return the form, filled with ``values``; with a ``review``, the clinic's suggestions stand above it.

    ``draft`` counts replaced questions: a new block id makes Slack show the new words instead of keeping the
    typed ones. ``tight`` are the working minutes left until the needed-by day is over, where few are.
    ``again`` is the past session whose expert is asked.
    """
    blocks = clinic(reader, review) if review and review.findings else [context(_intro(reader, again))]
    if tight is not None:
        left = reader(texts.TIGHT, left=reader.duration(tight)) if tight else reader(texts.TIGHT_NONE)
        blocks.insert(0, section(left))
    blocks += _fields(reader, topics, values, draft)
    if review and review.private:
        choice = option(reader(texts.PRIVATE_OPTION), "ok")
        # Optional for Slack, which would demand it even when the private data was taken out.
        blocks.append(field("private_ok", reader(texts.PRIVATE), checkboxes([choice]), optional=True))
    title = texts.TITLE_REVIEW if review else texts.TITLE_EDIT if ask_id else texts.TITLE
    submit = texts.SEND_AS_IS if review else texts.SAVE if ask_id else texts.SEND
    return modal(
        EDIT_MODAL if ask_id else MODAL,
        reader(title),
        blocks,
        submit=reader(submit),
        close=reader(CANCEL),
        metadata=FormState(
            ask_id=ask_id,
            draft=draft,
            reviewed=review is not None,
            session_id=again.session_id if again else "",
        ).encode(),
    )


def _intro(reader: Reader, again: Again | None) -> str:
    if again is None or not again.helps:
        return reader(texts.INTRO)
    return reader(texts.INTRO_AGAIN, name=escape(reader(again.expert)))


def again_button(reader: Reader, session_id: str, *, helps: bool) -> Block:
    """Return the way from a past session to the same expert, or to somebody else if they no longer help."""
    words = reader(texts.TALK_AGAIN if helps else texts.ASK_ANEW)
    return button(words, AGAIN, RowId(id=session_id).encode())


def _fields(reader: Reader, topics: Sequence[TopicChoice], values: Values, draft: int) -> list[Block]:
    choices = [option(topic.name, topic.id) for topic in topics]
    menu = select(choices, values.get("topic"), reader(texts.TOPIC_PLACEHOLDER))
    return [
        field("topic", reader(texts.TOPIC), menu),
        *_words(reader, values, draft),
        *_meeting(reader, values),
        _name(reader, values),
    ]


def _words(reader: Reader, values: Values, draft: int) -> list[Block]:
    """Return what the mentee writes in their own words."""
    question, background = (f"{name}~{draft}" if draft else name for name in ("question", "background"))
    question_box = text_input(
        values.get("question", ""),
        lines=True,
        most=QUESTION_CHARS,
        placeholder=reader(texts.QUESTION_PLACEHOLDER),
    )
    background_box = text_input(
        values.get("background", ""),
        lines=True,
        most=BACKGROUND_CHARS,
        placeholder=reader(texts.BACKGROUND_PLACEHOLDER),
    )
    outcome_box = text_input(
        values.get("outcome", ""), most=OUTCOME_CHARS, placeholder=reader(texts.OUTCOME_PLACEHOLDER)
    )
    return [
        field(question, reader(texts.QUESTION), question_box, hint=reader(texts.QUESTION_HINT)),
        field(background, reader(texts.BACKGROUND), background_box, optional=True),
        field("outcome", reader(texts.OUTCOME), outcome_box, optional=True),
    ]


def _meeting(reader: Reader, values: Values) -> list[Block]:
    """Return how long, until when and how often."""
    lengths = [option(reader(words), str(minutes)) for minutes, words in texts.MINUTES_EACH.items()]
    formats = [option(reader(words), value) for value, words in texts.FORMATS.items()]
    chosen = values.get("format") or AskFormat.SINGLE.value
    day = date_input(values.get("needed_by"))
    return [
        field("minutes", reader(texts.MINUTES), radios(lengths, str(values.get("minutes") or 45))),
        field("needed_by", reader(texts.NEEDED_BY), day, hint=reader(texts.NEEDED_BY_HINT), optional=True),
        field("format", reader(texts.FORMAT), radios(formats, chosen)),
    ]


def _name(reader: Reader, values: Values) -> Block:
    hide = checkboxes([option(reader(texts.HIDE_OPTION), "hide")], values.get("hide_name") or [])
    return field("hide_name", reader(texts.HIDE), hide, optional=True)


def clinic(reader: Reader, review: Review) -> list[Block]:
    """Return the clinic's suggestions and, where there is one, the sharper opening."""
    intro = reader(texts.CLINIC_INTRO[len(review.findings)])
    lines = [f"•  {_finding(reader, finding, review)}" for finding in review.findings]
    blocks = [section("\n".join([intro, *lines]))]
    if review.sharper:
        use = actions(button(reader(texts.USE_SHARPER), USE_SHARPER))
        blocks += [context(reader(texts.SHARPER)), quote(review.sharper), use]
    return [*blocks, divider()]


def _finding(reader: Reader, finding: Finding, review: Review) -> str:
    kinds = reader.list(texts.PRIVATE_KINDS[kind] for kind in review.private)
    return reader(texts.FINDINGS[finding], kinds=kinds)


def values_of(ask: Ask) -> dict[str, Any]:
    """Return what the form holds for an ask."""
    return {
        "topic": ask.topic_id,
        "question": ask.question,
        "background": ask.background,
        "outcome": ask.outcome,
        "minutes": ask.minutes,
        "needed_by": ask.needed_by,
        "format": ask.format.value,
        "hide_name": ["hide"] if ask.hide_name else [],
    }


def could_not_open(reader: Reader, question: str) -> list[Block]:
    """Return the way back to a form that Slack did not open, with what was typed."""
    kept = [quote(question)] if question else []
    # The value is no id but what was typed: Slack takes 2,000 characters.
    again = button(reader(texts.OPEN_FORM), OPEN, question[:2000], style="primary")
    return [section(reader(texts.COULD_NOT_OPEN)), *kept, actions(again)]


def widen_modal(reader: Reader, ask: Ask) -> View:
    """Return the choices that widen a search."""
    title = reader(texts.WIDEN_TITLE)
    choices = _choices(reader, ask)
    if not choices:
        blocks = [section(reader(texts.WIDEN_NOTHING_LEFT))]
        return modal(WIDEN_MODAL, title, blocks, close=reader(CLOSE))
    what = field("widen", reader(texts.WIDEN_WHAT), checkboxes(choices))
    return modal(
        WIDEN_MODAL,
        title,
        [section(reader(texts.WIDEN_INTRO)), what],
        submit=reader(texts.WIDEN),
        close=reader(CANCEL),
        metadata=RowId(id=ask.id).encode(),
    )


def _choices(reader: Reader, ask: Ask) -> list[Block]:
    """Return what is still narrow about an ask."""
    narrow = {"topic": not ask.widened, "date": ask.needed_by is not None, "short": ask.minutes > 30}
    return [option(reader(texts.WIDEN_CHOICES[what]), what) for what, is_so in narrow.items() if is_so]
