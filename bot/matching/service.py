"""What matching writes: the vectors of texts, and that they are forgotten."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from bot.kit.db import WorkspaceSession
from bot.matching.queries import subjects
from bot.matching.queries.subjects import Subject
from bot.models import Embedding
from bot.people import service as people_service


async def keep_vectors(
    db: WorkspaceSession, read: Mapping[str, Subject], vectors: Mapping[str, bytes], encoder: str
) -> int:
    """Keep the packed vectors of some subjects, and forget those of words that are gone; return how many.

    What has changed since it was read, or was encoded by another worker meanwhile, is left as it is.
    """
    present = await subjects.outdated(db, read, encoder)
    still = {one: subject for one, subject in present.items() if read[one] == subject}
    kept = {one: vectors[one] for one in still if one in vectors}
    gone = sorted(one for one, subject in still.items() if not subject.texts)
    # First, because it locks the experts: two workers then take turns with the rows that follow.
    await people_service.experts_changed(db, await subjects.experts_of(db, [*kept, *gone]))
    await db.delete_where(Embedding, Embedding.subject_id.in_(gone))
    for one in sorted(kept):
        await db.upsert(
            Embedding,
            {"subject_id": one},
            model=encoder,
            digest=subjects.fingerprint(one, still[one], encoder),
            vector=b64encode(kept[one]).decode("ascii"),
        )
    return len(kept) + len(gone)


async def forget(db: WorkspaceSession, now: datetime) -> int:
    """Remove the vectors of subjects that are gone; return how many there were."""
    return await db.delete_where(Embedding, subjects.is_forgotten(now))
