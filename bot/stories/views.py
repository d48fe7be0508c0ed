"""Stories: the modal in which one is written, its card, the lists of its two and of the program, the post."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit.blocks import (
    Block,
    Confirm,
    View,
    actions,
    button,
    channel_select,
    clip,
    context,
    divider,
    escape,
    field,
    header,
    modal,
    notice,
    quote,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence, Words
from bot.kit.reader import Reader, first_name
from bot.kit.texts import CANCEL, CLOSE
from bot.models import StoryState
from bot.stories import texts
from bot.stories.forms import StoryVersion, Written
from bot.stories.queries import Example, Posted, Thanked, Told
from bot.stories.rules import HELPED_CHARS, QUESTION_CHARS, Replaced

TELL = "story_tell"
WRITE = "story_write"
READ = "story_read"
AGREE = "story_agree"
CHANGE = "story_change"
DECLINE = "story_decline"
WITHDRAW = "story_withdraw"
MINE = "story_mine"
PROGRAM = "story_program"
PROGRAM_MODAL = "story_program_modal"
SHARED = "story_shared"
SHARED_MODAL = "story_shared_modal"
PUBLISH_OPEN = "story_publish_open"
PUBLISH = "story_publish"
KEEP = "story_keep"
ASK = "ask_open"  # of bot/asks/rules/opening.py, which stories may not import; a test holds the two equal

IN_HOME = 3
REPLACED_SHOWN = 8
REPLACED_CHARS = 40
SPOKEN_CHARS = 300
LINE_CHARS = 150
Message = tuple[str, list[Block]]


def below_thanks(reader: Reader, thanked: Thanked) -> list[Block]:
    """Return below a thank-you that it could become a story."""
    tell = button(reader(texts.TELL), TELL, RowId(id=thanked.session_id).encode())
    other = escape(first_name(reader, thanked.other))
    return [divider(), context(reader(texts.BELOW_THANKS, other=other)), actions(tell)]


def write_modal(
    reader: Reader,
    other: Words,
    words: tuple[str, str],
    written: Written,
    replaced: Sequence[Replaced] = (),
) -> View:
    """Return the modal in which a story's words are written: its question, and what helped."""
    name = escape(first_name(reader, other))
    intro = texts.INTRO_CHANGE if written.id else texts.INTRO
    mark = f"~{written.round}" if written.round else ""  # or Slack keeps what was typed
    question = text_input(words[0], lines=True, most=QUESTION_CHARS)
    helped = text_input(words[1], lines=True, most=HELPED_CHARS)
    blocks = [
        section(reader(intro, other=name)),
        *_replaced(reader, replaced),
        field(f"question{mark}", reader(texts.QUESTION), question, hint=reader(texts.QUESTION_HINT)),
        field(f"helped{mark}", reader(texts.HELPED), helped, hint=reader(texts.HELPED_HINT)),
    ]
    return modal(
        WRITE,
        reader(texts.TITLE),
        blocks,
        submit=reader(texts.SEND),
        close=reader(CANCEL),
        metadata=written.encode(),
    )


def _replaced(reader: Reader, found: Sequence[Replaced]) -> list[Block]:
    if not found:
        return []
    told = [_one_replaced(reader, one) for one in found[:REPLACED_SHOWN]]
    return [section(reader(texts.REPLACED, what=reader.list(told)))]


def _one_replaced(reader: Reader, one: Replaced) -> str:
    return reader(texts.REPLACED_BY, was=escape(clip(one.was, REPLACED_CHARS)), by=texts.SAY[one.kind])


def sent(reader: Reader, other: Words) -> View:
    """Return what is said once the words are with the other one."""
    words = reader(texts.SENT, other=first_name(reader, other))
    return notice(reader(texts.SENT_TITLE), words, close=reader(CLOSE))


def question(reader: Reader, found: Told) -> Message:
    """Return the question whether these words may be shared."""
    names = _names(reader, found)
    asked = texts.ASKED if found.story.version == 1 else texts.ASKED_AGAIN
    blocks = [section(reader(asked, **names)), *_words(reader, found), actions(*_answers(reader, found))]
    return reader(texts.ASKED_TEXT, **names), blocks


def _names(reader: Reader, found: Told) -> dict[str, str]:
    other = escape(first_name(reader, found.other))
    return {"other": other, "topic": escape(reader(found.topic))}


def _words(reader: Reader, found: Told | Example) -> list[Block]:
    one = found.story if isinstance(found, Told) else found
    if not one.question:
        return []
    return [
        *(context(reader(texts.QUESTION)), quote(one.question)),
        *(context(reader(texts.HELPED)), quote(one.helped)),
    ]


def _answers(reader: Reader, found: Told) -> list[Block]:
    seen = StoryVersion(id=found.story.id, version=found.story.version).encode()
    return [
        button(reader(texts.AGREE), AGREE, seen, style="primary"),
        button(reader(texts.CHANGE), CHANGE, seen),
        button(reader(texts.RATHER_NOT), DECLINE, RowId(id=found.story.id).encode()),
    ]


def _withdraw(reader: Reader, found: Told) -> Block:
    sure: Confirm = {
        "title": reader(texts.WITHDRAW_TITLE),
        "text": reader(texts.WITHDRAW_TEXT),
        "yes": reader(texts.WITHDRAW_YES),
        "no": reader(texts.WITHDRAW_NO),
    }
    return button(reader(texts.WITHDRAW), WITHDRAW, RowId(id=found.story.id).encode(), confirm=sure)


def stands(reader: Reader, found: Told) -> Message:
    """Return how a story stands with one who has nothing to answer."""
    if not found.live:
        gone = texts.GONE if found.story.state is StoryState.WITHDRAWN else texts.PRIVATE
        return reader(gone), [section(reader(gone))]
    said = _said(reader, found)
    blocks = [section(said), *_words(reader, found), actions(_withdraw(reader, found))]
    return said.replace("*", ""), blocks


def _said(reader: Reader, found: Told) -> str:
    """Return in a sentence or two how a story stands."""
    names = _names(reader, found)
    if found.asks_me:
        return reader(texts.ASKED if found.story.version == 1 else texts.ASKED_AGAIN, **names)
    if found.waits:
        return reader(texts.WAITS, **names)
    if found.story.state is StoryState.AGREED:
        return reader(texts.AGREED, **names)
    channel = found.story.channel_id
    said = (
        reader(texts.SHARED_IN, **names, channel=f"<#{channel}>")
        if channel
        else reader(texts.SHARED, **names)
    )
    return f"{said} {reader(texts.ANSWERED, count=found.answered)}" if found.answered else said


def line(reader: Reader, found: Told) -> list[Block]:
    """Return how a story stands, and the way to its words."""
    look = button(reader(texts.LOOK), READ, RowId(id=found.story.id).encode())
    return [section(_said(reader, found), look)]


def read_modal(reader: Reader, found: Told) -> View:
    """Return a story's words with all that one of its two can do."""
    blocks = question(reader, found)[1] if found.asks_me else stands(reader, found)[1]
    return modal("notice", reader(texts.TITLE), blocks, close=reader(CLOSE))


def home_blocks(reader: Reader, found: Sequence[Told]) -> list[Block]:
    """Return the stories of a person's App Home; nothing where they have none."""
    if not found:
        return []
    lines = [block for one in found[:IN_HOME] for block in line(reader, one)]
    more = len(found) - IN_HOME
    rest = [context(reader(texts.MORE, count=more))] if more > 0 else []
    return [header(reader(texts.HOME)), *lines, *rest]


def mine_modal(reader: Reader, found: Sequence[Told]) -> View:
    """Return all stories of a person."""
    blocks = [block for one in found for block in line(reader, one)] or [section(reader(texts.NONE))]
    return modal(MINE, reader(texts.OWN_TITLE), blocks, close=reader(CLOSE))


def program_blocks(reader: Reader, waiting: int, shared: int) -> list[Block]:
    """Return in the program area of App Home that stories wait to be shared, or how many are."""
    if waiting:
        look = button(reader(texts.OPEN_STORIES), PROGRAM)
        return [section(reader(texts.PROGRAM_WAITING, count=waiting), look)]
    if shared:
        where = button(reader(texts.SHARED_OPEN), SHARED)
        return [section(reader(texts.PROGRAM_SHARED, count=shared), where)]
    return []


def posted(reader: Reader, channel_id: str) -> View:
    """Return what stands in the modal once a story is on its way to a channel."""
    told = reader(texts.POSTED, channel=f"<#{channel_id}>")
    return modal("notice", reader(texts.TITLE), [section(told)], close=reader(CLOSE))


def program_modal(reader: Reader, found: Sequence[Example], shared: int) -> View:
    """Return the stories that may be shared, and how many are."""
    blocks = [section(reader(texts.PROGRAM_INTRO if found else texts.PROGRAM_NONE))]
    if shared:
        where = button(reader(texts.SHARED_OPEN), SHARED)
        blocks += [divider(), section(reader(texts.PROGRAM_SHARED, count=shared), where)]
    for one in found:
        row = RowId(id=one.id).encode()
        blocks += [
            divider(),
            section(f"*{escape(reader(one.topic))}*"),
            *_words(reader, one),
            actions(button(reader(texts.PUBLISH), PUBLISH_OPEN, row), button(reader(texts.KEEP), KEEP, row)),
        ]
    return modal(PROGRAM_MODAL, reader(texts.PROGRAM), blocks, close=reader(CLOSE))


def shared_modal(reader: Reader, found: Sequence[Posted], shared: int) -> View:
    """Return where the newest shared stories stand, and the way to post one that is in no channel."""
    blocks = [_posted(reader, one) for one in found] or [section(reader(texts.PROGRAM_NONE))]
    more = shared - len(found)
    rest = [context(reader(texts.SHARED_OLDER, count=more))] if more > 0 else []
    return modal(SHARED_MODAL, reader(texts.SHARED_OPEN), [*blocks, *rest], close=reader(CLOSE))


def _posted(reader: Reader, one: Posted) -> Block:
    day = reader.day(one.since) if one.since else ""
    lines = [f"*{escape(reader(one.example.topic))}*", escape(clip(one.example.question, LINE_CHARS))]
    if one.channel_id:
        lines.append(reader(texts.POSTED_IN, channel=f"<#{one.channel_id}>", day=day))
        return section("\n".join(lines))
    lines.append(reader(texts.BEFORE_ASKING, day=day))
    post = button(reader(texts.PUBLISH), PUBLISH_OPEN, RowId(id=one.example.id).encode())
    return section("\n".join(lines), post)


def publish_modal(reader: Reader, one: Example) -> View:
    """Return the modal in which a story's channel is chosen."""
    chooser = channel_select(reader(texts.CHANNEL_PLACEHOLDER))
    blocks = [
        *_words(reader, one),
        field("channel", reader(texts.CHANNEL), chooser, hint=reader(texts.CHANNEL_HINT)),
    ]
    return modal(
        PUBLISH,
        reader(texts.PUBLISH_TITLE),
        blocks,
        submit=reader(texts.PUBLISH_SEND),
        close=reader(CANCEL),
        metadata=RowId(id=one.id).encode(),
    )


def done(reader: Reader, said: Sentence) -> View:
    """Return what stands in a modal once something was done in it."""
    return notice(reader(texts.TITLE), reader(said), close=reader(CLOSE))


def post(reader: Reader, one: Example) -> Message:
    """Return a story as it stands in its channel."""
    topic = escape(reader(one.topic))
    ask = actions(button(reader(texts.POST_ASK), ASK))
    spoken = reader(texts.POST_TEXT, topic=topic, helped=escape(clip(one.helped, SPOKEN_CHARS)))
    return spoken, [section(reader(texts.POST, topic=topic)), *_words(reader, one), ask]


def refused(reader: Reader, channel_id: str) -> Message:
    """Return the news that the channel is closed to the app."""
    words = reader(texts.REFUSED, channel=f"<#{channel_id}>")
    return words, [section(words), actions(button(reader(texts.OPEN_STORIES), PROGRAM, style="primary"))]
