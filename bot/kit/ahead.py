"""Which of the statements that are asked each round find nothing at this moment, seen in one statement.

Mostly nothing is due. So the worker first asks in one statement which of those that it asked lately would
find anything; the others are not asked one by one.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal_column, select, union_all

from bot.kit.outage import is_outage
from bot.kit.services import Services

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=0.5)  # for which what was seen is relied on: less than a tick
SOON = timedelta(seconds=30)  # within which a statement is asked again that is asked each round
MOST_KNOWN = 200  # statements that are looked at together; SQLite takes 500
_RESTS = "look_ahead"  # under which statements rest that cannot be asked with the others


class Ahead:
    """The statements that are asked again and again, and which of them found nothing at a moment."""

    def __init__(self) -> None:
        self._asked_once: OrderedDict[Select[Any], datetime] = OrderedDict()
        self.known: list[Select[Any]] = []
        self._nothing: frozenset[Select[Any]] = frozenset()
        self._when: tuple[datetime, int] | None = None  # and after how many commits

    def remember(self, statement: Select[Any], now: datetime) -> None:
        """Look ahead for a statement once it is asked again soon.

        What is made for one time is left out, and what is asked once an hour, which may take long.
        """
        if statement in self.known:
            return
        before = self._asked_once.pop(statement, None)
        if before is not None and abs(now - before) <= SOON and len(self.known) < MOST_KNOWN:
            self.known.append(statement)
            return
        self._asked_once[statement] = now
        if len(self._asked_once) > MOST_KNOWN:
            self._asked_once.popitem(last=False)

    def saw(self, nothing: frozenset[Select[Any]], now: datetime, commits: int) -> None:
        """Keep what was seen."""
        self._nothing, self._when = nothing, (now, commits)

    def is_fresh(self, now: datetime, commits: int) -> bool:
        """Tell whether nothing was written here since it was looked, and no time has gone by."""
        if self._when is None:
            return False
        at, written = self._when
        return written == commits and timedelta(0) <= now - at < FRESH

    def finds_nothing(self, statement: Select[Any], now: datetime, commits: int) -> bool:
        """Tell whether a statement is known to find nothing."""
        return statement in self._nothing and self.is_fresh(now, commits)


async def look_ahead(services: Services, *, anew: bool = False) -> None:
    """See which of the statements that are asked each round find nothing at this moment, in one statement.

    Unless it is ``anew``, what was seen a moment ago is enough while nothing was written here.
    """
    ahead, commits, now = services.caches.of(Ahead), services.database.commits, services.clock.now()
    if ahead.known and (anew or not ahead.is_fresh(now, commits)):
        resting = services.backoff[_RESTS].resting(now)
        known = tuple(each for each in ahead.known if each not in resting)
        ahead.saw(frozenset(await _find_nothing(services, known)), now, commits)


async def _find_nothing(services: Services, statements: tuple[Select[Any], ...]) -> list[Select[Any]]:
    """Return which of some statements find nothing.

    When they cannot be asked together, each half is asked by itself; a statement that fails alone rests, and
    its job, which asks it as well, tells of it.
    """
    if not statements:
        return []
    try:
        found = {number for (number,) in await execute(services, _any_of(statements), {})}
    except Exception as error:
        if is_outage(error):
            raise
        if len(statements) == 1:
            services.backoff[_RESTS].failed(statements[0], services.clock.now())
            return []
        log.warning("%d statements could not be asked together: each half is", len(statements))
        half = len(statements) // 2
        return [
            one
            for some in (statements[:half], statements[half:])
            for one in await _find_nothing(services, some)
        ]
    return [each for number, each in enumerate(statements) if number not in found]


async def execute(
    services: Services, statement: Select[Any] | CompoundSelect[Any], values: dict[str, Any]
) -> Sequence[Any]:
    """Execute a statement over all workspaces at the present instant, ``now``; return its rows."""
    async with services.database.look_across() as connection:
        result = await connection.execute(statement, {"now": services.clock.now(), **values})
    found: Sequence[Any] = result.all()
    return found


@lru_cache(maxsize=32)
def _any_of(statements: tuple[Select[Any], ...]) -> CompoundSelect[Any]:
    """Return which of the statements find anything, by their places."""
    found: list[Select[Any]] = [
        select(literal_column(str(n))).where(each.exists()) for n, each in enumerate(statements)
    ]
    return union_all(*found)
