"""Thank-yous: the question, the modal, what the expert receives; the one question; both in App Home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    divider,
    escape,
    field,
    header,
    modal,
    notice,
    option,
    quote,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Words
from bot.kit.reader import Reader, first_name, first_names
from bot.kit.texts import CANCEL, CLOSE
from bot.models import Action, FollowUpKind
from bot.thanks import texts
from bot.thanks.forms import WORDS_CHARS, HelpAnswer
from bot.thanks.queries import Meeting, Received, Thanked

OPEN = "thanks_open"
WRITE = "thanks_write"
ANSWER = "thanks_answer"
# The button of bot/sessions/views/actions.py, which thanks may not import; a test holds the two equal.
ACTIONS = "session_actions_open"

HOME_WORDS_CHARS = 400
QUESTION_CHARS = 300
Message = tuple[str, list[Block]]


def _names(reader: Reader, meeting: Meeting) -> dict[str, str]:
    mentee, expert = first_names(reader, meeting.mentee, meeting.expert)
    return {
        "mentee": escape(mentee),
        "expert": escape(expert),
        "topic": escape(reader(meeting.topic)),
    }


def question(reader: Reader, meeting: Meeting) -> Message:
    """Return the question for a thank-you."""
    names = _names(reader, meeting)
    write = button(reader(texts.WRITE), OPEN, RowId(id=meeting.session.id).encode(), style="primary")
    blocks = [
        section(_asked(reader, meeting)),
        actions(write),
        context(reader(texts.NO_PRESSURE, **names)),
    ]
    return reader(texts.ASK_TEXT, **names), blocks


def _asked(reader: Reader, meeting: Meeting) -> str:
    names = _names(reader, meeting)
    if meeting.times > 1:
        return reader(texts.ASK_SERIES, count=meeting.times, **names)
    return reader(texts.ASK, **names)


def written(reader: Reader, meeting: Meeting, words: str) -> Message:
    """Return what the question becomes when the thank-you is written."""
    names = _names(reader, meeting)
    return reader(texts.WRITTEN_TEXT, **names), [section(reader(texts.WRITTEN, **names)), quote(words)]


def received(reader: Reader, meeting: Meeting, words: str) -> Message:
    """Return the thank-you as it reaches the expert."""
    names = _names(reader, meeting)
    blocks = [section(reader(texts.RECEIVED, **names)), quote(words), context(reader(texts.KEPT))]
    return reader(texts.RECEIVED_TEXT, **names, words=escape(words)), blocks


def write_modal(reader: Reader, meeting: Meeting) -> View:
    """Return the modal in which the mentee writes."""
    blocks = [
        section(reader(texts.INTRO, expert=_names(reader, meeting)["expert"])),
        field(
            "words",
            reader(texts.FIELD),
            text_input(lines=True, most=WORDS_CHARS, placeholder=reader(texts.PLACEHOLDER), focus=True),
            hint=reader(texts.HINT),
        ),
    ]
    metadata = RowId(id=meeting.session.id).encode()
    return modal(
        WRITE, reader(texts.TITLE), blocks, submit=reader(texts.SEND), metadata=metadata, close=reader(CANCEL)
    )


def already(reader: Reader, meeting: Meeting) -> View:
    """Return what is shown to somebody whose thank-you is on its way already."""
    return notice(
        reader(texts.ALREADY_TITLE),
        reader(texts.ALREADY, expert=first_name(reader, meeting.expert)),
        close=reader(CLOSE),
    )


def unblocked(
    reader: Reader, meeting: Meeting, kind: FollowUpKind, still_open: Sequence[Action] = ()
) -> Message:
    """Return the one question, with the scale as five buttons; and the mentee's actions that are open."""
    names = _names(reader, meeting)
    blocks = [
        section(reader(texts.UNBLOCKED[kind], **names)),
        context(reader(texts.YOUR_QUESTION)),
        quote(clip(meeting.question, QUESTION_CHARS)),
        _scale(reader, meeting, kind, None),
        context(reader(texts.PRIVATE)),
        *_open_actions(reader, meeting, still_open),
    ]
    return reader(texts.UNBLOCKED_TEXT, **names), blocks


def _open_actions(reader: Reader, meeting: Meeting, still_open: Sequence[Action]) -> list[Block]:
    if not still_open:
        return []
    lines = [reader(texts.STILL_OPEN), *(_action(reader, action) for action in still_open)]
    became = button(reader(texts.WHAT_BECAME), ACTIONS, RowId(id=meeting.session.id).encode())
    return [divider(), section("\n".join(lines)), actions(became)]


def _action(reader: Reader, action: Action) -> str:
    if action.due is None:
        return reader(texts.ACTION_LINE, what=escape(action.what))
    return reader(texts.ACTION_LINE_BY, what=escape(action.what), day=reader.day(action.due))


def answered(reader: Reader, meeting: Meeting, kind: FollowUpKind, answer: int) -> Message:
    """Return what the one question becomes when it is answered; another press corrects the answer."""
    said = texts.SCALE[answer]
    sentence = texts.ANSWERED_LOW if answer < 3 else texts.ANSWERED
    blocks = [
        section(reader(sentence, answer=said)),
        _scale(reader, meeting, kind, answer),
        context(reader(texts.CORRECT)),
    ]
    return reader(texts.ANSWERED_TEXT, **_names(reader, meeting), answer=said), blocks


def scale_menu(reader: Reader, session_id: str, kind: FollowUpKind) -> Block:
    """Return the scale as a menu, which stands beside the one question where that has one line only."""
    choices = [
        option(reader(words), HelpAnswer(id=session_id, kind=kind, answer=value).encode())
        for value, words in texts.SCALE.items()
    ]
    return {**select(choices, placeholder=reader(texts.CHOOSE)), "action_id": ANSWER}


def write_button(reader: Reader, session_id: str, expert: Words) -> Block:
    """Return the button that opens the thank-you; ``expert`` is a short name."""
    words = reader(texts.WRITE_TO, expert=expert if isinstance(expert, str) else reader(expert))
    return button(words, OPEN, RowId(id=session_id).encode(), style="primary")


def _scale(reader: Reader, meeting: Meeting, kind: FollowUpKind, chosen: int | None) -> Block:
    return actions(
        *(
            button(
                reader(texts.CHOSEN.format(answer=words) if value == chosen else words),
                f"{ANSWER}:{value}",
                HelpAnswer(id=meeting.session.id, kind=kind, answer=value).encode(),
            )
            for value, words in texts.SCALE.items()
        )
    )


def home_blocks(reader: Reader, data: Thanked) -> list[Block]:
    """Return thank-yous and helped minutes, or nothing for somebody who has neither given nor received."""
    if not (data.minutes or data.received):
        return []
    blocks = [header(reader(texts.HOME))]
    if data.minutes:
        blocks.append(section(_helped(reader, data)))
    for one in data.received:
        blocks += [_from(reader, one), quote(clip(one.words, HOME_WORDS_CHARS))]
    if data.more:
        blocks.append(context(reader(texts.MORE, count=data.more)))
    if data.minutes and not data.received:
        blocks.append(context(reader(texts.NONE_YET)))
    return blocks


def _helped(reader: Reader, data: Thanked) -> str:
    year, total = reader.duration(data.minutes_this_year), reader.duration(data.minutes)
    if data.minutes_this_year == data.minutes:
        return reader(texts.HELPED_ONLY, total=total)
    if not data.minutes_this_year:
        return reader(texts.HELPED_BEFORE, total=total)
    return reader(texts.HELPED, year=year, total=total)


def _from(reader: Reader, one: Received) -> Block:
    return context(
        reader(
            texts.FROM,
            mentee=escape(reader(one.mentee)),
            day=reader.day(one.day),
            topic=escape(reader(one.topic)),
        ),
    )
