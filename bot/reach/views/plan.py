"""The modal in which a cohort is invited: whom, when, with which words, and how it would look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.kit.blocks import (
    Block,
    View,
    clip,
    context,
    date_input,
    divider,
    modal,
    option,
    section,
    select,
    text_input,
)
from bot.kit.blocks import field as box
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL
from bot.models import ROLLING, Cohort
from bot.reach import texts
from bot.reach.forms import PASTED_CHARS, Plan
from bot.reach.queries import Outlook
from bot.reach.rules import FEWEST, MONTHS, QUESTION_CHARS, WORDS_CHARS, margin, shown_count
from bot.reach.views.invitation import content

PLAN = "reach_plan"


@dataclass(frozen=True, slots=True)
class Options:
    """What there is to choose from: roles, or user groups as ids by their handles; and the reader's day."""

    today: date
    chosen: Sequence[tuple[str, str]] = ()
    hint: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What was typed, whom it would reach, and the digest of it."""

    values: Mapping[str, Any] = field(default_factory=dict)
    outlook: Outlook | None = None
    digest: str = ""


def plan_modal(reader: Reader, cohort: Cohort, options: Options, preview: Preview | None = None) -> View:
    """Return the modal; with a ``preview``, what was typed and how it would look."""
    seen = preview or Preview()
    name = section(f"*{reader(texts.COHORTS[cohort])}*")
    blocks = [name, *_outlook(reader, cohort, seen), *_who(reader, cohort, options, seen.values)]
    words = str(seen.values.get("words") or reader(texts.DRAFT[cohort]))
    question = str(seen.values.get("question") or reader(texts.FIRST_QUESTION[cohort]))
    hint = reader(texts.QUESTION_HINT)
    blocks += [
        box("words", reader(texts.WORDS), text_input(words, lines=True, most=WORDS_CHARS)),
        box(
            "question",
            reader(texts.QUESTION),
            text_input(question, lines=True, most=QUESTION_CHARS),
            hint=hint,
        ),
    ]
    if seen.outlook:
        blocks.append(context(reader(texts.PRESS_AGAIN)))
    return modal(
        PLAN,
        reader(texts.TITLE),
        blocks,
        submit=reader(texts.START if seen.outlook else texts.LOOK),
        close=reader(CANCEL),
        metadata=Plan(cohort=cohort, digest=seen.digest).encode(),
    )


def _who(reader: Reader, cohort: Cohort, options: Options, values: Mapping[str, Any]) -> list[Block]:
    """Return the inputs for who is invited, and when."""
    if cohort in ROLLING:
        return [context(reader(texts.EACH_AT_THEIR_TIME)), *_hint(reader, options)]
    day = date_input(values.get("day") or options.today)
    return [
        *_hint(reader, options),
        _cohort(reader, cohort, options, values),
        box("day", reader(texts.DAY), day, hint=reader(texts.DAY_HINT)),
    ]


def _hint(reader: Reader, options: Options) -> list[Block]:
    return [context(reader(options.hint))] if options.hint else []


def _cohort(reader: Reader, cohort: Cohort, options: Options, values: Mapping[str, Any]) -> Block:
    if cohort is Cohort.LIST:
        typed = text_input(str(values.get("people") or ""), lines=True, most=PASTED_CHARS)
        return box("people", reader(texts.PEOPLE), typed, hint=reader(texts.PEOPLE_HINT))
    choices = [option(clip(name, 75), value) for name, value in options.chosen]
    if cohort is Cohort.STARTED:
        choices = [option(reader(texts.MONTHS, count=one), str(one)) for one in MONTHS]
    chosen = str(values.get("chosen") or choices[0]["value"])
    return box("chosen", reader(texts.CHOSEN[cohort]), select(choices, chosen))


def _outlook(reader: Reader, cohort: Cohort, seen: Preview) -> list[Block]:
    """Return how many people it would reach, and how the message would look."""
    if seen.outlook is None:
        return []
    words, question = str(seen.values["words"]), str(seen.values["question"])
    return [
        section(" ".join(_numbers(reader, cohort, seen.outlook))),
        context(reader(texts.SO_IT_LOOKS)),
        *content(reader, words, question),
        divider(),
    ]


def _numbers(reader: Reader, cohort: Cohort, outlook: Outlook) -> list[str]:
    rolling = cohort in ROLLING
    if rolling and not outlook.listed:
        return [reader(texts.OUTLOOK_NOBODY)]
    lines = [reader(texts.OUTLOOK_NOW if rolling else texts.OUTLOOK, count=outlook.listed)]
    told = shown_count(outlook.listed, outlook.eligible)
    lines.append(reader(texts.OUTLOOK_SOME) if told is None else reader(texts.OUTLOOK_CAN, count=told))
    if not rolling:
        few = outlook.listed < 2 * FEWEST
        lines.append(
            reader(texts.OUTLOOK_FEW)
            if few
            else reader(texts.OUTLOOK_MARGIN, points=margin(told or outlook.listed))
        )
    return lines
