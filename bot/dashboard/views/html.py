"""From words to a page that needs no other file, and prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape

from bot.dashboard.views.printed import Drawing, Part, Printed

STYLE = """
:root { color-scheme: light dark; --line: #c9ccd1; --ink: #1d1c1d; --paper: #fff; }
@media (prefers-color-scheme: dark) { :root { --line: #4a4d52; --ink: #e8e8e8; --paper: #1a1d21; } }
@media print { :root { color-scheme: light; --line: #c9ccd1; --ink: #000; --paper: #fff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 46rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { margin-bottom: 0; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .3rem; }
section { break-inside: avoid; } ul { margin: 0; padding-left: 1.2rem; }
svg { width: 100%; height: auto; } text { fill: currentColor; font: 12px system-ui, sans-serif; }
.axis { fill: var(--line); } .s0 { fill: #4a7fb5; } .s1 { fill: #d98c3f; } .s2 { fill: #4f9d69; }
"""
# Of drawings, in their own units: all of it, and room for names, for a bar, and for what explains a colour.
WIDTH, ROW, NAMES, BARS, KEY = 640, 26, 180, 420, 170
HEIGHT, FLOOR, TALLEST = 180, 152, 104


def as_page(page: Printed, language: str) -> str:
    """Return a page as HTML. ``language`` is a locale such as "en_GB"."""
    title = escape(page.title)
    period = f"<p>{escape(page.period)}</p>" if page.period else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language.replace("_", "-"))}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title>'
        f"<style>{STYLE}</style></head>"
        f"<body><h1>{title}</h1>{period}{''.join(map(_section, page.parts))}</body></html>\n"
    )


def _section(part: Part) -> str:
    """Return a part as a section: its first line is the heading, lines with a bullet are a list."""
    heading, *lines = part.words.split("\n")
    listed = "".join(f"<li>{_html(line[1:])}</li>" for line in lines if line.startswith("•"))
    plain = "".join(f"<p>{_html(line)}</p>" for line in lines if line and not line.startswith("•"))
    bullets = f"<ul>{listed}</ul>" if listed else ""
    drawn = _drawn(heading, part.drawing) if part.drawing else ""
    return f"<section><h2>{_html(heading)}</h2>{drawn}{bullets}{plain}</section>"


def _html(line: str) -> str:
    """Return a line of mrkdwn as HTML."""
    return escape(_plain(line))


def _plain(line: str) -> str:
    """Return a line of mrkdwn as it is read: without escapes, marks of bold, and names of emoji."""
    return unescape(re.sub(r"\*([^*\n]+)\*", r"\1", line).replace(":warning:", "⚠")).strip()


def _drawn(title: str, drawing: Drawing) -> str:
    """Return a drawing, named; what it shows stands beside it in words."""
    lying = len(drawing.names) == 1
    height = ROW * len(drawing.groups) if lying else HEIGHT
    inside = _lying(drawing) if lying else [*_legend(drawing.names), *_standing(drawing)]
    view = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{_html(title)}"'
    return f"<svg {view}>{''.join(inside)}</svg>"


def _most(drawing: Drawing) -> int:
    return max(1, *(value for _, values in drawing.groups for value in values))


def _lying(drawing: Drawing) -> Iterator[str]:
    for at, (label, (value, *_)) in enumerate(drawing.groups):
        top, wide = ROW * at, BARS * value / _most(drawing)
        yield _text(0, top + 17, label) + _rect("s0", NAMES, top + 4, wide, 18)
        yield _text(NAMES + wide + 6, top + 17, str(value))


def _legend(names: Sequence[str]) -> Iterator[str]:
    for at, name in enumerate(names):
        yield _rect(f"s{at}", KEY * at, 4, 12, 12) + _text(KEY * at + 18, 15, name)


def _standing(drawing: Drawing) -> Iterable[str]:
    most, step = _most(drawing), WIDTH / max(len(drawing.groups), 1)
    yield _rect("axis", 0, FLOOR, WIDTH, 1)
    for at, (label, values) in enumerate(drawing.groups):
        wide = step / (len(values) + 1)
        for which, value in enumerate(values):
            left, tall = step * at + wide * (which + 0.5), TALLEST * value / most
            yield _rect(f"s{which}", left, FLOOR - tall, wide - 3, tall)
            yield _text(left + wide / 2 - 2, FLOOR - tall - 3, str(value), middle=True)
        yield _text(step * (at + 0.5), FLOOR + 18, label, middle=True)


def _rect(name: str, left: float, top: float, wide: float, tall: float) -> str:
    return f'<rect class="{name}" x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{tall:.0f}"/>'


def _text(left: float, top: float, words: str, *, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{left:.0f}" y="{top:.0f}"{anchor}>{escape(words)}</text>'
