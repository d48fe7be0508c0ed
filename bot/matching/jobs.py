"""What the clock causes in matching: with the semantic extra texts get their places, and lose them again."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.kit.encoder import EncoderError, Encoding
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.matching import service
from bot.matching.queries import subjects
from bot.models import Embedding, Workspace

log = logging.getLogger(__name__)

REST = timedelta(seconds=10)  # after a failure; doubled with each further one
LONGEST_REST = timedelta(hours=1)

_MEMORY = "matching_embed"


@dataclass(slots=True)
class _Progress:
    """How far this process has come in each workspace, and how often the encoder failed in a row."""

    walks: dict[str, subjects.Walk] = field(default_factory=dict)
    failures: int = 0
    rests_until: datetime | None = None


async def embed(services: Services) -> None:
    """Place the texts that are new or changed: one page of each workspace, and then the next round's."""
    encoder, now = services.encoder, services.clock.now()
    progress: _Progress = services.database.memory.setdefault(_MEMORY, _Progress())
    if encoder is None or (progress.rests_until is not None and now < progress.rests_until):
        return
    async with services.database.all_workspaces() as db:
        here = select(Workspace.id).where(Workspace.removed_at.is_(None)).order_by(Workspace.id)
        workspaces = (await db.scalars(here)).all()
    try:
        for workspace_id in workspaces:
            await _embed(services, encoder, progress, workspace_id)
    except EncoderError as error:
        rest = min(REST * 2**progress.failures, LONGEST_REST)
        progress.failures = min(progress.failures + 1, 16)
        progress.rests_until = now + rest
        log.warning("texts could not be placed (%s); tried again in %d s", error, rest.total_seconds())


async def _embed(services: Services, encoder: Encoding, progress: _Progress, workspace_id: str) -> None:
    """Go on with a workspace's walk until something was placed, or to its end."""
    ended = False
    while not ended:
        now = services.clock.now()
        most = max(1, subjects.PAGE >> progress.failures)  # a text that cannot be placed is found at last
        async with services.database.read(workspace_id) as db:
            page = await subjects.page(db, progress.walks.get(workspace_id), now, most)
        texts = {one: text for one, text in page.texts.items() if text}
        try:
            vectors = dict(zip(texts, await encoder.encode([*texts.values()]), strict=True)) if texts else {}
        except EncoderError:
            if most == 1:  # left out until the walk begins anew
                progress.walks[workspace_id] = page.walk
            raise
        if page.texts:
            async with services.database.begin(workspace_id) as db:
                placed = await service.place(db, page.texts, vectors)
            log.debug("placed %d texts", placed)
        if texts:
            progress.failures, progress.rests_until = 0, None
        progress.walks[workspace_id] = page.walk
        ended = page.ended or bool(texts)


async def forget(services: Services) -> None:
    """Remove the places of people and questions that are gone, with or without the extra."""
    now = services.clock.now()
    async with services.database.all_workspaces() as db:
        gone = select(Embedding.workspace_id).where(subjects.is_forgotten(now)).distinct()
        workspaces = (await db.scalars(gone)).all()
    for workspace_id in sorted(workspaces):
        async with services.database.begin(workspace_id) as db:
            await service.forget(db, now)


JOBS = [
    Job("matching_embed", embed, every=timedelta(seconds=10), aside=True),
    Job("matching_forget", forget, every=timedelta(hours=1)),
]
