"""What the clock causes in matching: texts get their vectors, and lose them again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.kit.due import for_each_workspace
from bot.kit.encoder import Encoder
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.matching import service
from bot.matching.engine.vectors import pack
from bot.matching.queries import subjects
from bot.models import Embedding

log = logging.getLogger(__name__)

REST = timedelta(seconds=10)  # after a failure; doubled with each further one
LONGEST_REST = timedelta(hours=1)


@dataclass(slots=True)
class _Progress:
    """How far this process has come in each workspace, and how often the encoder failed in a row."""

    walks: dict[str, subjects.Walk] = field(default_factory=dict)
    failures: int = 0
    rests_until: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Whether the encoder has failed so recently that nothing is tried yet."""
        return self.rests_until is not None and now < self.rests_until

    def fail(self, now: datetime) -> timedelta:
        """Count a failure; return how long to rest, twice as long as after the one before."""
        rest: timedelta = min(REST * 2**self.failures, LONGEST_REST)
        self.failures = min(self.failures + 1, 16)
        self.rests_until = now + rest
        return rest


class EncoderError(Exception):
    """The texts could not be encoded. It tells the kind of error, never a text."""


async def embed(services: Services) -> None:
    """Encode the texts that are new or changed: one page of each workspace, and then the next round's."""
    encoder = services.encoder
    progress = services.caches.of(_Progress)

    async def visit(services: Services, workspace_id: str) -> None:
        now = services.clock.now()
        if encoder is None or progress.rests(now):
            return
        try:
            await _embed(services, encoder, progress, workspace_id)
        except EncoderError as error:
            rest = progress.fail(now)
            log.warning("texts could not be encoded (%s); tried again in %d s", error, rest.total_seconds())

    if encoder is not None and not progress.rests(services.clock.now()):
        await for_each_workspace(services, visit)


async def _embed(services: Services, encoder: Encoder, progress: _Progress, workspace_id: str) -> None:
    """Go on with a workspace's walk until something was encoded, or to its end."""
    ended = False
    while not ended:
        now = services.clock.now()
        most = max(1, subjects.PAGE >> progress.failures)  # a text that cannot be encoded is found at last
        async with services.database.read(workspace_id) as db:
            page = await subjects.page(db, progress.walks.get(workspace_id), encoder.name, now, most)
        with_words = {one: subject for one, subject in page.subjects.items() if subject.texts}
        try:
            vectors = await asyncio.to_thread(_encoded, encoder, with_words)
        except EncoderError:
            if most == 1:  # left out until the walk begins anew
                progress.walks[workspace_id] = page.walk
            raise
        if page.subjects:
            async with services.database.begin(workspace_id) as db:
                kept = await service.keep_vectors(db, page.subjects, vectors, encoder.name)
            log.debug("encoded the texts of %d subjects", kept)
        if with_words:
            progress.failures, progress.rests_until = 0, None
        progress.walks[workspace_id] = page.walk
        ended = page.ended or bool(with_words)


def _encoded(encoder: Encoder, read: Mapping[str, subjects.Subject]) -> dict[str, bytes]:
    """The packed vectors of some subjects. Raises EncoderError for whatever goes wrong."""
    try:
        return {
            one: pack(encoder.encode(subject.texts, subject.is_question)) for one, subject in read.items()
        }
    except Exception as error:  # its text may repeat what it was about
        raise EncoderError(type(error).__name__) from None


async def forget(services: Services) -> None:
    """Remove the vectors of people and questions that are gone, whether or not there is an encoder."""
    gone = select(Embedding.workspace_id).where(subjects.is_forgotten(services.clock.now())).distinct()
    await for_each_workspace(services, _forget, gone.order_by(Embedding.workspace_id), removed_too=True)


async def _forget(services: Services, workspace_id: str) -> None:
    async with services.database.begin(workspace_id) as db:
        await service.forget(db, services.clock.now())


JOBS = [
    Job("matching_embed", embed, every=timedelta(seconds=10), background=True),
    Job("matching_forget", forget, every=timedelta(hours=1)),
]
