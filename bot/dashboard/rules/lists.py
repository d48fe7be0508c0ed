"""The lists behind the figures: groups of five people or more, each with how its members stand. No names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.dashboard.rules.formats import FEWEST_PEOPLE, Part, format_figures
from bot.dashboard.rules.program import Helper, Question, Stage, TopicFigures

GROUPS_A_PAGE = 12
TOPICS_A_PAGE = 15


class Why(StrEnum):
    """Why a question waits."""

    STEWARD = "steward"  # whoever looks after the topic looks for somebody
    NOBODY = "nobody"  # nobody can help with the topic yet
    BUSY = "busy"  # all who can are busy, or were asked


class Held(StrEnum):
    """How many sessions somebody held, beside what they offer for a month."""

    NONE = "none"
    SOME = "some"
    FULL = "full"


How = Stage | Why | Held


class Listed(StrEnum):
    """What a list is of: the questions that came to a stage, those that wait, all topics, those who help."""

    ASKED = "asked"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    BOOKED = "booked"
    HELD = "held"
    THANKED = "thanked"
    HELPED = "helped"
    ANSWERED = "answered"
    WAITING = "waiting"
    TOPICS = "topics"
    LOAD = "load"

    @property
    def stage(self) -> Stage | None:
        """The stage of the questions in it; None where it is of something else."""
        return Stage(self.value) if self.value in set(Stage) else None


@dataclass(frozen=True, slots=True)
class Item:
    """One question or helper: whose, in which group, how it stands, and since when."""

    person: str
    group: str
    how: How
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What a list tells of several: ``name`` is None of those whose own group would be of a few."""

    name: str | None
    people: int
    items: int
    how: Sequence[tuple[How, int]]
    monday: date | None = None  # with which the week of the newest began


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: how many stand in it, and its groups; of topics, their supply and demand.

    ``enough``: whether so many asked that each topic's count may be told.
    """

    listed: Listed
    days: int
    items: int = 0
    groups: Sequence[Group] = ()
    topics: Sequence[TopicFigures] = ()
    enough: bool = False

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.topics) or len(self.groups)

    @property
    def page_rows(self) -> int:
        """How many of them stand on a page."""
        return TOPICS_A_PAGE if self.topics else GROUPS_A_PAGE

    def page_from(self, wanted: int) -> int:
        """Return the page, which may have gone since its button was shown: then the last."""
        return min(wanted, max(self.rows - 1, 0) // self.page_rows)


def grouped(items: Iterable[Item]) -> list[Group]:
    """Return the groups of five people or more, the largest first, and the others together.

    The others are none, or five people or more: else the whole less the groups would tell of a few.
    """
    found = list(items)
    parts = [Part(frozenset({one.person}), (one.group,)) for one in found]
    names = [name for name, _ in format_figures(parts).topics]
    members: dict[str | None, list[Item]] = {name: [] for name in (*names, None)}
    for one in found:
        members[one.group if one.group in members else None].append(one)
    *groups, together = (_group(name, those) for name, those in members.items())
    return [*groups, together] if together.people >= FEWEST_PEOPLE else groups


def _group(name: str | None, items: Sequence[Item]) -> Group:
    counts = Counter(one.how for one in items)
    order: list[How] = [*Stage, *Why, *Held]
    return Group(
        name,
        people=len({one.person for one in items}),
        items=len(items),
        how=[(how, counts[how]) for how in order if counts[how]],
        monday=max((_monday(one.at) for one in items if one.at), default=None),
    )


def _monday(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def came_to(question: Question) -> Stage:
    """Return how far a question came."""
    return [stage for stage in Stage if stage in question.stages][-1]


def held(helper: Helper) -> Held:
    """Return how many sessions somebody held, beside what they offer."""
    if helper.sessions >= helper.capacity:
        return Held.FULL
    return Held.SOME if helper.sessions else Held.NONE
