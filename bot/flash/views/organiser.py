"""What organisers see: the modal that plans an event, their card, and how it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.flash import texts
from bot.flash.forms import PLACE_CHARS, TITLE_CHARS, PresetChosen
from bot.flash.queries import Managed, Overview, Report
from bot.flash.rules import MOST_ROUNDS, PRESETS, Preset
from bot.flash.views.announcement import Message, shape
from bot.kit.blocks import (
    Block,
    Confirm,
    View,
    actions,
    button,
    channel_select,
    context,
    escape,
    field,
    modal,
    moment_input,
    multi_select,
    number_input,
    option,
    person_select,
    section,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL
from bot.models import LIVE_EVENT, EventState, SeatRole, Topic

PLAN_OPEN = "flash_plan_open"
PLAN = "flash_plan"
PRESET = "flash_preset"
CALL_OFF = "flash_call_off"
POST_AGAIN = "flash_post_again"
MISSING_OPEN = "flash_missing_open"
MISSING = "flash_missing"

IN_HOME = 3  # events that App Home names
FEWEST = 5  # people about whom private answers are counted


def plan_button(reader: Reader) -> Block:
    """Return the button of the program area that plans an event."""
    return button(reader(texts.PLAN_BUTTON), PLAN_OPEN)


def preset_title(preset: Preset) -> Sentence:
    """Return what an event of a usual shape is called unless somebody writes something else."""
    return texts.PRESETS[preset.id]


def plan_modal(
    reader: Reader, topics: Sequence[Topic], preset: Preset = PRESETS[0], draft: int = 0, title: str = ""
) -> View:
    """Return the modal that plans an event; ``draft`` counts how often a preset was chosen in it."""
    blocks = [
        section(reader(texts.PLAN_INTRO)),
        actions(*(_preset(reader, one, draft + 1) for one in PRESETS)),
        field(
            _named("title", draft),
            reader(texts.TITLE_LABEL),
            text_input(title, most=TITLE_CHARS, placeholder=reader(texts.TITLE_PLACEHOLDER)),
        ),
        field("start", reader(texts.START_LABEL), moment_input()),
        field(
            "channel",
            reader(texts.CHANNEL_LABEL),
            channel_select(reader(texts.CHANNEL_PLACEHOLDER)),
            hint=reader(texts.CHANNEL_HINT),
        ),
        *_topics(reader, topics),
        *_numbers(reader, preset, draft),
        field(
            "place",
            reader(texts.PLACE_LABEL),
            text_input(most=PLACE_CHARS),
            hint=reader(texts.PLACE_HINT),
            optional=True,
        ),
    ]
    metadata = PresetChosen(draft=draft).encode()
    heading, announce = reader(texts.PLAN_TITLE), reader(texts.ANNOUNCE)
    return modal(PLAN, heading, blocks, submit=announce, metadata=metadata, close=reader(CANCEL))


def _named(name: str, draft: int) -> str:
    return f"{name}~{draft}" if draft else name


def _preset(reader: Reader, preset: Preset, draft: int) -> Block:
    carried = PresetChosen(preset=preset.id, draft=draft).encode()
    return button(reader(texts.PRESETS[preset.id]), f"{PRESET}:{preset.id}", carried)


def _topics(reader: Reader, topics: Sequence[Topic]) -> list[Block]:
    if not topics:
        return []
    choices = [option(topic.name, topic.id) for topic in topics]
    menu = multi_select(choices, placeholder=reader(texts.TOPICS_PLACEHOLDER))
    return [field("topics", reader(texts.TOPICS_LABEL), menu, hint=reader(texts.TOPICS_HINT), optional=True)]


def _numbers(reader: Reader, preset: Preset, draft: int) -> list[Block]:
    rows: list[tuple[str, Any, int, int, int]] = [
        ("rounds", texts.ROUNDS_LABEL, preset.rounds, 1, MOST_ROUNDS),
        ("minutes", texts.MINUTES_LABEL, preset.minutes, 3, 60),
        ("change", texts.CHANGE_LABEL, preset.change, 0, 30),
        ("places", texts.PLACES_LABEL, preset.places, 1, 2000),
    ]
    return [
        field(_named(name, draft), reader(label), number_input(value, least, most))
        for name, label, value, least, most in rows
    ]


def card(reader: Reader, found: Managed) -> Message:
    """Return an organiser's card of an event."""
    event = found.overview.event
    title, status = escape(event.title), _status(reader, found.overview)
    head = reader(
        texts.ORGANISER,
        title=title,
        when=reader.when(event.starts_at),
        shape=shape(reader, event),
        channel=f"<#{event.channel_id}>",
    )
    blocks = [section(head), section(status)]
    if event.state in LIVE_EVENT:
        blocks.append(context(_who(reader, found.overview)))
        blocks += [context(line) for line in _warnings(reader, found)]
        blocks.append(_buttons(reader, found.overview))
    text = reader(texts.ORGANISER_TEXT, title=title, when=reader.spoken(event.starts_at), status=status)
    return text, blocks


def _status(reader: Reader, found: Overview) -> str:
    event, table = found.event, found.table
    match event.state:
        case EventState.OPEN:
            return reader(texts.STATUS_OPEN, time=reader.time(table.closes_at))
        case EventState.PLANNED:
            return reader(texts.STATUS_PLANNED, count=found.talks, time=reader.time(event.starts_at))
        case EventState.RUNNING:
            return reader(texts.STATUS_RUNNING, number=event.rung, rounds=event.rounds)
        case EventState.ENDED:
            return reader(texts.STATUS_ENDED, count=found.talks)
        case EventState.CANCELLED:
            return reader(texts.STATUS_CANCELLED)


def _who(reader: Reader, found: Overview) -> str:
    return reader(
        texts.SO_FAR,
        who=reader.list(
            [
                reader(texts.WITH_QUESTION, count=found.asking),
                reader(texts.HELPING, count=found.helping),
            ]
        ),
    )


def _warnings(reader: Reader, found: Managed) -> list[str]:
    event, overview = found.overview.event, found.overview
    lines = [_refused(reader, overview)] if event.refused_at else []
    if event.state is EventState.OPEN and not overview.helping:
        return [*lines, reader(texts.NO_EXPERT_YET)]
    if event.state is EventState.OPEN and not overview.asking:
        return [*lines, reader(texts.NO_QUESTION_YET)]
    if event.state is EventState.OPEN and overview.helping < event.rounds:
        lines.append(reader(texts.FEW_EXPERTS))
    return [*lines, *(_short(reader, *one, event.rounds) for one in found.short[:5])]


def _short(reader: Reader, people: int, experts: int, rounds: int) -> str:
    some = reader(texts.PEOPLE, count=people)
    if not experts:
        return reader(texts.SHORT_NOBODY, people=some)
    return reader(
        texts.SHORT_EXPERTS, people=some, experts=reader(texts.EXPERTS, count=experts), rounds=rounds
    )


def _buttons(reader: Reader, found: Overview) -> Block:
    return actions(*_choices(reader, found))


def _choices(reader: Reader, found: Overview) -> list[Block]:
    """Return what an organiser can do, what matters most first."""
    carried = RowId(id=found.event.id).encode()
    sure: Confirm = {
        "title": reader(texts.CALL_OFF_TITLE),
        "text": reader(texts.CALL_OFF_SURE),
        "yes": reader(texts.CALL_OFF),
        "no": reader(texts.KEEP),
    }
    buttons = [button(reader(texts.CALL_OFF), CALL_OFF, carried, confirm=sure)]
    if found.event.version:
        buttons.insert(0, button(reader(texts.SOMEBODY_MISSING), MISSING_OPEN, carried))
    if found.event.refused_at is not None:
        buttons.insert(0, button(reader(texts.POST_AGAIN), POST_AGAIN, carried, style="primary"))
    return buttons


def home_lines(reader: Reader, found: Sequence[Overview]) -> list[Block]:
    """Return the lines of the program area about the events that somebody looks after."""
    lines = [_home_line(reader, one) for one in found[:IN_HOME]]
    more = len(found) - IN_HOME
    return [*lines, context(reader(texts.HOME_MORE, count=more))] if more > 0 else lines


def _home_line(reader: Reader, found: Overview) -> Block:
    event = found.event
    told = [
        reader(texts.HOME_LINE, title=escape(event.title), when=reader.when(event.starts_at)),
        f"{_status(reader, found)} {_who(reader, found)}",
        *([reader(texts.HOME_REFUSED, channel=f"<#{event.channel_id}>")] if event.refused_at else []),
    ]
    return section("\n".join(told), _choices(reader, found)[0])


def _refused(reader: Reader, found: Overview) -> str:
    return reader(texts.REFUSED, channel=f"<#{found.event.channel_id}>")


def refused(reader: Reader, found: Overview) -> Message:
    """Return the news that the channel is closed to the app."""
    words = _refused(reader, found)
    again = button(
        reader(texts.POST_AGAIN), f"{POST_AGAIN}:news", RowId(id=found.event.id).encode(), style="primary"
    )
    return words, [section(words), actions(again)]


def missing_modal(reader: Reader, event_id: str) -> View:
    """Return the modal in which an organiser says who is missing."""
    blocks = [
        section(reader(texts.MISSING_INTRO)),
        field("person", reader(texts.MISSING_LABEL), person_select(reader(texts.MISSING_PLACEHOLDER))),
    ]
    title, save = reader(texts.MISSING_TITLE), reader(texts.MISSING_SAVE)
    metadata = RowId(id=event_id).encode()
    return modal(MISSING, title, blocks, submit=save, metadata=metadata, close=reader(CANCEL))


def report(reader: Reader, found: Report, took_part: Mapping[SeatRole, int]) -> Message:
    """Return how an event went, in counts."""
    asking, helping = took_part[SeatRole.MENTEE], took_part[SeatRole.EXPERT]
    title = escape(found.overview.event.title)
    talks, thanks = (
        reader(texts.REPORT_TALKS, count=found.overview.talks),
        reader(texts.REPORT_THANKS, count=found.thanks),
    )
    people = reader(
        texts.REPORT_PEOPLE,
        asking=reader(texts.WITH_QUESTION, count=asking),
        helping=reader(texts.EXPERTS, count=helping),
    )
    lines = [people, talks]
    if found.missed:
        lines.append(reader(texts.REPORT_MISSED, count=found.missed))
    if min(asking, helping) >= FEWEST:
        lines += [thanks, reader(texts.REPORT_BOTH, count=found.both)]
    else:
        lines.append(reader(texts.REPORT_FEW))
    rows = "\n".join(f"• {line}" for line in lines)
    text = reader(texts.REPORT_TEXT, title=title, talks=talks)
    return text, [section(f"{reader(texts.REPORT, title=title)}\n{rows}")]
