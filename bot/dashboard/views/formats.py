"""What each format brought: a line for each, and the list of their topics."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dashboard import texts
from bot.dashboard.forms import Period
from bot.dashboard.rules import Figures, Format, FormatFigures
from bot.dashboard.views.names import TOPICS_SHOWN, topic_name
from bot.kit.blocks import Block, View, actions, button, context, divider, modal, section
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE

BY_TOPIC = "dashboard_by_topic"


def format_blocks(reader: Reader, found: Figures) -> list[Block]:
    """Return what each format brought, and the way to the list of its topics."""
    lines = format_lines(reader, found)
    blocks = [divider(), section("\n".join([reader(texts.FORMATS), *lines]))] if lines else []
    if any(figures.topics for figures in found.formats.values()):
        blocks.append(actions(button(reader(texts.BY_TOPIC), BY_TOPIC, Period(days=found.days).encode())))
    return blocks


def format_lines(reader: Reader, found: Figures) -> list[str]:
    """Return a line for each format; those in which a few took part are named alone."""
    told = [(one, figures) for one, figures in found.formats.items() if one in texts.FORMAT]
    lines = [reader(texts.FORMAT[one], **figures.named) for one, figures in told if figures.enough]
    few = [one for one, figures in told if figures.people and not figures.enough]
    if few:
        names = reader.list([reader(texts.FORMAT_NAMES[one]) for one in few], "and")
        lines.append(reader(texts.FORMATS_FEW, formats=names))
    return lines


def by_topic_modal(reader: Reader, found: Figures) -> View:
    """Return the list of what each format brought in each topic."""
    parts = [
        section("\n".join([f"*{reader(texts.FORMAT_TITLES[one])}*", *_topics(reader, one, figures.topics)]))
        for one, figures in found.formats.items()
        if figures.topics
    ]
    blocks = [
        section(f"*{reader(texts.PERIOD, days=found.days)}*"),
        *parts,
        context(reader(texts.TOPICS_FEW)),
    ]
    return modal(BY_TOPIC, reader(texts.BY_TOPIC), blocks, close=reader(CLOSE))


def _topics(reader: Reader, one: Format, topics: Sequence[tuple[str, FormatFigures]]) -> list[str]:
    lines = [
        reader(
            texts.FORMAT_TOPIC[one],
            topic=topic_name(name) or reader(texts.NO_TOPIC),
            **figures.named,
        )
        for name, figures in topics[:TOPICS_SHOWN]
    ]
    more = len(topics) - len(lines)
    return [*lines, reader(texts.MORE_TOPICS, count=more)] if more > 0 else lines
