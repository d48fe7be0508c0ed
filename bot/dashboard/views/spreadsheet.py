"""The figures for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.dashboard.rules import Figures, csv_lines

BOM = "\ufeff".encode()  # by which spreadsheets know UTF-8
HEADS = ("about", "name", "figure", "value")


def as_csv(found: Figures) -> bytes:
    """Return the figures for a spreadsheet: a line for each, with what it is about."""
    return BOM + csv_lines([HEADS, *_rows(found)])


def _rows(found: Figures) -> Iterator[Sequence[object]]:
    for topic in found.topics:
        for name in ("experts", "asked", "waiting") if found.enough else ("experts", "waiting"):
            yield "topic", topic.name, name, getattr(topic, name)
    for one, figures in found.formats.items():
        if figures.enough:
            yield from (("format", one.value, name, count) for name, count in figures.named.items())
    if found.enough:
        yield from _course(found)
        yield from _shares(found)


def _course(found: Figures) -> Iterator[Sequence[object]]:
    """Return the rows of questions on their way, as a whole and by weeks."""
    for stage, count in found.funnel.items():
        yield "questions", f"{found.days} days", stage.value, count
    for start, week in found.weeks:
        for stage, count in week.items():
            yield "week", start.date().isoformat(), stage.value, count
    for one in found.cohorts:
        yield "first question in", f"{one.month:%Y-%m}", "people", one.people
        yield "first question in", f"{one.month:%Y-%m}", "asked again", one.again
    for name in ("to_answer", "to_yes", "to_meeting"):
        if getattr(found, name) is not None:
            yield "median working minutes", f"{found.days} days", name, getattr(found, name)


def _shares(found: Figures) -> Iterator[Sequence[object]]:
    if found.forecasts:
        yield "forecasts of the wait", "last ones", "made", found.forecasts.whole
        yield "forecasts of the wait", "last ones", "held", found.forecasts.part
    if found.load:
        yield "load", f"{found.days} days", "helpers", found.load.helpers
        yield "load", f"{found.days} days", "sessions", found.load.sessions
        yield "load", f"{found.days} days", "busiest tenth, percent of minutes", found.load.busiest.percent
