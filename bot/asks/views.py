"""The ask modal with its clinic, the tracker card, and asks in App Home."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.asks import texts
from bot.asks.forms import BACKGROUND_CHARS, OUTCOME_CHARS, QUESTION_CHARS
from bot.asks.queries import TopicChoice, Tracked
from bot.asks.rules import Finding, Review
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    clip,
    context,
    date_input,
    day,
    divider,
    escape,
    field,
    header,
    modal,
    option,
    quote,
    radios,
    section,
    select,
    text_input,
    when,
)
from bot.models import Ask, AskFormat, AskState, OfferState

OPEN = "ask_open"
MODAL = "ask_modal"
MODAL_EDIT = "ask_edit_modal"
USE_SHARPER = "ask_use_sharper"
EDIT = "ask_edit"
WIDEN = "ask_widen"
WIDEN_MODAL = "ask_widen_modal"
WITHDRAW = "ask_withdraw"
KEEP_LOOKING = "ask_keep_looking"

Values = Mapping[str, Any]
SHOWN = 5


def loading() -> View:
    """Return what is shown while the form is prepared."""
    return modal("ask_loading", texts.TITLE, [section(texts.LOADING)])


def ask_modal(
    topics: Sequence[TopicChoice],
    values: Values,
    *,
    ask_id: str = "",
    review: Review | None = None,
    draft: int = 0,
) -> View:
    """Return the form, filled with ``values``; with a ``review``, the clinic's suggestions stand above it.

    ``draft`` counts replaced questions: a new block id makes Slack show the new words instead of keeping the
    typed ones.
    """
    blocks = clinic(review) if review and review.findings else [context(texts.INTRO)]
    blocks += _fields(topics, values, draft)
    if review and review.private:
        choice = option(texts.PRIVATE_OPTION, "ok")
        blocks.append(field("private_ok", texts.PRIVATE, checkboxes([choice])))
    metadata = json.dumps({"ask": ask_id, "draft": draft, "reviewed": review is not None})
    title = texts.TITLE_REVIEW if review else texts.TITLE_EDIT if ask_id else texts.TITLE
    submit = texts.SEND_AS_IS if review else texts.SAVE if ask_id else texts.SEND
    return modal(MODAL_EDIT if ask_id else MODAL, title, blocks, submit=submit, metadata=metadata)


def _fields(topics: Sequence[TopicChoice], values: Values, draft: int) -> list[Block]:
    question, background = (f"{name}~{draft}" if draft else name for name in ("question", "background"))
    lengths = [option(words, str(minutes)) for minutes, words in texts.MINUTES_EACH.items()]
    formats = [
        option(texts.FORMAT_SINGLE, AskFormat.SINGLE.value),
        option(texts.FORMAT_SERIES, AskFormat.SERIES.value),
    ]
    choices = [option(topic.name, topic.id) for topic in topics]
    return [
        field("topic", texts.TOPIC, select(choices, values.get("topic"), texts.TOPIC_PLACEHOLDER)),
        field(
            question,
            texts.QUESTION,
            text_input(
                values.get("question", ""),
                lines=True,
                most=QUESTION_CHARS,
                placeholder=texts.QUESTION_PLACEHOLDER,
            ),
            hint=texts.QUESTION_HINT,
        ),
        field(
            background,
            texts.BACKGROUND,
            text_input(
                values.get("background", ""),
                lines=True,
                most=BACKGROUND_CHARS,
                placeholder=texts.BACKGROUND_PLACEHOLDER,
            ),
            optional=True,
        ),
        field(
            "outcome",
            texts.OUTCOME,
            text_input(values.get("outcome", ""), most=OUTCOME_CHARS, placeholder=texts.OUTCOME_PLACEHOLDER),
            optional=True,
        ),
        field("minutes", texts.MINUTES, radios(lengths, str(values.get("minutes") or 45))),
        field(
            "needed_by",
            texts.NEEDED_BY,
            date_input(values.get("needed_by")),
            hint=texts.NEEDED_BY_HINT,
            optional=True,
        ),
        field("format", texts.FORMAT, radios(formats, values.get("format") or AskFormat.SINGLE.value)),
        field(
            "hide_name",
            texts.HIDE,
            checkboxes([option(texts.HIDE_OPTION, "hide")], values.get("hide_name") or []),
            optional=True,
        ),
    ]


def clinic(review: Review) -> list[Block]:
    """Return the clinic's suggestions and, where there is one, the sharper opening."""
    intro = texts.CLINIC_INTRO.format(count=texts.COUNTS[len(review.findings)])
    lines = [f"•  {_finding(finding, review)}" for finding in review.findings]
    blocks = [section("\n".join([intro, *lines]))]
    if review.sharper:
        use = actions(button(texts.USE_SHARPER, USE_SHARPER))
        blocks += [context(texts.SHARPER), quote(review.sharper), use]
    return [*blocks, divider()]


def _finding(finding: Finding, review: Review) -> str:
    kinds = ", ".join(texts.PRIVATE_KINDS[kind] for kind in review.private)
    return texts.FINDINGS[finding].format(kinds=kinds)


def values_of(ask: Ask) -> dict[str, Any]:
    """Return what the form holds for an ask."""
    return {
        "topic": ask.topic_id,
        "question": ask.question,
        "background": ask.background,
        "outcome": ask.outcome,
        "minutes": ask.minutes,
        "needed_by": ask.needed_by,
        "format": ask.format.value,
        "hide_name": ["hide"] if ask.hide_name else [],
    }


def could_not_open(question: str) -> list[Block]:
    """Return the way back to a form that Slack did not open, with what was typed."""
    kept = [quote(question)] if question else []
    return [
        section(texts.COULD_NOT_OPEN),
        *kept,
        actions(button(texts.OPEN_FORM, OPEN, question[:2000], style="primary")),
    ]


def widen_modal(ask: Ask) -> View:
    """Return the choices that widen a search."""
    choices = [] if ask.widened else [option(texts.WIDEN_TOPIC, "topic")]
    if ask.needed_by:
        choices.append(option(texts.WIDEN_DATE, "date"))
    if ask.minutes > 30:
        choices.append(option(texts.WIDEN_SHORT, "short"))
    if not choices:
        return modal(WIDEN_MODAL, texts.WIDEN_TITLE, [section(texts.WIDEN_NOTHING_LEFT)], close="Close")
    blocks = [section(texts.WIDEN_INTRO), field("widen", texts.WIDEN_WHAT, checkboxes(choices))]
    metadata = json.dumps({"ask": ask.id})
    return modal(WIDEN_MODAL, texts.WIDEN_TITLE, blocks, submit=texts.WIDEN, metadata=metadata)


def tracker(ask: Tracked) -> tuple[str, list[Block]]:
    """Return the card that always shows the mentee where an ask stands: its spoken form and its blocks."""
    title = texts.YOUR_QUESTION.format(topic=ask.topic)
    status = status_lines(ask)
    blocks = [header(title), quote(clip(ask.ask.question, QUESTION_CHARS)), section("\n".join(status))]
    details = details_of(ask)
    if details:
        blocks.append(context(" · ".join(details)))
    buttons = tracker_buttons(ask)
    if buttons:
        blocks.append(actions(*buttons))
    return f"{escape(title)}: {' '.join(status)}", blocks


def status_lines(ask: Tracked) -> list[str]:
    """Return where an ask stands, when it moves on and what comes next, in sentences."""
    if ask.date_passed:
        return [texts.STATUS_DATE_PASSED]
    asked = _asked(ask.asked)
    match ask.ask.state:
        case AskState.LOOKING:
            return _looking(ask, asked)
        case AskState.STEWARD:
            until = ask.ask.steward_until
            further = [texts.STATUS_STEWARD_UNTIL.format(when=when(until, ask.zone))] if until else []
            return [texts.STATUS_STEWARD.format(asked=asked), *_left_out(ask), *further]
        case AskState.WAITING:
            return [texts.STATUS_WAITING.format(asked=asked), *_left_out(ask), texts.WIDEN_HELPS]
        case AskState.MATCHED:
            name = escape(ask.expert)
            if ask.starts_at:
                return [texts.STATUS_BOOKED.format(name=name, when=when(ask.starts_at, ask.zone))]
            return [texts.STATUS_MATCHED.format(name=name)]
        case AskState.WITHDRAWN:
            return [texts.STATUS_WITHDRAWN]
        case _:
            return [texts.STATUS_CONCLUDED]


def _looking(ask: Tracked, asked: str) -> list[str]:
    if not ask.live:
        return [texts.STATUS_STARTING]
    two = len(ask.live) > 1
    owed = sum(one.offer.state == OfferState.CLARIFYING for one in ask.live)
    if owed:
        lines = [texts.STATUS_CLARIFYING_TWO if owed > 1 else texts.STATUS_CLARIFYING]
        return [*lines, texts.STATUS_ONE_MORE] if owed < len(ask.live) else lines
    looking = texts.STATUS_LOOKING_TWO if two else texts.STATUS_LOOKING
    moves_on = texts.STATUS_MOVES_ON_TWO if two else texts.STATUS_MOVES_ON
    last = max(one.offer.deadline_at for one in ask.live)
    return [looking.format(asked=asked), *_reasons(ask), moves_on.format(when=when(last, ask.zone))]


def _reasons(ask: Tracked) -> list[str]:
    """Return why those who have it were asked; what is the same for both is said once."""
    different = list(dict.fromkeys("; ".join(one.reasons) for one in ask.live if one.reasons))
    sentences = texts.STATUS_REASONS_TWO if len(different) > 1 else (texts.STATUS_REASONS,)
    return [
        sentence.format(reasons=escape(reasons))
        for sentence, reasons in zip(sentences, different, strict=False)
    ]


def _left_out(ask: Tracked) -> list[str]:
    """Return, without a name, that somebody would fit and why they are not asked."""
    sentence = texts.LEFT_OUT.get(ask.left_out.value) if ask.left_out else None
    if sentence is None:
        return []
    who = texts.LEFT_OUT_MORE if ask.asked else texts.LEFT_OUT_FIRST
    return [sentence.format(who=who, minutes=ask.ask.minutes)]


def _asked(count: int) -> str:
    if count == 0:
        return texts.ASKED_NONE
    return texts.ASKED_ONE if count == 1 else texts.ASKED_MANY.format(count=count)


def details_of(ask: Tracked) -> list[str]:
    """Return the small print of an ask."""
    lines = [texts.MINUTES_EACH[ask.ask.minutes]]
    if ask.ask.needed_by:
        lines.append(texts.NEEDED_BY_LINE.format(day=day(ask.ask.needed_by)))
    if ask.ask.widened:
        lines.append(texts.WIDENED_LINE)
    if ask.ask.hide_name and not ask.expert:
        lines.append(texts.HIDDEN_LINE)
    return lines


def tracker_buttons(ask: Tracked) -> list[Block]:
    """Return what the mentee can do now."""
    if ask.ask.state not in (AskState.LOOKING, AskState.STEWARD, AskState.WAITING):
        return []
    withdraw = button(texts.WITHDRAW, WITHDRAW, ask.ask.id, confirm=texts.WITHDRAW_CONFIRM)
    if ask.date_passed:
        return [button(texts.KEEP_LOOKING, KEEP_LOOKING, ask.ask.id, style="primary"), withdraw]
    return [button(texts.EDIT, EDIT, ask.ask.id), button(texts.WIDEN, WIDEN, ask.ask.id), withdraw]


def news(sentence: str, ask: Tracked) -> tuple[str, list[Block]]:
    """Return a short message about an ask, with what the mentee can do about it."""
    return sentence, [section(sentence), actions(*tracker_buttons(ask))]


def home_blocks(asks: Sequence[Tracked], more: int) -> list[Block]:
    """Return a person's questions for App Home, with the button that asks."""
    ask = actions(button(texts.ASK_BUTTON, OPEN, style="primary"))
    if not asks:
        return [section(texts.HOME_NONE), ask]
    blocks = [ask, header(texts.HOME_TITLE)]
    for one in asks:
        state = texts.STATE_WORDS[one.ask.state.value]
        question = escape(clip(" ".join(one.ask.question.split()), 200))
        blocks.append(section(f"*{escape(one.topic)}* · {state}\n{question}"))
        blocks.append(context(" ".join(status_lines(one))))
        if buttons := tracker_buttons(one):
            blocks.append(actions(*buttons))
    if more:
        blocks.append(context(texts.HOME_MORE.format(count=more)))
    return blocks
