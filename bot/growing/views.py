"""The question, what it becomes, and how the two go on."""

from __future__ import annotations

from bot.growing import rules, texts
from bot.growing.forms import ABOUT_CHARS
from bot.growing.queries import Question
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    escape,
    field,
    modal,
    option,
    radios,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader, first_name
from bot.kit.texts import APART, CANCEL

YES = "growing_yes"
NO = "growing_no"
CHOOSE = "growing_choose"
CHOOSE_MODAL = "growing_choose_modal"
Message = tuple[str, list[Block]]


def _names(reader: Reader, found: Question) -> dict[str, str]:
    other = escape(first_name(reader, found.other.name))
    return {"other": other, "topic": escape(reader(found.meeting.topic))}


def _button(reader: Reader, found: Question, words: Sentence, action_id: str, style: str = "") -> Block:
    return button(reader(words), action_id, RowId(id=found.meeting.session.id).encode(), style=style or None)


def _answers(reader: Reader, found: Question, *, main: bool = True) -> list[Block]:
    return [
        _button(reader, found, texts.YES, YES, "primary" if main else ""),
        _button(reader, found, texts.NO, NO),
    ]


def question(reader: Reader, found: Question, *, main: bool = True) -> Message:
    """Return the question as it is asked in private; ``main``: nothing else is asked in that message."""
    names = _names(reader, found)
    return reader(texts.ASK_TEXT, **names), [
        section(reader(texts.ASK, **names)),
        actions(*_answers(reader, found, main=main)),
    ]


def answered(reader: Reader, found: Question) -> Message:
    """Return what the question becomes once it is answered; the answer can be changed until both agree."""
    names = _names(reader, found)
    text = reader(texts.SAID_TEXT, **names)
    if found.agreed_at is not None:
        return text, [section(reader(_agreed(found), **names))]
    said, other = (texts.SAID_YES, texts.RATHER_NO) if found.said else (texts.SAID_NO, texts.RATHER_YES)
    change = _button(reader, found, other, NO if found.said else YES)
    return text, [section(reader(said, **names)), actions(change)]


def _agreed(found: Question) -> Sentence:
    if found.is_over:
        return texts.SAID_OVER
    return texts.SAID_BOTH if found.series is None else texts.SAID_CHOSEN


def both(reader: Reader, found: Question) -> Message:
    """Return the news for both, and then what one of them chose."""
    topic = escape(reader(found.meeting.topic))
    if found.is_over:
        return reader(texts.CHOSEN_OVER_TEXT, topic=topic), [section(reader(texts.CHOSEN_OVER, topic=topic))]
    if found.series is not None and found.chosen_by is not None:
        who = escape(first_name(reader, found.meeting.party(found.chosen_by).name))
        chosen = reader(texts.CHOSEN[found.series.count], who=who, apart=APART.get(found.series.gap_days, ""))
        return reader(texts.CHOSEN_TEXT, who=who, topic=topic), [
            section(chosen),
            context(reader(texts.CHOSEN_NEXT)),
        ]
    return reader(texts.BOTH_TEXT, topic=topic), [
        section(reader(texts.BOTH, topic=topic)),
        actions(_button(reader, found, texts.CHOOSE, CHOOSE, "primary")),
    ]


def choose_modal(reader: Reader, found: Question, gap_days: int) -> View:
    """Return the modal in which one of the two chooses; ``gap_days`` are between sessions of a series."""
    ways = [option(reader(texts.WAYS[name], apart=APART[gap_days]), name) for name in rules.WAYS]
    about = text_input(found.meeting.question, lines=True, most=ABOUT_CHARS)
    return modal(
        CHOOSE_MODAL,
        reader(texts.CHOOSE_TITLE),
        [
            field("how", reader(texts.HOW), radios(ways, "two")),
            field("about", reader(texts.ABOUT), about, hint=reader(texts.ABOUT_HINT)),
        ],
        submit=reader(texts.CHOOSE_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=found.meeting.session.id).encode(),
    )


def home_line(reader: Reader, found: Question, by: str) -> list[Block]:
    """Return the line of App Home: the question, or that one of the two has to choose."""
    names = {"who": _names(reader, found)["other"], "topic": escape(reader(found.meeting.topic))}
    if found.agreed_at is None:
        return [section(reader(texts.HOME_ASK, **names)), actions(*_answers(reader, found))]
    choose = _button(reader, found, texts.CHOOSE, CHOOSE, "primary")
    return [section(reader(texts.HOME_CHOOSE, by=by, **names), choose)]
