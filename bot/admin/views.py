"""The program area: the list of topics, a topic, the settings, and its part of App Home."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.admin import texts
from bot.admin.forms import ALONE
from bot.admin.queries import Panel, Program, SettingsPage, TopicChoice, TopicRow
from bot.kit.blocks import (
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
    number_input,
    option,
    people_select,
    person_select,
    radios,
    section,
    select,
    text_input,
)
from bot.models import ProgramSettings, Topic
from bot.models.program_settings import Setting, all_settings

OPEN = "admin_open"
PAGE = "admin_page"
SETTINGS_OPEN = "admin_settings_open"
TOPIC_NEW = "admin_topic_new"
TOPIC_OPEN = "admin_topic_open"
ARCHIVE = "admin_topic_archive"
RESTORE = "admin_topic_restore"
PANEL = "admin_panel"
TOPIC = "admin_topic"
SETTINGS = "admin_settings"

NAME_SHOWN = 60  # of a topic's name in App Home, where several stand in one sentence


def home_blocks(program: Program) -> list[Block]:
    """Return the part of App Home that admins and program managers see."""
    names = [escape(clip(name, NAME_SHOWN)) for name in program.without_experts]
    lines = [texts.topics(program.topics) + "."]
    if program.topics:
        lines.append(texts.without_experts(names, program.without_experts_total))
    lines.append(texts.waiting(program.waiting, program.with_steward))
    return [
        header(texts.PROGRAM),
        section("\n".join(lines)),
        actions(button(texts.TOPICS, OPEN), button(texts.SETTINGS, SETTINGS_OPEN)),
    ]


def panel(data: Panel) -> View:
    """Return the modal with the list of topics."""
    blocks = [
        actions(button(texts.NEW_TOPIC, TOPIC_NEW, style="primary"), button(texts.SETTINGS, SETTINGS_OPEN))
    ]
    if not data.rows:
        blocks.append(section(texts.NO_TOPICS_YET))
    blocks += [_topic_row(row) for row in data.rows]
    if data.pages > 1:
        blocks += _paging(data)
    return modal(PANEL, texts.PROGRAM, blocks, close="Close", metadata=json.dumps({"page": data.page}))


def _topic_row(row: TopicRow) -> Block:
    topic = row.topic
    facts = [texts.experts(row.experts)]
    if row.parent:
        facts.append(texts.part_of(escape(row.parent)))
    if topic.steward_id:
        facts.append(f"steward {mention(topic.steward_id)}")
    if topic.archived_at:
        facts.append("archived")
    lines = [f"*{escape(topic.name)}*", escape(clip(topic.description, 150)), " · ".join(facts)]
    edit = button("Edit", TOPIC_OPEN, topic.id)
    edit["accessibility_label"] = clip(f"Edit {topic.name}", 75)
    return section("\n".join(line for line in lines if line), edit)


def _paging(data: Panel) -> list[Block]:
    turns = []
    if data.page > 0:
        turns.append(button("Previous", f"{PAGE}:previous", str(data.page - 1)))
    if data.page < data.pages - 1:
        turns.append(button("Next", f"{PAGE}:next", str(data.page + 1)))
    return [context(texts.page(data.first, data.last, data.total)), actions(*turns)]


def topic_form(topic: Topic | None, choices: Sequence[TopicChoice], page: int = 0) -> View:
    """Return the modal that adds a topic, or changes one.

    ``choices`` are the active topics, ``page`` is where the list below the modal stands.
    """
    blocks = [
        field("name", texts.NAME_LABEL, text_input(topic.name if topic else "", most=60)),
        field(
            "description",
            texts.DESCRIPTION_LABEL,
            text_input(topic.description if topic else "", most=300),
            hint=texts.DESCRIPTION_HINT,
            optional=True,
        ),
        field(
            "synonyms",
            texts.SYNONYMS_LABEL,
            text_input(", ".join(topic.synonyms) if topic else "", most=1000),
            hint=texts.SYNONYMS_HINT,
            optional=True,
        ),
        *_belongs_to(topic, choices),
        field(
            "steward",
            texts.STEWARD_LABEL,
            person_select(topic.steward_id if topic else None, texts.STEWARD_PLACEHOLDER),
            hint=texts.STEWARD_HINT,
            optional=True,
        ),
    ]
    if topic:
        blocks += _archive_or_restore(topic)
    return modal(
        TOPIC,
        texts.EDIT_TOPIC if topic else texts.NEW_TOPIC,
        blocks,
        submit="Save" if topic else "Add",
        metadata=json.dumps({"topic": topic.id if topic else "", "page": page}),
    )


def _belongs_to(topic: Topic | None, choices: Sequence[TopicChoice]) -> list[Block]:
    others = [option(one.name, one.id) for one in choices if topic is None or one.id != topic.id]
    if not others:
        return []
    parent = topic.parent_id if topic else None
    chosen = parent if parent in {one["value"] for one in others} else ALONE
    menu = select([option(texts.PARENT_NONE, ALONE), *others], chosen)
    return [field("parent", texts.PARENT_LABEL, menu, hint=texts.PARENT_HINT, optional=True)]


def _archive_or_restore(topic: Topic) -> list[Block]:
    if topic.archived_at:
        return [context(texts.IS_ARCHIVED), actions(button(texts.RESTORE, RESTORE, topic.id))]
    sure: Confirm = {
        "title": clip(f"Archive {topic.name}?", 100),
        "text": texts.ARCHIVE_SURE,
        "yes": texts.ARCHIVE,
        "no": texts.KEEP,
    }
    return [actions(button(texts.ARCHIVE, ARCHIVE, topic.id, confirm=sure))]


def settings_form(data: SettingsPage) -> View:
    """Return the modal with the settings."""
    blocks = [*(_setting(one, data.settings) for one in all_settings()), _managers(data)]
    return modal(SETTINGS, texts.SETTINGS, blocks, submit="Save")


def _setting(setting: Setting, settings: ProgramSettings) -> Block:
    """Return a setting's input, made from what its field says."""
    words, present = setting.words, setting.shown(settings)
    if words.choices:
        choices = [
            option(str(one.label), value, str(one.description or "")) for value, one in words.choices.items()
        ]
        element = radios(choices, present)
    else:
        element = number_input(present, setting.least, setting.most)
    return field(setting.name, str(words.label), element, hint=str(words.hint or ""))


def _managers(data: SettingsPage) -> Block:
    if data.may_appoint:
        chooser = people_select(data.managers, texts.MANAGERS_PLACEHOLDER)
        return field(
            "managers",
            texts.MANAGERS_LABEL,
            chooser | {"max_selected_items": 20},
            hint=texts.MANAGERS_HINT,
            optional=True,
        )
    names = ", ".join(mention(user_id) for user_id in data.managers) or "none"
    return section(f"*{texts.MANAGERS_LABEL}:* {names}\n{texts.ONLY_ADMINS_APPOINT}")
