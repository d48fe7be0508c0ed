"""The program area: the list of topics, a topic, and its part of App Home."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin import texts
from bot.admin.forms import ALONE, PageNumber, TopicMoved, TopicOnPage
from bot.admin.queries import Panel, Program, TopicChoice, TopicRow
from bot.admin.rules import INVITE, SEARCH_TOPICS
from bot.admin.views.log import LOG_OPEN
from bot.admin.views.settings import SETTINGS_OPEN
from bot.kit.blocks import (
    BUTTON_CHARS,
    Block,
    Confirm,
    View,
    actions,
    button,
    clip,
    context,
    escape,
    field,
    header,
    mention,
    modal,
    option,
    person_select,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.charts import table
from bot.kit.reader import Reader
from bot.kit.search import pick_one
from bot.kit.services import ProgramButton, ProgramGroup
from bot.kit.texts import CANCEL, CLOSE
from bot.models import Topic

OPEN = "admin_open"
PAGE = "admin_page"
TOPIC_NEW = "admin_topic_new"
TOPIC_OPEN = "admin_topic_open"
ARCHIVE = "admin_topic_archive"
RESTORE = "admin_topic_restore"
MOVE = "admin_topic_move"
MERGE_OPEN = "admin_topic_merge_open"
MERGE = "admin_topic_merge"
PANEL = "admin_panel"
TOPIC = "admin_topic"
SEARCH = SEARCH_TOPICS
SEARCH_WIDER = "admin_topics_wider"

GROUPS = {
    ProgramGroup.SEE: texts.SEE,
    ProgramGroup.REACH: texts.REACH,
    ProgramGroup.SET_UP: texts.SET_UP,
}
NAME_SHOWN = 60  # of a topic's name in App Home, where several stand in one sentence


def home_blocks(reader: Reader, program: Program) -> list[Block]:
    """Return the part of App Home that admins and program managers see."""
    names = [escape(clip(name, NAME_SHOWN)) for name in program.without_experts]
    lines = [reader(texts.TOPIC_COUNT, count=program.topics)]
    if program.topics:
        lines.append(_without_experts(reader, names, program.without_experts_total))
    lines.append(_waiting(reader, program))
    return [
        header(reader(texts.PROGRAM)),
        section("\n".join(lines)),
        *_waited_in(reader, program),
        actions(
            button(reader(texts.TOPICS), OPEN),
            button(reader(texts.SETTINGS), SETTINGS_OPEN),
        ),
    ]


def _waited_in(reader: Reader, program: Program) -> list[Block]:
    """Return a table of the topics in which most questions wait."""
    if not program.waited_in:
        return []
    head = [reader(one) for one in (texts.COLUMN_TOPIC, texts.COLUMN_WAITING, texts.COLUMN_EXPERTS)]
    rows = [
        [clip(name, NAME_SHOWN), reader.number(waiting), reader.number(experts)]
        for name, waiting, experts in program.waited_in
    ]
    return [table(head, rows)]


def _without_experts(reader: Reader, names: list[str], total: int) -> str:
    """Name topics that nobody helps with; ``total`` counts those left out, too."""
    if not total:
        return reader(texts.ALL_HAVE_EXPERTS)
    shown = ", ".join(names)
    if total > len(names):
        return reader(texts.WITHOUT_EXPERTS_MORE, names=shown, more=total - len(names))
    return reader(texts.WITHOUT_EXPERTS, names=shown)


def _waiting(reader: Reader, program: Program) -> str:
    """Say how many questions wait, and for what."""
    lines = []
    if program.waiting:
        lines.append(reader(texts.WAITING, count=program.waiting))
    if program.with_steward:
        lines.append(reader(texts.WITH_STEWARD, count=program.with_steward))
    return " ".join(lines) or reader(texts.NOTHING_WAITS)


def panel(reader: Reader, data: Panel, offered: Sequence[ProgramButton] = ()) -> View:
    """Return the modal with all that runs the program; ``offered`` is what other features offer there."""
    own = (
        ProgramButton(texts.LOG, LOG_OPEN, ProgramGroup.SEE),
        ProgramButton(texts.SETTINGS, SETTINGS_OPEN, ProgramGroup.SET_UP),
    )
    blocks = _groups(reader, [*offered, *own])
    blocks += [
        section(f"*{reader(texts.TOPICS)}*", button(reader(texts.NEW_TOPIC), TOPIC_NEW, style="primary")),
    ]
    if not data.rows:
        blocks.append(section(reader(texts.NO_TOPICS_YET)))
    blocks += [block for row in data.rows for block in _topic_row(reader, row)]
    if data.pages > 1:
        blocks += _paging(reader, data)
    return modal(
        PANEL,
        reader(texts.PROGRAM),
        blocks,
        close=reader(CLOSE),
        metadata=PageNumber(page=data.page).encode(),
    )


def _groups(reader: Reader, offered: Sequence[ProgramButton]) -> list[Block]:
    """Return a row of buttons for each of the things that one comes for."""
    blocks: list[Block] = []
    for group, title in GROUPS.items():
        buttons = [button(reader(one.label), one.action_id) for one in offered if one.group is group]
        blocks += [section(f"*{reader(title)}*"), actions(*buttons)] if buttons else []
    return blocks


def _topic_row(reader: Reader, row: TopicRow) -> list[Block]:
    topic = row.topic
    facts = [reader(texts.EXPERT_COUNT, count=row.experts) if row.experts else reader(texts.NO_EXPERT)]
    if row.waiting:
        facts.append(reader(texts.WAITING_COUNT, count=row.waiting))
    if row.parent:
        facts.append(reader(texts.PART_OF, parent=escape(row.parent)))
    if topic.steward_id:
        facts.append(reader(texts.STEWARD_IS, name=mention(topic.steward_id)))
    if topic.archived_at:
        facts.append(reader(texts.ARCHIVED))
    lines = [f"*{escape(topic.name)}*", escape(clip(topic.description, 150)), " · ".join(facts)]
    edit = button(reader(texts.EDIT), TOPIC_OPEN, RowId(id=topic.id).encode())
    edit["accessibility_label"] = clip(reader(texts.EDIT_NAMED, topic=topic.name), BUTTON_CHARS)
    told = section("\n".join(line for line in lines if line), edit)
    if row.experts or topic.archived_at:
        return [told]
    invite = button(reader(texts.INVITE), INVITE, RowId(id=topic.id).encode())
    invite["accessibility_label"] = clip(reader(texts.INVITE_NAMED, topic=topic.name), BUTTON_CHARS)
    return [told, actions(invite)]


def _paging(reader: Reader, data: Panel) -> list[Block]:
    turns = []
    if data.page > 0:
        turns.append(
            button(reader(texts.PREVIOUS), f"{PAGE}:previous", PageNumber(page=data.page - 1).encode())
        )
    if data.page < data.pages - 1:
        turns.append(button(reader(texts.NEXT), f"{PAGE}:next", PageNumber(page=data.page + 1).encode()))
    return [context(reader(texts.PAGE, first=data.first, last=data.last, total=data.total)), actions(*turns)]


def topic_form(reader: Reader, topic: Topic | None, choices: Sequence[TopicChoice], page: int = 0) -> View:
    """Return the modal that adds a topic, or changes one.

    ``choices`` are the active topics, ``page`` is where the list below the modal stands.
    """
    blocks = [
        field("name", reader(texts.NAME_LABEL), text_input(topic.name if topic else "", most=60)),
        field(
            "description",
            reader(texts.DESCRIPTION_LABEL),
            text_input(topic.description if topic else "", most=300),
            hint=reader(texts.DESCRIPTION_HINT),
            optional=True,
        ),
        field(
            "synonyms",
            reader(texts.SYNONYMS_LABEL),
            text_input(", ".join(topic.synonyms) if topic else "", most=1000),
            hint=reader(texts.SYNONYMS_HINT),
            optional=True,
        ),
        *_belongs_to(reader, topic, choices),
        field(
            "steward",
            reader(texts.STEWARD_LABEL),
            person_select(reader(texts.STEWARD_PLACEHOLDER), topic.steward_id if topic else None),
            hint=reader(texts.STEWARD_HINT),
            optional=True,
        ),
    ]
    if topic:
        blocks += _archive_or_restore(reader, topic)
    return modal(
        TOPIC,
        reader(texts.EDIT_TOPIC) if topic else reader(texts.NEW_TOPIC),
        blocks,
        submit=reader(texts.SAVE if topic else texts.ADD),
        metadata=TopicOnPage(topic=topic.id if topic else "", page=page).encode(),
        close=reader(CANCEL),
    )


def _belongs_to(reader: Reader, topic: Topic | None, choices: Sequence[TopicChoice]) -> list[Block]:
    others = [option(one.name, one.id) for one in choices if topic is None or one.id != topic.id]
    if not others:
        return []
    parent = topic.parent_id if topic else None
    chosen = parent if parent in {one["value"] for one in others} else ALONE
    menu = pick_one([_alone(reader), *others], chosen, search=SEARCH_WIDER)
    return [field("parent", reader(texts.PARENT_LABEL), menu, hint=reader(texts.PARENT_HINT), optional=True)]


def topic_choices(choices: Sequence[TopicChoice]) -> list[Block]:
    """Return topics as the choices of a menu."""
    return [option(one.name, one.id, one.description) for one in choices]


def wider_choices(reader: Reader, choices: Sequence[TopicChoice]) -> list[Block]:
    """Return the choices of what a topic belongs to: nothing, or another topic."""
    return [_alone(reader), *(option(one.name, one.id) for one in choices)]


def _alone(reader: Reader) -> Block:
    return option(reader(texts.PARENT_NONE), ALONE)


def _archive_or_restore(reader: Reader, topic: Topic) -> list[Block]:
    if topic.archived_at:
        return [
            context(reader(texts.IS_ARCHIVED)),
            actions(
                button(reader(texts.RESTORE), RESTORE, RowId(id=topic.id).encode()),
                button(reader(texts.MERGE_OPEN), MERGE_OPEN, RowId(id=topic.id).encode()),
            ),
        ]
    sure: Confirm = {
        "title": clip(reader(texts.ARCHIVE_TITLE, topic=topic.name), 100),
        "text": reader(texts.ARCHIVE_SURE),
        "yes": reader(texts.ARCHIVE),
        "no": reader(texts.KEEP),
    }
    return [
        actions(
            *(
                button(reader(words), f"{MOVE}:{place}", TopicMoved(id=topic.id, place=place).encode())
                for place, words in texts.PLACES.items()
            ),
            button(reader(texts.MERGE_OPEN), MERGE_OPEN, RowId(id=topic.id).encode()),
            button(reader(texts.ARCHIVE), ARCHIVE, RowId(id=topic.id).encode(), confirm=sure),
        )
    ]


def merge_form(reader: Reader, row: TopicRow, choices: Sequence[TopicChoice], page: int = 0) -> View:
    """Return the modal in which another topic takes the place of one; it says what moves."""
    topic = row.topic
    others = [option(one.name, one.id) for one in choices if one.id != topic.id]
    title, name = reader(texts.MERGE_TITLE), escape(topic.name)
    if not others:
        return modal("notice", title, [section(reader(texts.MERGE_NOTHING))], close=reader(CLOSE))
    menu = pick_one(others, None, search=SEARCH)
    experts = reader(texts.EXPERT_COUNT, count=row.experts)
    waiting = reader(texts.WAITING_COUNT, count=row.waiting)
    return modal(
        MERGE,
        title,
        [
            section(reader(texts.MERGE_MOVES, topic=name, experts=experts, waiting=waiting)),
            field("into", reader(texts.MERGE_INTO), menu),
            context(reader(texts.MERGE_FINAL)),
        ],
        submit=reader(texts.MERGE),
        close=reader(CANCEL),
        metadata=TopicOnPage(topic=topic.id, page=page).encode(),
    )
