"""The check of charts (Slack's data visualization block): limits as its reference has them."""

from __future__ import annotations

from typing import Any

from bot.playground.slack.schema import Check, Problems, anything, by_type, items, shape, string


def _number(value: Any, at: str, problems: Problems) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.append(("must be a number", at))


_LABEL = string(20)
_POINT = shape({"label": _LABEL, "value": _number}, ("label", "value"))
_SERIES = shape({"name": _LABEL, "data": items(_POINT, 20)}, ("name", "data"))
_AXIS = shape(
    {"categories": items(_LABEL, 20), "x_label": string(50), "y_label": string(50)}, ("categories",)
)


def _same_labels(value: Any, at: str, problems: Problems) -> None:
    """Hold each series against the categories: Slack draws a value of each for each."""
    if problems:  # of its shape, or of another block: then there is nothing to compare
        return
    wanted = value["axis_config"]["categories"]
    if len({one["name"] for one in value["series"]}) < len(value["series"]):
        problems.append(("series names must be unique", f"{at}/series"))
    for number, one in enumerate(value["series"]):
        if [point["label"] for point in one["data"]] != wanted:
            problems.append(("labels must match axis_config.categories", f"{at}/series/{number}/data"))


_PLOT = shape(
    {"type": anything, "series": items(_SERIES, 6), "axis_config": _AXIS},
    ("series", "axis_config"),
    _same_labels,
)
_PIE = shape({"type": anything, "segments": items(_POINT, 6)}, ("segments",))
_KINDS: dict[str, Check] = {"bar": _PLOT, "line": _PLOT, "area": _PLOT, "pie": _PIE}
CHART = by_type(_KINDS, tuple(_KINDS))
"""What a chart must hold."""
