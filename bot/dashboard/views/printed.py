"""The figures as a page to print, in words: the same that Slack shows, and what is drawn beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dashboard import texts
from bot.dashboard.rules import Figures, Stage
from bot.dashboard.views.formats import format_lines
from bot.dashboard.views.glance import PLOTTED
from bot.dashboard.views.page import all_parts
from bot.kit.reader import Reader


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars: of each group its label, and a value for each of the ``names``; with one name they lie."""

    names: Sequence[str]
    groups: Sequence[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: mrkdwn whose first line is the heading, and what is drawn below that."""

    words: str
    drawing: Drawing | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """The page in words."""

    title: str
    parts: Sequence[Part]
    period: str = ""


def printed(reader: Reader, found: Figures, now: datetime) -> Printed:
    """Return the page."""
    day = reader(texts.PRINTED_AT, day=reader.spoken(now))
    period = f"{reader(texts.PERIOD, days=found.days)} · {day}"
    return Printed(reader(texts.TITLE), tuple(_parts(reader, found)), period)


def page_is_over(reader: Reader) -> Printed:
    """Return what stands where a link leads that is no longer good."""
    return Printed(reader(texts.TITLE), (Part(reader(texts.PAGE_OVER)),))


def _parts(reader: Reader, found: Figures) -> Iterator[Part]:
    first, *others = all_parts(reader, found)
    formats = format_lines(reader, found)
    yield Part(first, _funnel(reader, found) if found.enough else None)
    if found.enough:
        yield Part(reader(texts.WEEKS_TITLE), _weeks(reader, found))
    yield from (Part(one) for one in others)
    if formats:
        yield Part("\n".join([reader(texts.FORMATS), *formats]))


def _funnel(reader: Reader, found: Figures) -> Drawing:
    drawn = [one for one in Stage if one is not Stage.ANSWERED]
    groups = [(reader(texts.STAGE_NAMES[one]), (found.funnel[one],)) for one in drawn]
    return Drawing((reader(texts.PLOTTED[PLOTTED[0]]),), groups)


def _weeks(reader: Reader, found: Figures) -> Drawing:
    groups = [(reader.day(start), [week[one] for one in PLOTTED]) for start, week in found.lately.weeks]
    return Drawing([reader(texts.PLOTTED[one]) for one in PLOTTED], groups)
