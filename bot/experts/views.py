"""The expert's profile, the pause, and the part of App Home about helping others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time

from bot.admin.queries import TopicChoice
from bot.experts import texts
from bot.experts.queries import Draft, Profile
from bot.experts.rules import DAYS, week_in_words
from bot.kit.blocks import (
    Block,
    Confirm,
    View,
    actions,
    button,
    checkboxes,
    date_input,
    escape,
    field,
    header,
    modal,
    multi_select,
    notice,
    number_input,
    option,
    people_select,
    section,
    text_input,
    time_input,
)
from bot.kit.hours import WorkingHours

OPEN = "experts_open"
PROFILE = "expert_profile"
LEAVE = "experts_leave"
PAUSE_OPEN = "experts_pause_open"
PAUSE = "experts_pause"
UNPAUSE = "experts_unpause"

TOPICS_NAMED = 12  # in App Home, where they stand in one sentence


def home_blocks(profile: Profile | None) -> list[Block]:
    """Return the part of App Home about helping others; ``profile`` is None for somebody who does not yet."""
    if profile is None:
        return [header(texts.HELPING), section(texts.INVITE), actions(button(texts.JOIN, OPEN))]
    edit = button(texts.EDIT, OPEN)
    if profile.paused_through:
        buttons = [button(texts.BACK, UNPAUSE, style="primary"), edit]
    else:
        buttons = [edit, button(texts.PAUSE, PAUSE_OPEN)]
    return [header(texts.HELPING), section("\n".join(_lines(profile))), actions(*buttons)]


def _lines(profile: Profile) -> list[str]:
    week = f"{week_in_words(profile.hours.windows)} · {texts.lengths(profile.lengths)}"
    lines = [_topics(profile.topics), week]
    if profile.paused_through:
        return [texts.paused(profile.paused_through), *lines]
    return [*lines, texts.capacity(profile.sessions_this_month, profile.capacity)]


def _topics(topics: Sequence[TopicChoice]) -> str:
    if not topics:
        return texts.NO_ACTIVE_TOPIC
    named = [f"*{escape(topic.name)}*" for topic in topics[:TOPICS_NAMED]]
    if len(topics) > TOPICS_NAMED:
        named.append(f"{len(topics) - TOPICS_NAMED} more")
    *most, last = named
    return texts.helps_with(f"{', '.join(most)} and {last}" if most else last)


def profile_modal(draft: Draft) -> View:
    """Return the modal in which somebody joins, or changes their profile."""
    if not draft.choices:
        return notice(texts.JOIN, texts.no_topics(draft.program_team))
    profile = draft.profile
    blocks = [
        *_what(profile, draft.choices),
        *_hours(profile.hours, draft.zone),
        *_how_much(profile),
        field(
            "paused_through",
            texts.PAUSED_LABEL,
            date_input(profile.paused_through),
            hint=texts.PAUSED_HINT,
            optional=True,
        ),
        field(
            "avoid",
            texts.AVOID_LABEL,
            people_select(profile.avoids, texts.AVOID_PLACEHOLDER) | {"max_selected_items": 50},
            hint=texts.AVOID_HINT,
            optional=True,
        ),
    ]
    if draft.joined:
        blocks.append(actions(_leave()))
    title, submit = (texts.PROFILE, "Save") if draft.joined else (texts.JOIN, "Join")
    return modal(PROFILE, title, blocks, submit=submit)


def pause_modal(profile: Profile | None) -> View:
    """Return the modal in which an expert takes a break; a kind word for anybody else."""
    if profile is None:
        return notice(texts.PAUSE, texts.NOT_JOINED)
    blocks = [
        field(
            "paused_through", texts.PAUSED_LABEL, date_input(profile.paused_through), hint=texts.PAUSED_HINT
        )
    ]
    if profile.paused_through:
        blocks.append(actions(button(texts.BACK, UNPAUSE)))
    return modal(PAUSE, texts.PAUSE, blocks, submit="Pause")


def thanks_for_joining(topics: Sequence[TopicChoice]) -> View:
    """Return what somebody sees who has just joined."""
    names = [topic.name for topic in topics[:3]]
    return notice(texts.JOIN, texts.joined(names if len(topics) < 4 else [*names, "your other topics"]))


def _what(profile: Profile, choices: Sequence[TopicChoice]) -> list[Block]:
    chosen = {topic.id for topic in profile.topics}
    return [
        field("topics", texts.TOPICS_LABEL, topic_menu(choices, chosen)),
        field(
            "skills",
            texts.SKILLS_LABEL,
            text_input(profile.skills, most=150, placeholder=texts.SKILLS_PLACEHOLDER),
            optional=True,
        ),
        field(
            "about",
            texts.ABOUT_LABEL,
            text_input(profile.about, lines=True, most=1000, placeholder=texts.ABOUT_PLACEHOLDER),
            hint=texts.ABOUT_HINT,
            optional=True,
        ),
    ]


def topic_menu(choices: Sequence[TopicChoice], chosen: Collection[str]) -> Block:
    """Return a menu of topics, several to be picked."""
    options = [option(topic.name, topic.id, topic.description) for topic in choices]
    return multi_select(options, chosen, texts.TOPICS_PLACEHOLDER)


def _hours(hours: WorkingHours, zone: str) -> list[Block]:
    days = sorted({window.weekday for window in hours.windows})
    first = hours.windows[0]
    options = [option(name, str(number)) for number, name in enumerate(DAYS)]
    return [
        field("days", texts.DAYS_LABEL, checkboxes(options, [str(day) for day in days])),
        field("from_time", texts.FROM_LABEL, time_input(_time(first.start)), hint=texts.zone_hint(zone)),
        field("to_time", texts.TO_LABEL, time_input(_time(first.end))),
    ]


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _how_much(profile: Profile) -> list[Block]:
    options = [option(f"{minutes} minutes", str(minutes)) for minutes in (30, 45, 60)]
    return [
        field("capacity", texts.CAPACITY_LABEL, number_input(profile.capacity, 1, 20)),
        field("lengths", texts.LENGTHS_LABEL, checkboxes(options, [str(m) for m in profile.lengths])),
    ]


def _leave() -> Block:
    sure: Confirm = {
        "title": texts.LEAVE_TITLE,
        "text": texts.LEAVE_SURE,
        "yes": texts.LEAVE,
        "no": texts.STAY,
    }
    return button(texts.LEAVE, LEAVE, style="danger", confirm=sure)
