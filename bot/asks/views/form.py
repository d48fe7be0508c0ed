"""The form that asks: three fields, what the clinic says beside them, and the rest behind a button."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from bot.asks import texts
from bot.asks.forms import (
    BACKGROUND_CHARS,
    MINUTES,
    OUTCOME_CHARS,
    QUESTION_CHARS,
    UNSURE,
    FormState,
)
from bot.asks.queries import Again, TopicChoice
from bot.asks.rules import HOURS, OPEN_FORM, USUAL, Finding, Review, hours_named
from bot.asks.views.answered import answered_before
from bot.asks.views.supply import supply_line, supply_words
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    date_input,
    escape,
    field,
    modal,
    option,
    quote,
    radios,
    section,
    select,
    text_input,
)
from bot.kit.carried import RowId
from bot.kit.more import short_form
from bot.kit.reader import Reader, first_name
from bot.kit.search import pick_one
from bot.kit.texts import APART, CANCEL
from bot.models import Ask
from bot.stories.queries import Example

OPEN = OPEN_FORM
MODAL = "ask_modal"
EDIT_MODAL = "ask_edit_modal"
MORE = "ask_more"
USE_OPENING = "ask_use_opening"
SEARCH = "ask_topics"
AGAIN = "ask_again"
REST = "rest:typed"

HINT_AT = {
    Finding.NO_SINGLE_QUESTION: "question",
    Finding.TOO_BROAD: "question",
    Finding.TOO_LONG: "question",
    Finding.NO_PURPOSE: "needed_by",
}
"""Which field each question of the clinic is about. The others belong to fields that say so themselves."""

Values = Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """What the form is drawn from: its values by field, and what it says beside them.

    ``review`` is the clinic's, where it is shown. ``tight``: the working minutes left until the needed-by day
    is over, where they are few; ``asks_two``: two people are asked at once then. ``rest``: what was typed and
    fits no field. ``again``: the past session whose expert is asked. ``gap_days``: between the sessions of a
    series. ``stories``: those that may answer it.
    """

    topics: Sequence[TopicChoice]
    values: Values
    state: FormState = dataclasses.field(default_factory=FormState)
    review: Review | None = None
    tight: int | None = None
    rest: str = ""
    again: Again | None = None
    asks_two: bool = False
    gap_days: int = 14
    stories: Sequence[Example] = ()

    @property
    def hint(self) -> Finding | None:
        """The clinic's single most useful question."""
        return hint_of(self.review) if self.review else None


def hint_of(review: Review) -> Finding | None:
    """Return the single most useful question that the clinic has about a draft."""
    return next((finding for finding in review.findings if finding in HINT_AT), None)


def loading(reader: Reader) -> View:
    """Return what is shown while the form is prepared."""
    blocks = [section(reader(texts.LOADING))]
    return modal("ask_loading", reader(texts.TITLE), blocks, close=reader(CANCEL))


def ask_modal(reader: Reader, filled: Filled) -> View:
    """Return the form."""
    state = filled.state
    first = [
        *answered_before(reader, filled.stories),
        context(_intro(reader, filled.again)),
        _question(reader, filled),
        *_hint(reader, filled, "question"),
        *_opening(reader, filled),
        *_topic(reader, filled),
        _needed_by(reader, filled),
        *_hint(reader, filled, "needed_by"),
        *_tight(reader, filled),
    ]
    whole = state.whole or has_more(filled.values)
    blocks = short_form(reader, MORE, first, _rest(reader, filled), whole=whole)
    private = _private(reader, filled)
    blocks += _unfitting(reader, filled.rest) + private
    doubted = filled.hint is not None or filled.tight is not None or bool(private) or bool(filled.stories)
    submit = texts.SEND_LIKE_THIS if doubted else texts.SAVE if state.ask_id else texts.SEND
    return modal(
        EDIT_MODAL if state.ask_id else MODAL,
        reader(texts.TITLE_EDIT if state.ask_id else texts.TITLE),
        blocks,
        submit=reader(submit),
        close=reader(CANCEL),
        metadata=state.encode(),
    )


def _intro(reader: Reader, again: Again | None) -> str:
    if again is None or not again.helps:
        return reader(texts.INTRO)
    return reader(texts.INTRO_AGAIN, name=escape(first_name(reader, again.expert)))


def again_button(reader: Reader, session_id: str, *, helps: bool) -> Block:
    """Return the way from a past session to the same expert, or to somebody else if they no longer help."""
    words = reader(texts.TALK_AGAIN if helps else texts.ASK_ANEW)
    return button(words, AGAIN, RowId(id=session_id).encode())


def has_more(values: Values) -> bool:
    """Return whether anything was said in the fields behind *Add more*."""
    said = any(values.get(name) for name in ("background", "outcome", "hide_name"))
    chosen = (
        *(str(values.get("minutes") or MINUTES), values.get("hours") or USUAL),
        str(values.get("sessions") or 1),
    )
    return said or chosen != (str(MINUTES), USUAL, "1")


def _question(reader: Reader, filled: Filled) -> Block:
    box = text_input(
        filled.values.get("question", ""),
        lines=True,
        most=QUESTION_CHARS,
        placeholder=reader(texts.QUESTION_PLACEHOLDER),
    )
    return field("question", reader(texts.QUESTION), box, hint=reader(texts.QUESTION_HINT))


def _hint(reader: Reader, filled: Filled, name: str) -> list[Block]:
    hint = filled.hint
    return [section(f"*{reader(texts.FINDINGS[hint])}*")] if hint and HINT_AT[hint] == name else []


def _opening(reader: Reader, filled: Filled) -> list[Block]:
    """Return the opening that the offer begins with, or that is suggested, and the button that changes it."""
    review, used = filled.review, filled.state.opening
    if review is None or not review.sharper or not (used or filled.hint):
        return []
    intro, press = (texts.OPENING_USED, texts.LEAVE_OPENING) if used else (texts.OPENING, texts.USE_OPENING)
    return [context(reader(intro)), quote(review.sharper), actions(button(reader(press), USE_OPENING))]


def _topic(reader: Reader, filled: Filled) -> list[Block]:
    options = topic_options(reader, filled.topics)
    placeholder = reader(texts.TOPIC_PLACEHOLDER)
    menu = pick_one(options, filled.values.get("topic"), placeholder, search=SEARCH) | {"action_id": SEARCH}
    box = field("topic", reader(texts.TOPIC), menu, listened=True)
    return [box, *_supply(reader, filled), *_likely(reader, filled)]


def topic_options(reader: Reader, topics: Sequence[TopicChoice]) -> list[Block]:
    """Return what can be chosen as a topic, not being sure included."""
    told = [(topic, supply_words(reader, topic.supply) if topic.supply else "") for topic in topics]
    named = [option(topic.name, topic.id, words) for topic, words in told]
    return [*named, option(reader(texts.NOT_SURE), UNSURE)]


def _supply(reader: Reader, filled: Filled) -> list[Block]:
    """Return who offers the topic that is chosen already."""
    wanted = filled.values.get("topic")
    chosen = next((topic for topic in filled.topics if topic.id == wanted), None)
    if chosen is None or chosen.supply is None or filled.again is not None:
        return []
    return [context(supply_line(reader, chosen.supply))]


def _likely(reader: Reader, filled: Filled) -> list[Block]:
    names = {topic.id: topic.name for topic in filled.topics}
    likely = [f"*{escape(names[one])}*" for one in filled.state.likely if one in names]
    return [context(reader(texts.SOUNDS_LIKE, topics=reader.list(likely, "or")))] if likely else []


def _needed_by(reader: Reader, filled: Filled) -> Block:
    day = date_input(filled.values.get("needed_by"))
    return field("needed_by", reader(texts.NEEDED_BY), day, hint=reader(texts.NEEDED_BY_HINT), optional=True)


def _tight(reader: Reader, filled: Filled) -> list[Block]:
    if filled.tight is None:
        return []
    left = reader.duration(filled.tight)
    lines = [reader(texts.TIGHT, left=left) if filled.tight else reader(texts.TIGHT_NONE)]
    if filled.asks_two:
        lines.append(reader(texts.TIGHT_TWO))
    return [section(" ".join(lines))]


def _rest(reader: Reader, filled: Filled) -> list[Block]:
    """Return what few questions need."""
    values, apart = filled.values, APART[filled.gap_days]
    background = text_input(
        values.get("background", ""),
        lines=True,
        most=BACKGROUND_CHARS,
        placeholder=reader(texts.BACKGROUND_PLACEHOLDER),
    )
    outcome = text_input(
        values.get("outcome", ""), most=OUTCOME_CHARS, placeholder=reader(texts.OUTCOME_PLACEHOLDER)
    )
    lengths = [option(reader(words), str(minutes)) for minutes, words in texts.MINUTES_EACH.items()]
    counts = [option(reader(words, apart=apart), str(count)) for count, words in texts.SESSIONS_EACH.items()]
    hide = checkboxes([option(reader(texts.HIDE_OPTION), "hide")], values.get("hide_name") or [])
    why = reader(texts.FINDINGS[Finding.NO_OUTCOME])
    chosen = str(values.get("minutes") or MINUTES)
    return [
        field("background", reader(texts.BACKGROUND), background, optional=True),
        field("outcome", reader(texts.OUTCOME), outcome, hint=why, optional=True),
        field("minutes", reader(texts.MINUTES), radios(lengths, chosen)),
        field("sessions", reader(texts.SESSIONS), radios(counts, str(values.get("sessions") or 1))),
        field("hours", reader(texts.HOURS), select(_hours(reader), values.get("hours") or USUAL)),
        field("hide_name", reader(texts.HIDE), hide, optional=True),
    ]


def _hours(reader: Reader) -> list[Block]:
    return [option(hours_words(reader, *hours), name) for name, hours in HOURS.items()]


def hours_words(reader: Reader, begin: int | None, end: int | None) -> str:
    """Return hours named in an ask, in words."""
    name = hours_named(begin, end)
    if name == USUAL:
        return reader(texts.HOURS_USUAL)
    other = texts.HOURS_UNTIL if begin is None else texts.HOURS_FROM
    since, until = (reader.wall_time(minute or 0) for minute in (begin, end))
    return reader(texts.HOURS_EACH.get(name, other), since=since, until=until)


def _unfitting(reader: Reader, rest: str) -> list[Block]:
    return [section(reader(texts.REST)), quote(rest) | {"block_id": REST}] if rest else []


def rest_in(view: Mapping[str, Any]) -> str:
    """Return what a form shows that fitted no field."""
    found = next((block for block in view.get("blocks") or [] if block.get("block_id") == REST), None)
    return str(found["elements"][0]["elements"][0]["text"]) if found else ""


def _private(reader: Reader, filled: Filled) -> list[Block]:
    """Return the one more tick that private data asks for.

    No input, which Slack would either call optional or demand even when the private data was taken out.
    """
    if filled.review is None or not filled.review.private:
        return []
    kinds = reader.list(texts.PRIVATE_KINDS[kind] for kind in filled.review.private)
    tick = checkboxes([option(reader(texts.PRIVATE_OPTION), "ok")], filled.values.get("private_ok") or [])
    return [
        section(reader(texts.FINDINGS[Finding.PRIVATE_DATA], kinds=kinds)),
        actions({**tick, "action_id": "private_ok"}) | {"block_id": "private_ok"},
    ]


def has_tick(view: Mapping[str, Any]) -> bool:
    """Return whether a form asks for the tick."""
    return any(block.get("block_id") == "private_ok" for block in view.get("blocks") or [])


def values_of(ask: Ask) -> dict[str, Any]:
    """Return what the form holds for an ask."""
    return {
        "topic": ask.topic_id or UNSURE,
        "question": ask.question,
        "background": ask.background,
        "outcome": ask.outcome,
        "minutes": ask.minutes,
        "sessions": ask.wished_sessions,
        "needed_by": ask.needed_by,
        "hours": hours_named(ask.hours_from, ask.hours_to),
        "hide_name": ["hide"] if ask.hide_name else [],
    }
