"""Charts and tables as Slack draws them, and the same in words for a Slack that does not take them.

Slack takes them in messages and in App Home, not in modals. A chart stands beside a sentence that says what
it shows: who cannot see it misses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.kit.blocks import Block, clip, escape, section

TITLE_CHARS = 50
LABEL_CHARS = 20  # of a category, and of a series' name
SERIES = 6
CATEGORIES = 20
ROWS = 100
COLUMNS = 20
CHARTS = 2  # in one message


def chart(
    kind: Literal["bar", "line", "area"],
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[int]],
) -> Block:
    """Return a chart: for each category, each of which is named once, a value of each series."""
    shown = [clip(one, LABEL_CHARS) for one in categories[:CATEGORIES]]
    plotted = [
        {
            "name": clip(name, LABEL_CHARS),
            "data": [{"label": label, "value": value} for label, value in zip(shown, values, strict=False)],
        }
        for name, values in list(series.items())[:SERIES]
    ]
    drawn = {"type": kind, "series": plotted, "axis_config": {"categories": shown}}
    return {"type": "data_visualization", "title": clip(title, TITLE_CHARS), "chart": drawn}


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """Return a table under a head; the first column is words, the others are figures. One in a message."""
    cells = [[{"type": "raw_text", "text": cell or "–"} for cell in row[:COLUMNS]] for row in (head, *rows)]
    settings = [{"align": "left", "is_wrapped": True}, *({"align": "right"} for _ in head[1:COLUMNS])]
    return {"type": "table", "rows": cells[:ROWS], "column_settings": settings}


def in_words(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each chart and table as lines of text."""
    return [_in_words(block) for block in blocks]


def _in_words(block: Block) -> Block:
    if block["type"] == "data_visualization":
        return section("\n".join([f"*{escape(block['title'])}*", *_of_chart(block["chart"])]))
    if block["type"] == "table":
        head, *rows = [[escape(cell["text"]) for cell in row] for row in block["rows"]]
        return section(
            "\n".join([f"*{', '.join(head)}*", *(f"• {row[0]}: {', '.join(row[1:])}" for row in rows)])
        )
    return block


def _of_chart(drawn: Block) -> list[str]:
    """Return a line for each category, with what each series says of it."""
    named = {one["name"]: [point["value"] for point in one["data"]] for one in drawn["series"]}
    return [
        f"• {escape(label)}: " + ", ".join(f"{escape(name)} {values[at]}" for name, values in named.items())
        for at, label in enumerate(drawn["axis_config"]["categories"])
    ]
