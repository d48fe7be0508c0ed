"""Thank-yous: the question, the modal, what the expert receives; the one question; both in App Home."""

from __future__ import annotations

import json

from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    clip,
    context,
    day,
    escape,
    field,
    header,
    modal,
    notice,
    quote,
    section,
    text_input,
)
from bot.models import FollowUpKind
from bot.thanks import texts
from bot.thanks.forms import WORDS_CHARS
from bot.thanks.queries import Meeting, Received, Thanked

OPEN = "thanks_open"
WRITE = "thanks_write"
ANSWER = "unblocked"

HOME_WORDS_CHARS = 400
QUESTION_CHARS = 300
Message = tuple[str, list[Block]]


def _names(meeting: Meeting) -> dict[str, str]:
    return {
        "mentee": escape(meeting.mentee),
        "expert": escape(meeting.expert),
        "topic": escape(meeting.topic),
    }


def question(meeting: Meeting) -> Message:
    """Return the question for a thank-you."""
    names = _names(meeting)
    write = button(texts.WRITE, OPEN, meeting.session.id, style="primary")
    blocks = [
        section(texts.ASK.format(**names)),
        actions(write),
        context(texts.NO_PRESSURE.format(**names)),
    ]
    return texts.ASK_TEXT.format(**names), blocks


def written(meeting: Meeting, words: str) -> Message:
    """Return what the question becomes when the thank-you is written."""
    names = _names(meeting)
    return texts.WRITTEN_TEXT.format(**names), [section(texts.WRITTEN.format(**names)), quote(words)]


def received(meeting: Meeting, words: str) -> Message:
    """Return the thank-you as it reaches the expert."""
    names = _names(meeting)
    blocks = [section(texts.RECEIVED.format(**names)), quote(words), context(texts.KEPT)]
    return texts.RECEIVED_TEXT.format(**names, words=escape(words)), blocks


def write_modal(meeting: Meeting) -> View:
    """Return the modal in which the mentee writes."""
    blocks = [
        section(texts.INTRO.format(expert=escape(meeting.expert))),
        field(
            "words",
            texts.FIELD,
            text_input(lines=True, most=WORDS_CHARS, placeholder=texts.PLACEHOLDER, focus=True),
            hint=texts.HINT,
        ),
    ]
    metadata = json.dumps({"session": meeting.session.id})
    return modal(WRITE, texts.TITLE, blocks, submit=texts.SEND, metadata=metadata)


def already(meeting: Meeting) -> View:
    """Return what is shown to somebody whose thank-you is on its way already."""
    return notice(texts.ALREADY_TITLE, texts.ALREADY.format(expert=meeting.expert))


def unblocked(meeting: Meeting, kind: FollowUpKind) -> Message:
    """Return the one question, with the scale as five buttons."""
    names = _names(meeting)
    blocks = [
        section(texts.UNBLOCKED[kind].format(**names)),
        context(texts.YOUR_QUESTION),
        quote(clip(meeting.question, QUESTION_CHARS)),
        _scale(meeting, kind, None),
        context(texts.PRIVATE),
    ]
    return texts.UNBLOCKED_TEXT.format(**names), blocks


def answered(meeting: Meeting, kind: FollowUpKind, answer: int) -> Message:
    """Return what the one question becomes when it is answered; another press corrects the answer."""
    said = texts.SCALE[answer]
    sentence = texts.ANSWERED_LOW if answer < 3 else texts.ANSWERED
    blocks = [
        section(sentence.format(answer=said)),
        _scale(meeting, kind, answer),
        context(texts.CORRECT),
    ]
    return texts.ANSWERED_TEXT.format(**_names(meeting), answer=said), blocks


def _scale(meeting: Meeting, kind: FollowUpKind, chosen: int | None) -> Block:
    return actions(
        *(
            button(
                texts.CHOSEN.format(answer=words) if value == chosen else words,
                f"{ANSWER}:{value}",
                json.dumps({"session": meeting.session.id, "kind": kind.value, "answer": value}),
            )
            for value, words in texts.SCALE.items()
        )
    )


def home_blocks(data: Thanked) -> list[Block]:
    """Return thank-yous and helped minutes, or nothing for somebody who has neither given nor received."""
    mine = [_free(meeting) for meeting in data.still_free]
    if not (data.minutes or data.received or mine):
        return []
    blocks = [header(texts.HOME), *mine]
    if data.minutes:
        blocks.append(section(_helped(data)))
    for one in data.received:
        blocks += [_from(one), quote(clip(one.words, HOME_WORDS_CHARS))]
    if data.more:
        blocks.append(context(texts.MORE.format(count=data.more)))
    if data.minutes and not data.received:
        blocks.append(context(texts.NONE_YET))
    return blocks


def _free(meeting: Meeting) -> Block:
    words = texts.STILL_FREE.format(**_names(meeting))
    write = button(texts.WRITE_TO.format(expert=meeting.expert), OPEN, meeting.session.id)
    return section(words, write)


def _helped(data: Thanked) -> str:
    year, total = texts.duration(data.minutes_this_year), texts.duration(data.minutes)
    if data.minutes_this_year == data.minutes:
        return texts.HELPED_ONLY.format(total=total)
    if not data.minutes_this_year:
        return texts.HELPED_BEFORE.format(total=total)
    return texts.HELPED.format(year=year, total=total)


def _from(one: Received) -> Block:
    return context(
        texts.FROM.format(mentee=escape(one.mentee), day=day(one.day), topic=escape(one.topic)),
    )
