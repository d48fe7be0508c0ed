"""What organisers see: the modal that starts a monthly sheet, its card, and what is news about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

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
    number_input,
    option,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL
from bot.models import SheetPlan, SlotState, Topic
from bot.sheets import texts
from bot.sheets.forms import DAYS_OFF_CHARS, SmallerSheet
from bot.sheets.queries import Overview, Planned, Running
from bot.sheets.rules import LENGTHS, MOST_PLACES, RULES, START_SHEET, asks_at, nth_of
from bot.sheets.views.post import Message

PLAN_OPEN = START_SHEET
PLAN = "sheet_plan_form"
CHANGE_OPEN = "sheet_change_open"
CHANGE = "sheet_change_form"
STOP = "sheet_stop"
POST_AGAIN = "sheet_post_again"
MAKE_SMALLER = "sheet_make_smaller"

IN_HOME = 3  # sheets that App Home names
USUAL_MINUTES, USUAL_PLACES = 30, 6
A_MONDAY = date(2024, 1, 1)


def plan_button(reader: Reader) -> Block:
    """Return the button of the program area that starts a monthly sheet."""
    return button(reader(texts.PLAN_BUTTON), PLAN_OPEN)


def rule_words(reader: Reader, rule: str) -> str:
    """Say on which day of the month a sheet goes out."""
    found = nth_of(rule)
    if found is None:
        return reader(texts.DAY_NUMBER, number=int(rule[1:]))
    nth, weekday = found
    return reader(texts.NTH[nth], weekday=reader.weekday(A_MONDAY + timedelta(days=weekday)))


def plan_modal(reader: Reader, topics: Sequence[Topic], rule: str) -> View:
    """Return the modal that starts a monthly sheet; only the channel has to be chosen."""
    usual = SheetPlan(
        topic_id=topics[0].id, rule=rule, minutes=USUAL_MINUTES, places=USUAL_PLACES, days_off=""
    )
    blocks = [section(reader(texts.PLAN_INTRO)), *_inputs(reader, topics, usual)]
    title, submit = reader(texts.PLAN_TITLE), reader(texts.PLAN_SUBMIT)
    return modal(PLAN, title, blocks, submit=submit, close=reader(CANCEL))


def change_modal(reader: Reader, topics: Sequence[Topic], plan: SheetPlan) -> View:
    """Return the modal in which a monthly sheet is changed."""
    blocks = [section(reader(texts.CHANGE_INTRO)), *_inputs(reader, topics, plan)]
    title, submit = reader(texts.CHANGE_TITLE), reader(texts.CHANGE_SAVE)
    metadata = RowId(id=plan.id).encode()
    return modal(CHANGE, title, blocks, submit=submit, close=reader(CANCEL), metadata=metadata)


def _inputs(reader: Reader, topics: Sequence[Topic], plan: SheetPlan) -> list[Block]:
    choices = [option(topic.name, topic.id) for topic in topics[:100]]
    days = [option(rule_words(reader, one), one) for one in RULES]
    lengths = [option(reader.duration(one), str(one)) for one in LENGTHS]
    menu = select(choices, plan.topic_id, placeholder=reader(texts.TOPIC_PLACEHOLDER))
    channel = channel_select(reader(texts.CHANNEL_PLACEHOLDER))
    if plan.channel_id:
        channel["initial_conversation"] = plan.channel_id
    off, off_hint = text_input(plan.days_off, lines=True, most=DAYS_OFF_CHARS), reader(texts.DAYS_OFF_HINT)
    return [
        field("topic", reader(texts.TOPIC_LABEL), menu),
        field("channel", reader(texts.CHANNEL_LABEL), channel, hint=reader(texts.CHANNEL_HINT)),
        field("rule", reader(texts.RULE_LABEL), select(days, plan.rule), hint=reader(texts.RULE_HINT)),
        field("minutes", reader(texts.MINUTES_LABEL), select(lengths, str(plan.minutes))),
        field("places", reader(texts.PLACES_LABEL), number_input(plan.places, 1, MOST_PLACES)),
        field("days_off", reader(texts.DAYS_OFF_LABEL), off, hint=off_hint, optional=True),
    ]


def card(reader: Reader, found: Planned) -> Message:
    """Return an organiser's card of a monthly sheet."""
    plan, topic = found.plan, escape(found.topic.name)
    status = _status(reader, found)
    head = reader(
        texts.PLAN_CARD,
        topic=topic,
        rule=rule_words(reader, plan.rule),
        channel=f"<#{plan.channel_id}>",
        minutes=reader.duration(plan.minutes),
    )
    blocks = [section(head), section(status)]
    if plan.refused_at is not None:
        blocks.append(section(_refused(reader, found)))
    if row := _buttons(reader, found):
        blocks.append(actions(*row))
    return reader(texts.PLAN_CARD_TEXT, topic=topic, status=status), blocks


def _status(reader: Reader, found: Planned) -> str:
    plan = found.plan
    if plan.wakes_at is None:
        return reader(texts.PLAN_TOPIC_GONE if found.topic.archived_at else texts.PLAN_STOPPED)
    if found.gathering:
        return reader(texts.PLAN_ASKED, posts=reader.when(found.gathering.post_at))
    asks, posts = reader.day(asks_at(plan.next_post_at, plan.zone)), reader.when(plan.next_post_at)
    return reader(texts.PLAN_NEXT, asks=asks, posts=posts)


def _buttons(reader: Reader, found: Planned) -> list[Block]:
    carried = RowId(id=found.plan.id).encode()
    sure: Confirm = {
        "title": reader(texts.STOP_TITLE),
        "text": reader(texts.STOP_SURE),
        "yes": reader(texts.STOP),
        "no": reader(texts.KEEP),
    }
    again = button(reader(texts.POST_AGAIN), POST_AGAIN, carried, style="primary")
    change = button(reader(texts.CHANGE), CHANGE_OPEN, carried)
    stop = button(reader(texts.STOP), STOP, carried, confirm=sure)
    return [*([again] if found.plan.refused_at else []), *([change, stop] if found.plan.wakes_at else [])]


def home_lines(reader: Reader, found: Sequence[Running]) -> list[Block]:
    """Return the lines of the program area about the monthly sheets that somebody looks after."""
    lines = [_home_line(reader, one) for one in found[:IN_HOME]]
    more = len(found) - IN_HOME
    return [*lines, context(reader(texts.HOME_MORE, count=more))] if more > 0 else lines


def _home_line(reader: Reader, found: Running) -> Block:
    plan, topic = found.planned.plan, escape(found.planned.topic.name)
    channel = f"<#{plan.channel_id}>"
    told = [
        reader(texts.HOME_PLAN, topic=topic, channel=channel),
        " ".join([*_so_far(reader, found), _status(reader, found.planned)]),
        *([reader(texts.HOME_REFUSED, channel=channel)] if plan.refused_at else []),
    ]
    choices = _buttons(reader, found.planned)
    return section("\n".join(told), choices[0] if choices else None)


def _so_far(reader: Reader, found: Running) -> list[str]:
    lines = []
    if found.out is not None:
        taken = sum(one.slot.state is SlotState.TAKEN for one in found.out.slots)
        lines.append(reader(texts.HOME_TAKEN, count=taken, places=len(found.out.slots)))
        if found.out.waiting:
            lines.append(reader(texts.ON_THE_LIST, count=found.out.waiting))
    if found.planned.gathering is not None:
        lines.append(reader(texts.HOME_OFFERED, count=found.offered))
    return lines


def _refused(reader: Reader, found: Planned) -> str:
    return reader(texts.REFUSED, channel=f"<#{found.plan.channel_id}>")


def refused(reader: Reader, found: Planned) -> Message:
    """Return the news that the channel is closed to the app."""
    words, carried = _refused(reader, found), RowId(id=found.plan.id).encode()
    again = button(reader(texts.POST_AGAIN), f"{POST_AGAIN}:news", carried, style="primary")
    return words, [section(words), actions(again)]


def nobody(reader: Reader, found: Overview) -> Message:
    """Return the news that no expert could offer a time."""
    if found.next_at is None:
        raise ValueError("a sheet that has been stopped is no news")
    topic = escape(found.topic)
    words = reader(texts.NOBODY, topic=topic, posts=reader.day(found.next_at))
    return reader(texts.NOBODY_TEXT, topic=topic), [section(words)]


def smaller(reader: Reader, found: Overview, taken: int, places: int) -> Message:
    """Return the suggestion that the next sheet has fewer places."""
    topic, carried = escape(found.topic), SmallerSheet(id=found.sheet.plan_id, places=places).encode()
    words = reader(texts.SMALLER, topic=topic, count=taken, places=found.sheet.places)
    row = actions(button(reader(texts.MAKE_SMALLER, count=places), MAKE_SMALLER, carried, style="primary"))
    return reader(texts.SMALLER_TEXT, topic=topic), [section(words), row]
