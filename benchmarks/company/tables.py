"""Tables of figures: means over seeds with 95 % intervals, and ratios to a baseline, seed by seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import t as student

from benchmarks.company.figures import Figures
from benchmarks.company.runs import Results

COLUMNS = {
    "matched": ("matched", "{:.3f}"),
    "median_hours": ("median h", "{:.2f}"),
    "p90_hours": ("p90 h", "{:.1f}"),
    "fit": ("fit", "{:.3f}"),
    "value": ("value", "{:.3f}"),
    "right": ("right", "{:.3f}"),
    "over": ("top 10 % / declared", "{:.2f}"),
    "never": ("never", "{:.2f}"),
    "gini": ("gini", "{:.2f}"),
    "top_tenth": ("top 10 %", "{:.3f}"),
    "offers_per_yes": ("asked/yes", "{:.2f}"),
    "pings_per_ask": ("pings/ask", "{:.2f}"),
    "too_late_per_100": ("late yes %", "{:.1f}"),
}
GOALS = {"median_hours": ("wait", 0.70), "fit": ("fit", 0.95)}
"""Against the closest text: the wait at most, the fit at least."""
MOST_OVER = 1.3
"""What the busiest tenth may hold of what they declared, as a multiple of the average."""


def mean_and_margin(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and half the width of its 95 % interval (Student's t); no width for a single value."""
    found = np.asarray(values, dtype=float)
    if len(found) < 2:
        return float(found.mean()), 0.0
    error = found.std(ddof=1) / np.sqrt(len(found))
    return float(found.mean()), float(student.ppf(0.975, len(found) - 1) * error)


def ratios(figures: Sequence[Figures], base: Sequence[Figures], name: str) -> list[float]:
    """One figure against the baseline's, in the same company and with the same questions."""
    pairs = zip(figures, base, strict=True)
    return [getattr(ours, name) / getattr(theirs, name) for ours, theirs in pairs]


def table(results: Results, base: str, names: Sequence[str] = ()) -> str:
    """Markdown: one line per policy, or per policy named, its figures and its ratios to the baseline."""
    heads = ["policy", *(head for head, _ in COLUMNS.values())]
    heads += [f"{head} ratio" for head, _ in GOALS.values()]
    lines = [_line(heads), _line(["---"] * len(heads))]
    for name in names or results:
        cells = [name, *(_cell(results[name], column) for column in COLUMNS)]
        cells += [_ratio(results[name], results[base], column) for column in GOALS]
        lines.append(_line(cells))
    return "\n".join(lines)


def goals(results: Results, base: str, ours: str) -> str:
    """Whether one policy reaches the goals, in a line each."""
    lines = []
    for column, (head, goal) in GOALS.items():
        ratio, margin = mean_and_margin(ratios(results[ours], results[base], column))
        reached = ratio >= goal if column == "fit" else ratio <= goal
        sign = ">=" if column == "fit" else "<="
        said = "reached" if reached else "NOT reached"
        lines.append(f"{head}: ratio {ratio:.2f} ± {margin:.2f}, goal {sign} {goal:.2f}: {said}")
    over, margin = mean_and_margin([one.over for one in results[ours]])
    said = "reached" if over <= MOST_OVER else "NOT reached"
    lines.append(f"top 10 % over declared: {over:.2f} ± {margin:.2f}, goal <= {MOST_OVER:.2f}: {said}")
    return "\n".join(lines)


def _cell(figures: Sequence[Figures], column: str) -> str:
    mean, margin = mean_and_margin([getattr(one, column) for one in figures])
    shape = COLUMNS[column][1]
    return f"{shape.format(mean)} ± {shape.format(margin)}"


def _ratio(figures: Sequence[Figures], base: Sequence[Figures], column: str) -> str:
    mean, margin = mean_and_margin(ratios(figures, base, column))
    return f"{mean:.2f} ± {margin:.2f}"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
