"""What if: the form, how far it has come, and what would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.admin.rules import SETTINGS_OPEN
from bot.kit.blocks import (
    Block,
    View,
    actions,
    button,
    checkboxes,
    context,
    divider,
    field,
    modal,
    number_input,
    option,
    section,
    select,
)
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.texts import CANCEL, CLOSE
from bot.models.program_settings import Setting, all_settings
from bot.whatif import texts
from bot.whatif.forms import Tried
from bot.whatif.queries import Start
from bot.whatif.rules import (
    CAPACITY_STEPS,
    LEAST_ASKS,
    LEAST_HELPERS,
    MOST_HELPERS,
    MOST_INVENTED,
    Comparison,
    Lifted,
    Outcome,
    Terms,
)

OPEN = "whatif_open"
FORM = "whatif_form"
SWITCH = "whatif_switch"
AGAIN = "whatif_again"
RESULT = "whatif_result"
HOUR = 60


def form(reader: Reader, start: Start, tried: Tried) -> View:
    """Return the form: the last three months, or invented people."""
    blocks = [section(_intro(reader, start, tried)), *_switch(reader, start, tried)]
    blocks += _sizes(reader, tried) if tried.invented else []
    return modal(
        FORM,
        reader(texts.TITLE),
        [*blocks, *_fields(reader, tried)],
        submit=reader(texts.SUBMIT),
        close=reader(CANCEL),
        metadata=tried.encode(),
    )


def working(reader: Reader, tried: Tried, share: float = 0.0) -> View:
    """Return how far it has come, from 0 to 1."""
    blocks = [
        section(reader(texts.WORKING, percent=round(100 * min(share, 1)))),
        context(reader(texts.WORKING_LONG)),
        actions(_again_button(reader, tried)),
    ]
    return modal(RESULT, reader(texts.TITLE), blocks, close=reader(CLOSE))


def failed(reader: Reader, tried: Tried) -> View:
    """Return that it could not be worked out."""
    blocks = [section(reader(texts.FAILED)), actions(_again_button(reader, tried))]
    return modal(RESULT, reader(texts.TITLE), blocks, close=reader(CLOSE))


def result(reader: Reader, tried: Tried, today: Terms, found: Comparison) -> View:
    """Return what would be, beside the same under today's settings."""
    changes = [reader(one) for one in _changes(tried.terms, today)]
    alone = not changes
    blocks = [
        section("\n".join(_finding(reader, changes, found))),
        divider(),
        section("\n".join(_lines(reader, found, alone=alone))),
        context(*_notes(reader, tried, found)),
        actions(
            _again_button(reader, tried, style="primary"),
            *([button(reader(texts.SETTINGS), SETTINGS_OPEN)] if _is_setting(tried.terms, today) else []),
        ),
    ]
    return modal(RESULT, reader(texts.TITLE), blocks, close=reader(CLOSE))


def _intro(reader: Reader, start: Start, tried: Tried) -> str:
    if not tried.invented:
        return reader(texts.REPLAYED, asks=start.asks, helpers=start.helpers)
    lines = [reader(texts.INVENTED)]
    return "\n".join(lines if start.enough else [reader(texts.TOO_FEW), *lines])


def _switch(reader: Reader, start: Start, tried: Tried) -> list[Block]:
    if not start.enough:
        return []
    other = tried.model_copy(update={"invented": not tried.invented})
    label = texts.REPLAY if tried.invented else texts.INVENT
    return [actions(button(reader(label), SWITCH, other.encode()))]


def _again_button(reader: Reader, tried: Tried, style: str | None = None) -> Block:
    return button(reader(texts.TRY_OTHERS), AGAIN, tried.encode(), style=style)


def _sizes(reader: Reader, tried: Tried) -> list[Block]:
    helpers = number_input(tried.helpers, LEAST_HELPERS, MOST_HELPERS)
    asks = number_input(tried.asks, LEAST_ASKS, MOST_INVENTED)
    return [
        field("helpers", reader(texts.HELPERS), helpers, hint=reader(texts.HELPERS_HINT)),
        field("asks", reader(texts.ASKS), asks, hint=reader(texts.ASKS_HINT)),
    ]


def _fields(reader: Reader, tried: Tried) -> list[Block]:
    more = [option(reader(texts.MORE_CHOICES[step]), str(step)) for step in CAPACITY_STEPS]
    rules = [option(reader(texts.LIFTED_CHOICES[one]), one.value) for one in Lifted]
    lifted = checkboxes(rules, [one.value for one in tried.lifted])
    return [
        field("hours", reader(texts.WAIT), number_input(tried.hours, 1, 24)),
        _choice(reader, "two", "two_at_once", tried.two.value),
        _choice(reader, "preset", "matching_preset", tried.preset.value),
        field("more", reader(texts.MORE), select(more, str(tried.more))),
        field("lifted", reader(texts.LIFTED), lifted, hint=reader(texts.LIFTED_HINT), optional=True),
    ]


def _choice(reader: Reader, name: str, setting: str, present: str) -> Block:
    """Return a menu with the words of a setting."""
    words = _setting(setting).words
    options = [option(reader(one.label), value) for value, one in words.choices.items()]
    return field(name, reader(words.label), select(options, present))


def _setting(name: str) -> Setting:
    return next(one for one in all_settings() if one.name == name)


def _changes(then: Terms, today: Terms) -> Iterator[Sentence]:
    """Return what is different from today, in words."""
    if then.wait_minutes != today.wait_minutes:
        yield texts.CHANGED_WAIT.format(count=round(then.wait_minutes / HOUR))
    if then.two != today.two:
        yield texts.CHANGED_TWO[then.two]
    if then.preset != today.preset:
        yield texts.CHANGED_PRESET[then.preset]
    if then.more:
        yield texts.CHANGED_MORE[then.more]
    yield from (texts.CHANGED_LIFTED[one] for one in Lifted if one in then.lifted)


def _is_setting(then: Terms, today: Terms) -> bool:
    """Whether what is different can be set."""
    return (then.wait_minutes, then.two, then.preset) != (today.wait_minutes, today.two, today.preset)


def _finding(reader: Reader, changes: list[str], found: Comparison) -> list[str]:
    """Return what came of it in one sentence or two, below what was tried."""
    if not changes:
        then = found.then
        lines = [reader(texts.TODAY), reader(texts.MATCHED, matched=then.matched, asked=then.asked)]
        return [*lines, reader(texts.SOON, then=_span(reader, then.wait))] if then.wait else lines
    heading = reader.list(changes, "and")
    return [
        f"*{heading[:1].upper()}{heading[1:]}*",
        " ".join([_matched(reader, found), *_sooner(reader, found)]),
    ]


def _matched(reader: Reader, found: Comparison) -> str:
    difference, asked = found.then.matched - found.today.matched, found.then.asked
    if found.is_clear and difference:
        sentence = texts.MORE_MATCHED if difference > 0 else texts.FEWER_MATCHED
        return reader(sentence, count=abs(difference), asked=asked)
    if not any(found.differences):
        return reader(texts.AS_MANY, asked=asked, matched=found.then.matched)
    return reader(texts.AS_MANY_BY_CHANCE, asked=asked)


def _sooner(reader: Reader, found: Comparison) -> Iterator[str]:
    if found.then.wait is None or found.today.wait is None:
        return
    then, today = _span(reader, found.then.wait), _span(reader, found.today.wait)
    if then == today:
        yield reader(texts.AS_SOON, then=then)
    else:
        yield reader(texts.SOONER, then=then, today=today)


def _span(reader: Reader, minutes: int) -> str:
    """Return working time in hours, or in minutes below two."""
    if minutes >= 2 * HOUR:
        return reader(texts.HOURS, count=round(minutes / HOUR))
    return reader(texts.MINUTES, count=minutes)


def _lines(reader: Reader, found: Comparison, *, alone: bool) -> Iterator[str]:
    def value(read: Callable[[Outcome], str]) -> str:
        if alone:
            return read(found.then)
        return reader(texts.BOTH, then=read(found.then), today=read(found.today))

    if not alone:
        yield reader(texts.BESIDE)
    yield reader(texts.YES, value=value(lambda one: reader.number(one.matched)))
    yield reader(texts.LATE, value=value(lambda one: reader.number(one.late)))
    yield reader(texts.NOBODY, value=value(lambda one: reader.number(one.nobody)))
    if found.then.wait is not None and found.today.wait is not None:
        yield reader(texts.WITHIN, value=value(lambda one: _span(reader, one.wait or 0)))
    yield reader(texts.BUSIEST, value=value(lambda one: reader.number(one.busiest)))
    yield reader(texts.FULL, value=value(lambda one: reader.number(one.full)))
    yield reader(texts.IDLE, value=value(lambda one: reader.number(one.idle)))
    yield reader(texts.OFFERS, value=value(lambda one: reader.number(one.offers)))


def _notes(reader: Reader, tried: Tried, found: Comparison) -> Iterator[str]:
    """Return how far it can be trusted, and what is not the program's to change."""
    yield reader(texts.MODEL)
    if found.really is not None:
        yield reader(texts.REALLY, really=found.really, today=found.today.matched)
    if tried.more:
        yield reader(texts.CAPACITY_NOTE)
    if tried.lifted:
        yield reader(texts.RULES_NOTE)
