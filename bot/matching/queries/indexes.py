"""An index of each workspace's experts that this process keeps in memory.

An index holds what changes seldom. Each use compares its version with the workspace's (which rises with every
change of an expert, in the order of commits) and reads the experts changed since: so several processes agree,
and one that starts builds its index from the tables.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from bot.kit.collector import uncollected
from bot.kit.db import Database, WorkspaceSession
from bot.kit.encoder import Encoder
from bot.matching.engine.index import CandidateIndex
from bot.matching.engine.vectors import Floats
from bot.matching.queries.people import candidates, topics
from bot.matching.rules import Candidate, TopicFacts
from bot.models import Expert
from bot.people import queries as people

log = logging.getLogger(__name__)

MOST_PEOPLE = 200_000
"""People in all indexes of a process, some 3 kB each; the workspace that was not used for longest leaves."""


@dataclass(slots=True)
class _Index:
    """A workspace's index, as of a version; ``doubtful``: people read before their change was committed."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    index: CandidateIndex | None = None
    version: int = -1
    installed_at: datetime | None = None
    topics: tuple[TopicFacts, ...] = ()
    doubtful: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Indexes:
    """The indexes that this process keeps, and the encoder of questions.

    None: words and topics alone tell.
    """

    encoder: Encoder | None = None
    by_workspace: OrderedDict[str, _Index] = field(default_factory=OrderedDict)
    names: dict[str, Floats] = field(default_factory=dict)  # vectors of topics' names

    @property
    def encoder_name(self) -> str:
        """The name of the encoder whose vectors are read, "" without one."""
        return self.encoder.name if self.encoder else ""

    @property
    def dimensions(self) -> int:
        """The length of its vectors, 0 without one."""
        return self.encoder.dimensions if self.encoder else 0

    def index_of(self, everybody: Sequence[Candidate], topics: Sequence[TopicFacts]) -> CandidateIndex:
        """Build an index of people whose vectors are this encoder's. It takes seconds for many."""
        elsewhere = self.encoder.elsewhere if self.encoder else None
        return CandidateIndex(everybody, topics, self.dimensions, elsewhere, self._names(topics))

    def _names(self, topics: Sequence[TopicFacts]) -> dict[str, Floats]:
        """The vectors of topics' names by topic id; none where they cannot be had."""
        missing = sorted({topic.names for topic in topics} - self.names.keys())
        if self.encoder is None:
            return {}
        try:
            self.names.update(zip(missing, self.encoder.encode(missing), strict=True))
        except Exception as error:  # people and words still tell of topics
            log.warning("topics' names could not be encoded (%s)", type(error).__name__)
            return {}
        return {topic.id: self.names[topic.names] for topic in topics}


def use_encoder(database: Database, encoder: Encoder | None) -> None:
    """Have this process's rankings encode questions, from now on; indexes are built anew."""
    mine = database.caches.of(Indexes)
    mine.encoder = encoder
    mine.by_workspace.clear()
    mine.names.clear()


async def prepare(db: WorkspaceSession) -> None:
    """Bring this workspace's index up to date, so that a transaction that writes need not wait for it.

    With many experts that takes seconds after a start. Reading is enough.
    """
    async with index_for(db):
        pass


def indexes_of(db: WorkspaceSession) -> Indexes:
    """Return what this process keeps."""
    return db.caches.of(Indexes)


async def encoded(mine: Indexes, questions: Sequence[str]) -> list[Floats | None]:
    """Return the vectors of some texts, worked out beside the event loop; None where that fails."""
    encoder = mine.encoder
    if encoder is None or not questions:
        return [None] * len(questions)
    try:
        return list(await asyncio.to_thread(encoder.encode, questions, True))
    except Exception as error:  # its text may repeat what it was about; words and topics still tell
        log.warning("questions could not be encoded (%s)", type(error).__name__)
        return [None] * len(questions)


@asynccontextmanager
async def index_for(db: WorkspaceSession) -> AsyncIterator[CandidateIndex]:
    """Hold this workspace's index, brought up to date, for one use."""
    kept = indexes_of(db).by_workspace
    mine = kept.setdefault(db.workspace_id, _Index())
    kept.move_to_end(db.workspace_id)
    async with mine.lock:
        try:
            index = await _current(db, mine)
            _let_go(kept)
            yield index
        except BaseException:
            # Half a change may be in it, or a thread still at work on it, which nobody waits for any more.
            mine.index = None
            raise


async def _current(db: WorkspaceSession, mine: _Index) -> CandidateIndex:
    workspace = await people.workspace(db)
    version, present = workspace.experts_version, await topics(db)
    same = mine.topics == present and mine.installed_at == workspace.installed_at and version >= mine.version
    if mine.index is None or not same:
        return await _build(db, mine, version, present, workspace.installed_at)
    index = mine.index
    changed = (
        set(await db.scalars(select(Expert.user_id).where(Expert.version > mine.version))) | mine.doubtful
    )
    if changed:
        if index.wears(len(changed)):
            return await _build(db, mine, version, present, workspace.installed_at)
        found = {
            person.user_id: person for person in await candidates(db, changed, indexes_of(db).encoder_name)
        }
        await asyncio.to_thread(_change, index, changed, found)
        mine.doubtful = set(db.unsettled)
        if index.wears():
            return await _build(db, mine, version, present, workspace.installed_at)
    mine.version = version if not db.unsettled else mine.version
    return index


def _change(index: CandidateIndex, changed: Collection[str], found: Mapping[str, Candidate]) -> None:
    """Take over what is known of some people now; whoever is not found is no expert any more."""
    for user_id in sorted(changed):
        if user_id in found:
            index.put(found[user_id])
        else:
            index.drop(user_id)


async def _build(
    db: WorkspaceSession, mine: _Index, version: int, present: tuple[TopicFacts, ...], installed_at: datetime
) -> CandidateIndex:
    with uncollected():
        everybody = await candidates(db, None, indexes_of(db).encoder_name)
        mine.index = await asyncio.to_thread(indexes_of(db).index_of, everybody, present)
        del everybody
    mine.topics, mine.installed_at = present, installed_at
    mine.doubtful = set(db.unsettled)
    mine.version = await _settled(db) if db.unsettled else version
    return mine.index


async def _settled(db: WorkspaceSession) -> int:
    """The newest version that stays even when this transaction is rolled back."""
    newest = select(func.max(Expert.version)).where(Expert.user_id.not_in(sorted(db.unsettled)))
    return await db.scalar(newest) or 0


def _let_go(kept: OrderedDict[str, _Index]) -> None:
    """Forget the indexes that were not used for longest, but the one in use."""
    while len(kept) > 1 and sum(len(one.index) for one in kept.values() if one.index) > MOST_PEOPLE:
        _, oldest = next(iter(kept.items()))
        if oldest.lock.locked():
            return
        kept.popitem(last=False)
