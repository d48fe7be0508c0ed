"""What comes after: a note on each talk, thanks, and meeting again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flash import texts
from bot.flash.forms import NOTE_CHARS
from bot.flash.queries import Talk
from bot.flash.views.announcement import Message
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    escape,
    field,
    mention,
    modal,
    option,
    quote,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader, first_name, first_names
from bot.kit.texts import CANCEL

NOTE_OPEN = "flash_note_open"
NOTE = "flash_note"
GO_ON_OPEN = "flash_go_on_open"
GO_ON = "flash_go_on"


def after(reader: Reader, talks: Sequence[Talk]) -> Message:
    """Return the list of somebody's talks, each with a button to note what it was worth."""
    title = escape(talks[0].event.title)
    blocks = [section(reader(texts.AFTER, title=title, count=len(talks)))]
    names = first_names(reader, *(one.other for one in talks))
    blocks += [_line(reader, one, name) for one, name in zip(talks, names, strict=True)]
    blocks.append(context(reader(texts.AFTER_PRIVATE)))
    return reader(texts.AFTER_TEXT, title=title), blocks


def _line(reader: Reader, found: Talk, name: str) -> Block:
    words = texts.AFTER_DONE if found.noted else texts.AFTER_TALK
    label = texts.NOTE_BUTTON if found.as_mentee else texts.NOTE_BUTTON_EXPERT
    number = found.talk.round
    note = button(reader(label), f"{NOTE_OPEN}:{number}", RowId(id=found.talk.id).encode())
    return section(reader(words, number=number, name=escape(name)), note)


def note_modal(reader: Reader, found: Talk) -> View:
    """Return the modal in which one of the two says what a talk was worth."""
    talk, name = found.talk, first_name(reader, found.other)
    mine, again = (
        (talk.mentee_note, talk.mentee_again) if found.as_mentee else (talk.expert_note, talk.expert_again)
    )
    choice = option(reader(texts.AGAIN, name=name), "yes")
    blocks = [
        section(reader(texts.NOTE_INTRO, number=talk.round, name=mention(found.other_id))),
        quote(found.question),
        field(
            "note",
            reader(texts.NOTE_LABEL),
            text_input(mine, lines=True, most=NOTE_CHARS, focus=True),
            hint=reader(texts.NOTE_HINT),
            optional=True,
        ),
        *([_thanks(reader, found)] if found.as_mentee and not talk.thanks else []),
        field(
            "again",
            reader(texts.AGAIN_LABEL),
            checkboxes([choice], ["yes"] if again else []),
            hint=reader(texts.AGAIN_HINT, name=name),
            optional=True,
        ),
    ]
    metadata = RowId(id=talk.id).encode()
    title, save = reader(texts.NOTE_TITLE), reader(texts.NOTE_SAVE)
    return modal(NOTE, title, blocks, submit=save, metadata=metadata, close=reader(CANCEL))


def _thanks(reader: Reader, found: Talk) -> Block:
    name = first_name(reader, found.other)
    return field(
        "thanks",
        reader(texts.THANKS_LABEL, name=name),
        text_input(lines=True, most=NOTE_CHARS),
        hint=reader(texts.THANKS_HINT, name=name),
        optional=True,
    )


def thanked(reader: Reader, found: Talk) -> Message:
    """Return a thank-you as it reaches the expert."""
    names = {"name": escape(first_name(reader, found.other)), "title": escape(found.event.title)}
    words = found.talk.thanks
    text = reader(texts.THANKED_TEXT, **names, words=escape(words))
    return text, [section(reader(texts.THANKED, **names)), quote(words)]


def both(reader: Reader, found: Talk, open_to_questions: bool) -> Message:
    """Return the news that both would meet again, and how the two go on."""
    name = escape(first_name(reader, found.other))
    names = {"name": name, "title": escape(found.event.title)}
    return reader(texts.BOTH_TEXT, **names), [
        section(reader(texts.BOTH, **names)),
        *_how(reader, found, name, open_to_questions),
    ]


def _how(reader: Reader, found: Talk, name: str, open_to_questions: bool) -> list[Block]:
    if not open_to_questions:
        write = texts.BOTH_WRITE if found.as_mentee else texts.BOTH_WRITTEN
        return [context(reader(write, name=name))]
    if not found.as_mentee:
        return [context(reader(texts.BOTH_WAIT, name=name))]
    if found.talk.ask_id is not None:
        return [context(reader(texts.GO_ON_DONE, name=name))]
    ask = button(
        reader(texts.GO_ON, name=first_name(reader, found.other)),
        GO_ON_OPEN,
        RowId(id=found.talk.id).encode(),
        style="primary",
    )
    return [context(reader(texts.BOTH_ASK, name=name)), actions(ask)]


def go_on_modal(reader: Reader, found: Talk) -> View:
    """Return the modal in which the mentee sends the expert a question."""
    asked = text_input(found.question, lines=True, most=1000, focus=True)
    blocks = [
        section(reader(texts.GO_ON_INTRO, name=escape(first_name(reader, found.other)))),
        field("question", reader(texts.QUESTION_LABEL), asked),
    ]
    metadata = RowId(id=found.talk.id).encode()
    title, send = reader(texts.GO_ON_TITLE), reader(texts.GO_ON_SEND)
    return modal(GO_ON, title, blocks, submit=send, metadata=metadata, close=reader(CANCEL))
