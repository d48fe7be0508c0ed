"""The last weeks at a glance: a chart, and the sentence that says what it shows."""

from __future__ import annotations

from bot.dashboard import texts
from bot.dashboard.rules import Lately, Stage
from bot.kit.blocks import Block, section
from bot.kit.charts import chart
from bot.kit.reader import Reader

PLOTTED = (Stage.ASKED, Stage.ACCEPTED, Stage.HELD)


def glance_blocks(reader: Reader, found: Lately | None) -> list[Block]:
    """Return the last weeks for App Home; nothing while too few asked to say anything about none of them."""
    if found is None or not found.enough:
        return []
    return [section(spoken(reader, found)), weeks_chart(reader, found)]


def spoken(reader: Reader, found: Lately) -> str:
    """Say what the chart shows."""
    asked, yes, met = (found.total(stage) for stage in PLOTTED)
    return reader(texts.GLANCE, weeks=len(found.weeks), asked=asked, yes=yes, met=met)


def weeks_chart(reader: Reader, found: Lately) -> Block:
    """Return the chart of the weeks."""
    days = [reader.day(start) for start, _ in found.weeks]
    series = {reader(texts.PLOTTED[stage]): [week[stage] for _, week in found.weeks] for stage in PLOTTED}
    return chart("bar", reader(texts.WEEKS_TITLE), days, series)
