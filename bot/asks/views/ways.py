"""The ways to the form, and the choices that widen a search."""

from __future__ import annotations

from bot.asks import rules, texts
from bot.asks.queries import MaybeAnswer
from bot.asks.views.form import OPEN
from bot.asks.views.tracker import narrow
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    clip,
    escape,
    field,
    modal,
    option,
    quote,
    section,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.kit.words import length
from bot.models import Ask, Offer, StartedAsk

OPEN_STARTED = "ask_open_started"
ANSWER_WITH = rules.ANSWER_WITH  # offers listens to it
WIDEN_MODAL = "ask_widen_modal"
VALUE_CHARS = 2000  # of a button
SPOKEN_CHARS = 500

Message = tuple[str, list[Block]]


def fits_button(words: str) -> bool:
    """Return whether a button can carry these words."""
    return length(words) <= VALUE_CHARS


def could_not_open(reader: Reader, words: str, started_id: str = "") -> list[Block]:
    """Return the way back to a form that Slack did not open, with what was typed.

    ``started_id``: where it is kept, when it is more than a button carries.
    """
    kept = [quote(words)] if words else []
    press = button(reader(texts.OPEN_FORM), OPEN, words, style="primary")
    if started_id:
        press = open_started(reader, started_id)
    return [section(reader(texts.COULD_NOT_OPEN)), *kept, actions(press)]


def open_started(reader: Reader, started_id: str) -> Block:
    """Return the button that opens the form with words that were kept."""
    return button(reader(texts.OPEN_FORM), OPEN_STARTED, RowId(id=started_id).encode(), style="primary")


def started(reader: Reader, row: StartedAsk, asked: Offer | None) -> Message:
    """Return the answer to words with which somebody began to ask, where no form could open at once.

    ``asked``: the offer whose expert waits for an answer, which the words may be as well.
    """
    if row.used_at is not None:
        used = reader(texts.STARTED_USED)
        return used, [section(used)]
    if not row.question:
        intro = reader(texts.MENTION_ONLY)
        return intro, [section(intro), actions(open_started(reader, row.id))]
    words = clip(row.question, SPOKEN_CHARS)
    if asked is not None and not row.background:
        return _maybe_answer(reader, row, asked, words)
    spoken = reader(texts.STARTED_SPOKEN, question=escape(words))
    return spoken, [section(reader(texts.STARTED)), quote(words), actions(open_started(reader, row.id))]


def _maybe_answer(reader: Reader, row: StartedAsk, asked: Offer, words: str) -> Message:
    intro = reader(texts.MAYBE_ANSWER)
    value = MaybeAnswer(offer_id=asked.id, started_id=row.id).encode()
    send = button(reader(texts.SEND_ANSWER), ANSWER_WITH, value, style="primary")
    ask = button(reader(texts.ASK_IT), OPEN_STARTED, RowId(id=row.id).encode())
    return f"{intro} {escape(words)}", [
        section(intro),
        quote(clip(asked.question or "", SPOKEN_CHARS)),
        quote(words),
        actions(send, ask),
    ]


def help_message(reader: Reader) -> Message:
    """Return what the app answers to what is no question."""
    said = reader(texts.HELP)
    return said, [section(said), actions(button(reader(texts.ASK_BUTTON), OPEN, style="primary"))]


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
    return [option(reader(texts.WIDEN_CHOICES[what]), what) for what in narrow(ask)]
