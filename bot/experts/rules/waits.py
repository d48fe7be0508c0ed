"""How long a yes takes: a forecast from the workspace's own questions, and how often it held.

Of a question that still waits, or stopped waiting without a yes, only the least wait is known. Leaving it out
would promise too much, so the estimator of Kaplan and Meier counts it for as long as it waited (Nonparametric
estimation from incomplete observations, JASA 53, 1958).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.kit.hours import WorkingHours

EARLIEST, LATEST = 0.1, 0.8  # the shares of questions with a yes between which lies the usual wait
FEWEST_YESES = 5  # before that, nothing is usual
REMEMBERED = 100  # questions before a forecast that it is made from
JUDGED = 60  # of the last forecasts, those that tell whether it holds
FEWEST_JUDGED, GOOD_SHARE, FEWEST_PEOPLE = 20, 0.7, 5  # from which a forecast is shown
HOURS = 180  # "a few working hours", in minutes
DAY = 480  # a working day, in minutes


@dataclass(frozen=True, slots=True)
class PastAsk:
    """A question: who asked, in which zone, and when it had its yes or, without one, until when it waited."""

    mentee_id: str
    zone: str
    begun: datetime
    ended: datetime
    yes: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """A usual wait as it is said, in working minutes: whole days, or a few hours."""

    least: int
    most: int

    @classmethod
    def about(cls, least: float, most: float) -> Wait:
        """Return what is said of a wait between two estimates."""
        if most <= HOURS:
            return cls(0, HOURS)
        return cls(int(least // DAY) * DAY, int(-(-most // DAY)) * DAY)

    @property
    def days(self) -> tuple[int, int]:
        """The same in working days; 0 for less than one."""
        return self.least // DAY, self.most // DAY

    def covers(self, minutes: float) -> bool:
        """Whether a wait was as said."""
        return self.least <= minutes <= self.most


@dataclass(frozen=True, slots=True)
class Forecast:
    """The usual wait, and for how many of the last questions what was said before they were sent held.

    ``people``: how many there are whose yes it is made from.
    """

    wait: Wait
    held: int
    judged: int
    people: int

    @property
    def is_good(self) -> bool:
        """Whether it held often enough, for enough people, to be said."""
        enough = self.judged >= FEWEST_JUDGED and self.people >= FEWEST_PEOPLE
        return enough and self.held >= GOOD_SHARE * self.judged


def forecast_of(asks: Iterable[PastAsk]) -> Forecast | None:
    """Return the forecast for a topic from its past questions; None while nothing is usual yet.

    A question with a yes is judged by its wait, one without as soon as it has waited longer than was said.
    """
    ordered = sorted(asks, key=lambda one: (one.begun, one.ended, one.mentee_id))
    if not ordered:
        return None
    clocks = _Clocks(ordered[0].begun, max(one.ended for one in ordered))
    last = ordered[-REMEMBERED:]
    now = usual((clocks.waited(one), one.yes) for one in last)
    if now is None:
        return None
    held = list(_judged(ordered, clocks))[-JUDGED:]
    return Forecast(now, sum(held), len(held), len({one.mentee_id for one in last if one.yes}))


def usual(waits: Iterable[tuple[float, bool]]) -> Wait | None:
    """Return the usual one of waits in minutes, each with whether it ended with a yes."""
    known = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    if sum(yes for _, yes in known) < FEWEST_YESES:
        return None
    least, most = (quantile(known, share) for share in (EARLIEST, LATEST))
    return None if least is None or most is None else Wait.about(least, most)


def quantile(waits: Sequence[tuple[float, bool]], share: float) -> float | None:
    """Return the wait after which this share has a yes, as Kaplan and Meier do; None where so many never had.

    Waits come in order, of equal ones those with a yes first.
    """
    waiting = 1.0
    for place, (minutes, yes) in enumerate(waits):
        if yes:
            waiting *= 1 - 1 / (len(waits) - place)
            if waiting <= 1 - share + 1e-9:
                return minutes
    return None


def _judged(asks: Sequence[PastAsk], clocks: _Clocks) -> Iterator[bool]:
    """Yield for each question whether the forecast of its time held, where there was one."""
    for place, one in enumerate(asks):
        before = asks[max(0, place - REMEMBERED) : place]
        said = usual(
            (clocks.waited(each, one.begun), each.yes and each.ended <= one.begun) for each in before
        )
        if said is not None:
            waited = clocks.waited(one)
            if one.yes or waited > said.most:
                yield said.covers(waited)


class _Clocks:
    """Counts working time between many instants, in the zones of who asked."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        self._begin, self._end = begin, end
        self._of_zone: dict[str, _Clock] = {}

    def waited(self, ask: PastAsk, until: datetime | None = None) -> float:
        """Return the working minutes that a question waited, at most until an instant."""
        clock = self._of_zone.get(ask.zone)
        if clock is None:
            clock = self._of_zone[ask.zone] = _Clock(ask.zone, self._begin, self._end)
        ended = ask.ended if until is None else min(ask.ended, until)
        return max(0.0, clock.minutes_at(ended) - clock.minutes_at(ask.begun))


@dataclass(frozen=True)
class _Clock:
    """The working minutes of a zone since an instant, Monday to Friday, nine to five."""

    zone: str
    begin: datetime
    end: datetime

    @cached_property
    def _opens(self) -> tuple[list[float], list[float], list[float]]:
        """Return when working time begins, how long it lasts, and how much there was before; in minutes."""
        opens, lasts, before, total = [], [], [], 0.0
        for start, end in WorkingHours(self.zone).intervals(self.begin, self.end + timedelta(minutes=1)):
            opens.append(start.timestamp() / 60)
            lasts.append((end - start).total_seconds() / 60)
            before.append(total)
            total += lasts[-1]
        return opens, lasts, before

    def minutes_at(self, at: datetime) -> float:
        """Return the working minutes until an instant."""
        opens, lasts, before = self._opens
        minute = at.timestamp() / 60
        place = bisect_right(opens, minute) - 1
        return before[place] + min(minute - opens[place], lasts[place]) if place >= 0 else 0.0
