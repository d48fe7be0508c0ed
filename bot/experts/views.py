"""The expert's profile, the pause, and the part of App Home about helping others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import time

from bot.admin.queries import TopicChoice
from bot.admin.rules import SEARCH_TOPICS
from bot.experts import texts
from bot.experts.forms import LENGTHS, MOST_AVOIDED
from bot.experts.queries import Draft, OwnDay, Profile
from bot.experts.rules import DAYS_BEGIN, OWN, WEEKS, days_by_hours, week_named
from bot.experts.rules import OPEN as OPEN_PROFILE
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
    notice,
    number_input,
    option,
    people_select,
    section,
    select,
    text_input,
    time_input,
)
from bot.kit.hours import WorkingHours, spans_of
from bot.kit.i18n import Param, Sentence
from bot.kit.more import short_form
from bot.kit.reader import Reader
from bot.kit.search import pick_several
from bot.kit.texts import CANCEL, CLOSE
from bot.people.queries import Away

OPEN = OPEN_PROFILE
MORE = "experts_more"
PROFILE = "experts_profile"
LEAVE = "experts_leave"
PAUSE_OPEN = "experts_pause_open"
PAUSE = "experts_pause"
UNPAUSE = "experts_unpause"
PREFERENCES_OPEN = "experts_hours_open"
PREFERENCES = "experts_hours"
HERE = "experts_here"

TOPICS_NAMED = 12  # in App Home, where they stand in one sentence


def home_blocks(reader: Reader, profile: Profile | None) -> list[Block]:
    """Return the part of App Home about helping others; ``profile`` is None for somebody who does not yet."""
    if profile is None:
        return [
            header(reader(texts.HELPING)),
            section(reader(texts.INVITE)),
            actions(
                button(reader(texts.JOIN), OPEN), button(reader(texts.PREFERENCES_OPEN), PREFERENCES_OPEN)
            ),
        ]
    edit = button(reader(texts.EDIT), OPEN)
    if profile.paused_through:
        buttons = [button(reader(texts.BACK), UNPAUSE, style="primary"), edit]
    else:
        buttons = [edit, button(reader(texts.PAUSE), PAUSE_OPEN)]
    return [header(reader(texts.HELPING)), section("\n".join(_lines(reader, profile))), actions(*buttons)]


def away_blocks(reader: Reader, away: Away | None) -> list[Block]:
    """Return that somebody is taken for away because of their Slack status, and the way back."""
    if away is None:
        return []
    told = reader(texts.AWAY)
    if away.through:
        told = reader(texts.AWAY_UNTIL, day=reader.day(away.through))
    return [section(told, button(reader(texts.HERE), HERE))]


def _lines(reader: Reader, profile: Profile) -> list[str]:
    lines = [_topics(reader, profile.topics), f"{_week(reader, profile.hours)} · {_lengths(reader, profile)}"]
    if profile.paused_through:
        return [reader(texts.PAUSED, day=reader.day(profile.paused_through)), *lines]
    return [*lines, _capacity(reader, profile)]


def _topics(reader: Reader, topics: Sequence[TopicChoice]) -> str:
    if not topics:
        return reader(texts.NO_ACTIVE_TOPIC)
    named: list[Param] = [f"*{escape(topic.name)}*" for topic in topics[:TOPICS_NAMED]]
    if len(topics) > TOPICS_NAMED:
        named.append(texts.MORE_TOPICS.format(count=len(topics) - TOPICS_NAMED))
    return reader(texts.HELPS_WITH, topics=reader.list(named))


def _week(reader: Reader, hours: WorkingHours) -> str:
    """Return a week in words: "Mon–Fri 9:00–17:00", or "Mon, Wed 8:30–12:00; Sat 10:00–11:00"."""
    parts = []
    for runs, spans in days_by_hours(hours.windows):
        days = ", ".join("–".join(_ends(reader, run)) for run in runs)
        times = [f"{reader.wall_time(one.start)}–{reader.wall_time(one.end)}" for one in spans]
        parts.append(f"{days} {reader.list(times)}")
    return "; ".join(parts)


def _ends(reader: Reader, run: range) -> list[str]:
    """Name the first and the last of some days in a row; one alone once."""
    return [reader.weekday_short(day) for day in sorted({run[0], run[-1]})]


def _lengths(reader: Reader, profile: Profile) -> str:
    lengths = sorted(profile.lengths)
    return reader(texts.LENGTHS, lengths=reader.list(lengths, "or"), count=lengths[-1])


def _capacity(reader: Reader, profile: Profile) -> str:
    used, most = profile.sessions_this_month, profile.capacity
    taken = reader(texts.CAPACITY, used=used, count=most)
    return f"{taken} {reader(texts.CAPACITY_FULL)}" if used >= most else taken


def profile_modal(reader: Reader, draft: Draft, *, whole: bool = False) -> View:
    """Return the modal in which somebody joins, or changes their profile: four fields, or all of them."""
    if not draft.choices:
        return _no_topics(reader, draft.program_team)
    profile = draft.profile
    whole = whole or _holds_more(profile)
    when = _hours if whole else _week_choice
    hours = when(reader, profile.hours, draft.zone)
    first = [*_what(reader, profile, draft.choices), *hours, _how_often(reader, profile)]
    blocks = short_form(reader, MORE, first, _rest(reader, profile), whole=whole)
    if draft.joined:
        blocks.append(actions(_leave(reader)))
    title, submit = (texts.PROFILE, texts.SAVE) if draft.joined else (texts.JOIN, texts.JOIN_NOW)
    return modal(PROFILE, reader(title), blocks, submit=reader(submit), close=reader(CANCEL))


def _holds_more(profile: Profile) -> bool:
    """Return whether anything was said in the fields behind *Add more*."""
    said = profile.skills or profile.paused_through or profile.avoids
    return bool(said) or tuple(sorted(profile.lengths)) != LENGTHS


def _no_topics(reader: Reader, program_team: Sequence[str]) -> View:
    if program_team:
        who = reader(texts.CAN_ADD_TOPICS, names=reader.list(program_team, "or"))
    else:
        who = reader(texts.ADMIN_CAN_ADD_TOPICS)
    return notice(reader(texts.JOIN), f"{reader(texts.NO_TOPICS)} {who}", close=reader(CLOSE))


def preferences_modal(reader: Reader, profile: Profile, zone: str, day: OwnDay | None = None) -> View:
    """Return the modal in which anybody says when they can meet, with whom, and when they are told things.

    ``zone`` is "" until Slack has told it.
    """
    blocks = [
        section(reader(texts.PREFERENCES_INTRO)),
        *_hours(reader, profile.hours, zone),
        _avoid(reader, profile),
        *_quiet(reader, day or OwnDay()),
    ]
    title, submit = reader(texts.PREFERENCES), reader(texts.SAVE)
    return modal(PREFERENCES, title, blocks, submit=submit, close=reader(CANCEL))


def _quiet(reader: Reader, day: OwnDay) -> list[Block]:
    """Return the inputs for when what can wait arrives, how much of it, and in which language."""
    hours = [option(reader.wall_time(minute), str(minute)) for minute in DAYS_BEGIN]
    begins = select(hours, str(day.begins))
    remind = [option(reader(label), name) for name, label in texts.REMINDERS_CHOICES.items()]
    offers = [option(reader(label), name) for name, label in texts.OFFERS_CHOICES.items()]
    invited = [option(reader(label), name) for name, label in texts.INVITATIONS_CHOICES.items()]
    quiet_from, quiet_to = (_time(minute) for minute in day.quiet) if day.quiet else (None, None)
    languages = [option(reader(texts.LANGUAGE_SLACK), "slack")]
    languages += [option(name, code) for code, name in day.languages.items()]
    language = select(languages, day.language or "slack")
    return [
        field("day_begins", reader(texts.DAY_LABEL), begins, hint=reader(texts.DAY_HINT)),
        field(
            "remind",
            reader(texts.REMINDERS_LABEL),
            select(remind, "all" if day.reminders else "sessions"),
            hint=reader(texts.REMINDERS_HINT),
        ),
        field(
            "offers",
            reader(texts.OFFERS_LABEL),
            select(offers, "daily" if day.offers_daily else "each"),
            hint=reader(texts.OFFERS_HINT),
        ),
        field(
            "invitations",
            reader(texts.INVITATIONS_LABEL),
            select(invited, "some" if day.invitations else "none"),
            hint=reader(texts.INVITATIONS_HINT),
        ),
        field("quiet_from", reader(texts.QUIET_FROM), time_input(quiet_from), optional=True),
        field(
            "quiet_to",
            reader(texts.QUIET_TO),
            time_input(quiet_to),
            hint=reader(texts.QUIET_HINT),
            optional=True,
        ),
        field("language", reader(texts.LANGUAGE), language, hint=reader(texts.LANGUAGE_HINT)),
    ]


def preferences_saved(reader: Reader) -> View:
    """Return what somebody sees who has named their preferences."""
    return notice(reader(texts.PREFERENCES), reader(texts.PREFERENCES_SAVED), close=reader(CLOSE))


def pause_modal(reader: Reader, profile: Profile | None) -> View:
    """Return the modal in which an expert takes a break; a kind word for anybody else."""
    if profile is None:
        return notice(reader(texts.PAUSE), reader(texts.NOT_JOINED), close=reader(CLOSE))
    blocks = [
        field(
            "paused_through",
            reader(texts.PAUSED_LABEL),
            date_input(profile.paused_through),
            hint=reader(texts.PAUSED_HINT),
        )
    ]
    if profile.paused_through:
        blocks.append(actions(button(reader(texts.BACK), UNPAUSE)))
    return modal(PAUSE, reader(texts.PAUSE), blocks, submit=reader(texts.PAUSE), close=reader(CANCEL))


def thanks_for_joining(reader: Reader, topics: Sequence[TopicChoice]) -> View:
    """Return what somebody sees who has just joined."""
    names: list[Param] = [topic.name for topic in topics[:3]]
    if len(topics) > 3:
        names.append(texts.OTHER_TOPICS)
    sentence = reader(texts.JOINED, topics=reader.list(names, "or"))
    return notice(reader(texts.JOIN), sentence, close=reader(CLOSE))


def told(reader: Reader, sentence: Sentence) -> View:
    """Return a modal that only says what has changed about helping."""
    return notice(reader(texts.HELPING), reader(sentence), close=reader(CLOSE))


def _what(reader: Reader, profile: Profile, choices: Sequence[TopicChoice]) -> list[Block]:
    chosen = {topic.id for topic in profile.topics}
    return [
        field("topics", reader(texts.TOPICS_LABEL), topic_menu(reader, choices, chosen)),
        field(
            "about",
            reader(texts.ABOUT_LABEL),
            text_input(profile.about, lines=True, most=1000, placeholder=reader(texts.ABOUT_PLACEHOLDER)),
            hint=reader(texts.ABOUT_HINT),
            optional=True,
        ),
    ]


def topic_menu(reader: Reader, choices: Sequence[TopicChoice], chosen: Collection[str]) -> Block:
    """Return a menu of topics, several to be picked."""
    options = [option(topic.name, topic.id, topic.description) for topic in choices]
    return pick_several(options, chosen, reader(texts.TOPICS_PLACEHOLDER), search=SEARCH_TOPICS)


def _hours(reader: Reader, hours: WorkingHours, zone: str) -> list[Block]:
    spans = spans_of(hours.windows)
    days, first = sorted({span.weekday for span in spans}), spans[0]
    options = [option(reader.weekday_short(day), str(day)) for day in range(7)]
    zone_hint = _zone_hint(reader, zone)
    return [
        field("days", reader(texts.DAYS_LABEL), checkboxes(options, [str(day) for day in days])),
        field("from_time", reader(texts.FROM_LABEL), time_input(_time(first.start)), hint=zone_hint),
        field("to_time", reader(texts.TO_LABEL), time_input(_time(first.end)), hint=reader(texts.TO_HINT)),
    ]


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _week_choice(reader: Reader, hours: WorkingHours, zone: str) -> list[Block]:
    """Return the choice of a week: the usual ones, and the one that was named before."""
    named = week_named(hours.windows)
    weeks = {name: replace(hours, windows=windows) for name, windows in WEEKS.items()}
    if named == OWN:
        weeks[OWN] = hours
    options = [option(_week(reader, week), name) for name, week in weeks.items()]
    return [field("when", reader(texts.WEEK_LABEL), select(options, named), hint=_zone_hint(reader, zone))]


def _zone_hint(reader: Reader, zone: str) -> str:
    return reader(texts.ZONE_HINT, zone=zone) if zone else reader(texts.ZONE_HINT_UNKNOWN)


def _how_often(reader: Reader, profile: Profile) -> Block:
    return field("capacity", reader(texts.CAPACITY_LABEL), number_input(profile.capacity, 1, 20))


def _rest(reader: Reader, profile: Profile) -> list[Block]:
    """Return what few profiles need."""
    options = [option(reader(texts.MINUTES, count=minutes), str(minutes)) for minutes in LENGTHS]
    skills = text_input(profile.skills, most=150, placeholder=reader(texts.SKILLS_PLACEHOLDER))
    pause = date_input(profile.paused_through)
    return [
        field("skills", reader(texts.SKILLS_LABEL), skills, optional=True),
        field("lengths", reader(texts.LENGTHS_LABEL), checkboxes(options, [str(m) for m in profile.lengths])),
        field(
            "paused_through",
            reader(texts.PAUSED_LABEL),
            pause,
            hint=reader(texts.PAUSED_HINT),
            optional=True,
        ),
        _avoid(reader, profile),
    ]


def _avoid(reader: Reader, profile: Profile) -> Block:
    menu = people_select(reader(texts.AVOID_PLACEHOLDER), profile.avoids) | {
        "max_selected_items": MOST_AVOIDED
    }
    return field("avoid", reader(texts.AVOID_LABEL), menu, hint=reader(texts.AVOID_HINT), optional=True)


def _leave(reader: Reader) -> Block:
    sure: Confirm = {
        "title": reader(texts.LEAVE_TITLE),
        "text": reader(texts.LEAVE_SURE),
        "yes": reader(texts.LEAVE),
        "no": reader(texts.STAY),
    }
    return button(reader(texts.LEAVE), LEAVE, style="danger", confirm=sure)
