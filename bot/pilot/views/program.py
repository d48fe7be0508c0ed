"""The card of the first steps, its modals, and the posts of a program."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin.queries import TopicChoice
from bot.admin.rules import SEARCH_TOPICS
from bot.asks.rules import OPEN_FORM
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    channel_select,
    checkboxes,
    context,
    escape,
    field,
    header,
    modal,
    option,
    people_select,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Joined
from bot.kit.reader import Reader
from bot.kit.search import pick_one
from bot.kit.texts import CANCEL, CLOSE
from bot.models import PostKind, ProgramPost, Topic
from bot.pilot import texts
from bot.pilot.forms import NOTE_CHARS, TICKED, Draft, Shown
from bot.pilot.queries import Steps
from bot.pilot.rules import GROUP, WORDS_CHARS, Step
from bot.sheets.rules import START_SHEET

TOPICS_OPEN = "pilot_topics_open"
TOPICS = "pilot_topics"
MANAGERS_OPEN = "pilot_managers_open"
MANAGERS = "pilot_managers"
INVITE_OPEN = "pilot_invite_open"
INVITE = "pilot_invite"
POSTS_OPEN = "pilot_posts_open"
POSTS = "pilot_posts"
POST_OPEN = "pilot_post_open"
POST = "pilot_post"
POST_AGAIN = "pilot_post_again"
PUT_AWAY = "pilot_put_away"
SHEET = START_SHEET
ASK = OPEN_FORM

Message = tuple[str, list[Block]]


def home_blocks(reader: Reader, steps: Steps | None) -> list[Block]:
    """Return the first steps as the program area of App Home shows them."""
    return _card(reader, steps) if steps else []


def card(reader: Reader, steps: Steps) -> Message:
    """Return the card that whoever installed the app has in their messages."""
    if steps.finished:
        all_done = len(steps.done) == len(Step)
        words = reader(texts.STEPS_ALL_DONE if all_done else texts.STEPS_CLOSED)
        return words.replace("*", ""), [section(words)]
    return reader(texts.STEPS_TEXT, done=len(steps.done), total=len(Step)), _card(reader, steps)


def _card(reader: Reader, steps: Steps) -> list[Block]:
    blocks = [header(reader(texts.STEPS_TITLE)), context(reader(texts.STEPS_INTRO))]
    main = next((step for step in Step if step not in steps.done), None)
    for step in Step:
        blocks += _step(reader, steps, step, main=step is main)
    return [*blocks, actions(button(reader(texts.PUT_AWAY), PUT_AWAY))]


def _step(reader: Reader, steps: Steps, step: Step, *, main: bool) -> list[Block]:
    if step in steps.done:
        return [section(reader(texts.STEP_DONE[step]))]
    press = button(reader(texts.STEP_BUTTON[step]), *_opens(step), style="primary" if main else None)
    count = {"count": steps.invited} if step is Step.EXPERTS else {}
    told = section(reader(texts.STEP_OPEN[step], **count), press)
    return [told, *(_sheet(reader, steps) if step is Step.LAUNCH else [])]


def _opens(step: Step) -> tuple[str, str]:
    """Return what the button of a step opens: its action, and what it carries."""
    if step in (Step.LAUNCH, Step.GUIDE):
        kind = PostKind.LAUNCH if step is Step.LAUNCH else PostKind.GUIDE
        return f"{POST_OPEN}:{kind}", Draft(kind=kind).encode()
    opens = {Step.TOPICS: TOPICS_OPEN, Step.MANAGERS: MANAGERS_OPEN, Step.EXPERTS: INVITE_OPEN}
    return opens[step], ""


def _sheet(reader: Reader, steps: Steps) -> list[Block]:
    if not steps.experts:
        return [context(reader(texts.SHEET_LATER))]
    return [actions(button(reader(texts.START_SHEET), f"{SHEET}:first"))]


def topics_modal(reader: Reader, topics: Sequence[TopicChoice]) -> View:
    """Return the modal in which topics are kept or put away, and new ones added."""
    blocks = [section(reader(texts.TOPICS_INTRO))]
    for start in range(0, len(topics), GROUP):
        some = topics[start : start + GROUP]
        ticks = checkboxes([_topic(topic) for topic in some], [topic.id for topic in some])
        label = reader(texts.TOPICS_LABEL_MORE if start else texts.TOPICS_LABEL)
        blocks.append(field(f"{TICKED}{start}", label, ticks, optional=True))
    own = text_input(lines=True, most=700)
    hint = reader(texts.TOPICS_NEW_HINT)
    blocks.append(field("new", reader(texts.TOPICS_NEW), own, hint=hint, optional=True))
    return modal(
        TOPICS,
        reader(texts.TOPICS_TITLE),
        blocks,
        submit=reader(texts.SAVE),
        close=reader(CANCEL),
        metadata=Shown(ids=tuple(topic.id for topic in topics)).encode(),
    )


def _topic(topic: TopicChoice) -> Block:
    return option(topic.name, topic.id, topic.description)


def managers_modal(reader: Reader, managers: Sequence[str]) -> View:
    """Return the modal in which program managers are named."""
    chooser = people_select(reader(texts.CHOOSE_PEOPLE), managers) | {"max_selected_items": 20}
    box = field("managers", reader(texts.MANAGERS_LABEL), chooser, hint=reader(texts.MANAGERS_HINT))
    title, submit = reader(texts.MANAGERS_TITLE), reader(texts.SAVE)
    return modal(MANAGERS, title, [box], submit=submit, close=reader(CANCEL))


def invite_modal(reader: Reader, topics: Sequence[Topic], most: int) -> View:
    """Return the modal in which several colleagues are invited, with words to begin from."""
    chooser = people_select(reader(texts.CHOOSE_PEOPLE)) | {"max_selected_items": most}
    menu = pick_one([option(topic.name, topic.id) for topic in topics], None, search=SEARCH_TOPICS)
    draft = text_input(reader(texts.INVITE_DRAFT), lines=True, most=NOTE_CHARS)
    blocks = [
        field("colleagues", reader(texts.INVITE_WHO), chooser, hint=reader(texts.INVITE_WHO_HINT)),
        field("topic", reader(texts.INVITE_TOPIC), menu),
        field("note", reader(texts.INVITE_NOTE), draft),
    ]
    title, submit = reader(texts.INVITE_TITLE), reader(texts.INVITE_SEND)
    return modal(INVITE, title, blocks, submit=submit, close=reader(CANCEL))


def posts_modal(reader: Reader, *, canvas: bool) -> View:
    """Return the list of drafts; ``canvas``: the guide may become a channel's canvas."""
    blocks = [section(reader(texts.POSTS_INTRO))]
    for kind, name in texts.POST_NAMES.items():
        if kind is PostKind.CANVAS and not canvas:
            continue
        opens = button(reader(texts.POST_OPEN), f"{POST_OPEN}:{kind}", Draft(kind=kind).encode())
        opens["accessibility_label"] = reader(name)
        blocks.append(section(reader(name), opens))
    return modal(POSTS, reader(texts.POSTS_TITLE), blocks, close=reader(CLOSE))


def post_modal(reader: Reader, kind: PostKind, channel: str | None, topics: Sequence[str]) -> View:
    """Return the modal that posts something, with a draft; ``topics`` are those of new experts."""
    chooser = channel_select(reader(texts.POST_CHANNEL_PLACEHOLDER))
    if channel:
        chooser["initial_conversation"] = channel
    hint = reader(texts.POST_CHANNEL_HINT)
    blocks = [field("channel", reader(texts.POST_CHANNEL), chooser, hint=hint)]
    if kind in texts.POST_NOTES:
        blocks.append(section(reader(texts.POST_NOTES[kind])))
    else:
        draft = text_input(_draft(reader, kind, topics), lines=True, most=WORDS_CHARS)
        blocks.append(field("words", reader(texts.POST_WORDS), draft))
    return modal(
        POST,
        reader(texts.POST_TITLES[kind]),
        blocks,
        submit=reader(texts.POST_SEND),
        close=reader(CANCEL),
        metadata=Draft(kind=kind).encode(),
    )


def _draft(reader: Reader, kind: PostKind, topics: Sequence[str]) -> str:
    if kind is not PostKind.NEW_EXPERTS:
        return reader(texts.DRAFTS[kind])
    return reader(texts.DRAFTS[kind], topics=Joined(topics) if topics else texts.TOPICS_TO_COME)


def post(reader: Reader, row: ProgramPost) -> Message:
    """Return a post as it stands in its channel."""
    words = escape(row.words)
    ask = actions(button(reader(texts.ASK_BUTTON), ASK, style="primary"))
    return words, [section(words), *([] if row.kind == PostKind.MANAGERS else [ask])]


def canvas_refused(reader: Reader, row: ProgramPost, error: str) -> Message:
    """Return the news that Slack does not take the guide's canvas, by Slack's word for it."""
    sentence = texts.CANVAS_ERRORS.get(error, texts.CANVAS_REFUSED) if error else texts.CANVAS_UNKNOWN
    words = reader(sentence, channel=f"<#{row.channel_id}>")
    again = button(reader(texts.CANVAS_AGAIN), POST_AGAIN, RowId(id=row.id).encode(), style="primary")
    return words, [section(words), actions(again)]


def refused(reader: Reader, row: ProgramPost) -> Message:
    """Return the news that the channel is closed to the app."""
    words = reader(texts.POST_REFUSED, channel=f"<#{row.channel_id}>")
    again = button(reader(texts.POST_AGAIN), POST_AGAIN, RowId(id=row.id).encode(), style="primary")
    return words, [section(words), actions(again)]
