"""An answer in writing as the mentee sees it, the thank-you for it, and the question how much it helped."""

from __future__ import annotations

from bot.answers import texts
from bot.answers.forms import WORDS_CHARS, HelpAnswer
from bot.answers.queries import Written
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    escape,
    field,
    modal,
    quote,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader, first_names
from bot.kit.texts import CANCEL

ENOUGH = "answer_enough"
NOT_ENOUGH = "answer_not_enough"
THANK = "answer_thank"
THANK_MODAL = "answer_thank_modal"
HELPED = "answer_helped"

QUESTION_CHARS = 300
SPOKEN_CHARS = 500
Message = tuple[str, list[Block]]


def _names(reader: Reader, found: Written) -> dict[str, str]:
    mentee, expert = first_names(reader, found.mentee, found.expert)
    return {
        "mentee": escape(mentee),
        "expert": escape(expert),
        "topic": escape(reader(found.topic)),
    }


def answer(reader: Reader, found: Written) -> Message:
    """Return an answer as the mentee sees it, with what can be done about it now."""
    names = _names(reader, found) | {"expert": escape(reader(found.expert))}  # here they hear who it is
    spoken = reader(texts.ANSWER_TEXT, **names, words=escape(clip(found.answer.words, SPOKEN_CHARS)))
    blocks = [section(reader(texts.ANSWER, **names)), quote(found.answer.words)]
    return spoken, [*blocks, *_below(reader, found)]


def _below(reader: Reader, found: Written) -> list[Block]:
    if found.is_undecided:
        day = reader.day(found.answer.decide_by)
        judge = actions(*judge_buttons(reader, found.answer.id))
        return [judge, context(reader(texts.DECIDE_BY, day=day))]
    blocks = [context(reader(_outcome(found)))]
    if found.may_thank:
        blocks.append(actions(thank_button(reader, found.answer.id)))
    if found.answer.thanks:
        thanked = reader(texts.THANKED, expert=_names(reader, found)["expert"])
        blocks += [section(thanked), quote(found.answer.thanks)]
    return blocks


def judge_buttons(reader: Reader, answer_id: str) -> list[Block]:
    """Return what the mentee can say of an answer: that it is enough, or not."""
    value = RowId(id=answer_id).encode()
    return [
        button(reader(texts.ENOUGH), ENOUGH, value, style="primary"),
        button(reader(texts.NOT_ENOUGH), NOT_ENOUGH, value),
    ]


def thank_button(reader: Reader, answer_id: str, *, main: bool = False) -> Block:
    """Return the button that opens the thank-you."""
    style = "primary" if main else None
    return button(reader(texts.WRITE), THANK, RowId(id=answer_id).encode(), style=style)


def _outcome(found: Written) -> Sentence:
    if found.answer.settled_at is None:
        return texts.IS_OVER
    outcomes = {True: texts.IS_ENOUGH, False: texts.IS_NOT_ENOUGH, None: texts.COUNTS_AS_ENOUGH}
    return outcomes[found.answer.enough]


def thank_modal(reader: Reader, found: Written) -> View:
    """Return the modal in which the mentee writes a thank-you."""
    box = text_input(lines=True, most=WORDS_CHARS, placeholder=reader(texts.PLACEHOLDER), focus=True)
    intro = section(reader(texts.INTRO, expert=_names(reader, found)["expert"]))
    return modal(
        THANK_MODAL,
        reader(texts.TITLE),
        [intro, field("words", reader(texts.FIELD), box)],
        submit=reader(texts.SEND),
        close=reader(CANCEL),
        metadata=RowId(id=found.answer.id).encode(),
    )


def received(reader: Reader, found: Written, words: str) -> Message:
    """Return the thank-you as it reaches the expert."""
    names = _names(reader, found)
    spoken = reader(texts.RECEIVED_TEXT, **names, words=escape(clip(words, SPOKEN_CHARS)))
    return spoken, [
        section(reader(texts.RECEIVED, **names)),
        quote(words),
        context(reader(texts.KEPT)),
    ]


def unblocked(reader: Reader, found: Written) -> Message:
    """Return the question how much it helped, and what was answered; another press corrects that."""
    names, chosen = _names(reader, found), found.answer.unblocked
    blocks = [
        section(reader(texts.UNBLOCKED, **names)),
        context(reader(texts.YOUR_QUESTION)),
        quote(clip(found.question, QUESTION_CHARS)),
    ]
    if chosen is None:
        end = [_scale(reader, found), context(reader(texts.PRIVATE))]
        return reader(texts.UNBLOCKED_TEXT, **names), [*blocks, *end]
    said = reader(texts.SCALE[chosen])
    end = [section(reader(texts.SAID, answer=said)), _scale(reader, found), context(reader(texts.CORRECT))]
    return reader(texts.SAID_TEXT, answer=said), [*blocks, *end]


def _scale(reader: Reader, found: Written) -> Block:
    return actions(
        *(
            button(
                reader(texts.CHOSEN, answer=reader(words))
                if value == found.answer.unblocked
                else reader(words),
                f"{HELPED}:{value}",
                HelpAnswer(id=found.answer.id, answer=value).encode(),
            )
            for value, words in texts.SCALE.items()
        )
    )
