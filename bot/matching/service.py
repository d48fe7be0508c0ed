"""What matching writes: where texts lie in the semantic extra's space, and that it is forgotten."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from bot.kit.db import WorkspaceSession
from bot.kit.encoder import MODEL
from bot.matching.queries import subjects
from bot.models import Embedding
from bot.people import service as people_service


async def place(db: WorkspaceSession, texts: Mapping[str, str], vectors: Mapping[str, bytes]) -> int:
    """Keep the places of some subjects' texts, and forget those of words that are gone; return how many.

    What has changed since it was read, or was placed by another worker meanwhile, is left as it is.
    """
    present = await subjects.outdated(db, texts)
    still = {one: text for one, text in present.items() if texts[one] == text}
    placed = {one: vectors[one] for one in still if one in vectors}
    gone = sorted(one for one, text in still.items() if not text)
    # First, because it locks the experts: two workers then take turns with the rows that follow.
    await people_service.experts_changed(db, await subjects.experts_of(db, [*placed, *gone]))
    await db.delete_where(Embedding, Embedding.subject_id.in_(gone))
    for one in sorted(placed):
        await db.upsert(
            Embedding,
            {"subject_id": one},
            model=MODEL,
            digest=subjects.fingerprint(one, still[one]),
            vector=b64encode(placed[one]).decode("ascii"),
        )
    return len(placed) + len(gone)


async def forget(db: WorkspaceSession, now: datetime) -> int:
    """Remove the places of subjects that are gone; return how many there were."""
    return await db.delete_where(Embedding, subjects.is_forgotten(now))
