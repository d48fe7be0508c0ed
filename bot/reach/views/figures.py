"""What came of invitations, or when it can be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit.blocks import Block, clip, escape, section
from bot.kit.reader import Reader
from bot.models import Campaign, Cohort
from bot.reach import texts
from bot.reach.queries import Line
from bot.reach.rules import Result, Told

NAME_CHARS = 60


def figures(reader: Reader, lines: Sequence[Line], now: datetime) -> list[Block]:
    """Return what invitations brought, below the figures of the program; nothing where there are none."""
    if not lines:
        return []
    told = [result(reader, one, now) for one in lines]
    return [section("\n".join([reader(texts.FIGURES), *told]))]


def result(reader: Reader, line: Line, now: datetime) -> str:
    """Return the difference that the invitations to a cohort made, or when it can be told."""
    name, found = name_of(reader, line.campaign), line.result
    if found.told is Told.YES:
        return _difference(reader, name, found)
    if found.told is Told.LATER and found.at is None:
        begins = max(line.campaign.begins_at, now)
        return reader(texts.NOT_BEGUN, name=name, day=reader.day(begins))
    if found.told is Told.LATER and found.at:
        return reader(texts.LATER, name=name, day=reader.day(found.at))
    return reader(texts.NO_RESULT[found.told], name=name)


def _difference(reader: Reader, name: str, found: Result) -> str:
    points, low, high = found.difference.points
    told = reader(
        texts.RESULT,
        name=name,
        first=found.first.people,
        first_percent=found.first.percent,
        second=found.second.people,
        second_percent=found.second.percent,
        points=points,
        low=low,
        high=high,
    )
    return f"{told} {reader(texts.RESULT_CHANCE)}" if found.difference.by_chance else told


def name_of(reader: Reader, campaign: Campaign) -> str:
    """Return what the invitations to a cohort are called; escaped."""
    return reader(texts.NAMED[Cohort(campaign.cohort)], chosen=escape(clip(campaign.chosen, NAME_CHARS)))
