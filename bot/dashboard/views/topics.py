"""A topic's line: its supply and demand."""

from __future__ import annotations

from bot.dashboard import texts
from bot.dashboard.rules import TopicFigures
from bot.dashboard.views.names import topic_name
from bot.kit.i18n import Param
from bot.kit.reader import Reader


def topic_line(reader: Reader, one: TopicFigures, *, enough: bool) -> str:
    """Return a topic's line; ``enough``: whether so many asked that it may say how many did."""
    return _of_enough(reader, one) if enough else _of_few(reader, one)


def _of_enough(reader: Reader, one: TopicFigures) -> str:
    values: dict[str, Param] = {
        "topic": topic_name(one.name),
        "asked": one.asked,
        "waiting": one.waiting,
    }
    if not one.experts:
        return reader(texts.TOPIC_NOBODY, **values)
    return reader(texts.TOPIC, **values, experts=one.experts)


def _of_few(reader: Reader, one: TopicFigures) -> str:
    """Return a topic's line while too few have asked for it to say how many did."""
    values: dict[str, Param] = {"topic": topic_name(one.name), "waiting": one.waiting}
    if not one.experts:
        return reader(texts.TOPIC_FEW_NOBODY, **values)
    return reader(texts.TOPIC_FEW, **values, experts=one.experts)
