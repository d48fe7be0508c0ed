"""Posts of the program: posted, refused by Slack, and tried again."""

from __future__ import annotations

from datetime import datetime

from bot.admin import service as admin
from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import enqueue, refresh
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Act, Inbox, PostKind, ProgramPost
from bot.people import queries as people
from bot.pilot import messages, queries, texts
from bot.pilot.forms import PostForm
from bot.pilot.service.steps import follow

CHANGES_GUIDE = (Act.CHECKLIST_CHANGED, Act.CHECKLIST_ORDERED, Act.CHECKLIST_RESET, Act.SETTING_CHANGED)
# For the job that sees whether Slack takes it.
POST_KIND = messages.POST.id
CANVAS_KIND = messages.CANVAS.id


async def post(
    db: WorkspaceSession, by: str, kind: PostKind, form: PostForm, key: str, now: datetime
) -> None:
    """Have something posted in a channel; this submission is taken once. Raises UserMessage or FormErrors."""
    await admin.require_admin(db, by)
    if kind not in queries.GUIDES and not form.words:
        raise FormErrors({"words": texts.POST_SENTENCES["words"]})
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    row = await db.insert(
        ProgramPost,
        kind=kind,
        channel_id=form.channel,
        words="" if kind in queries.GUIDES else form.words,
        posted_by=by,
        created_at=now,
        tried_at=now,
    )
    await admin.record(db, by, Act.POST_SENT, now, part=kind)
    await _say(db, row, now)
    await follow(db, db.workspace_id, now)


async def _say(db: WorkspaceSession, row: ProgramPost, now: datetime) -> None:
    to = Recipient.channel(row.channel_id)
    await refresh(db, _kind_of(row), to=to, about=row.id, now=now)
    if row.kind == PostKind.GUIDE:  # after it: one by one, in order
        await refresh(db, messages.PIN, to=to, about=row.id, now=now)


def _kind_of(row: ProgramPost) -> MessageKind:
    return messages.CANVAS if row.kind == PostKind.CANVAS else messages.POST


async def show_anew(db: WorkspaceSession, post_id: str, now: datetime) -> None:
    """Bring the posted guide up to date."""
    await db.update_where(ProgramPost, ProgramPost.id == post_id, tried_at=now)
    row = await queries.post(db, post_id)
    if row is not None:
        await refresh(db, _kind_of(row), to=Recipient.channel(row.channel_id), about=row.id, now=now)


async def note_refused(db: WorkspaceSession, post_id: str, now: datetime) -> None:
    """Tell whoever posted it, once for each try, that Slack refuses the channel."""
    here = (ProgramPost.id == post_id, ProgramPost.refused_at.is_(None))
    if not await db.update_where(ProgramPost, *here, refused_at=now):
        return
    row = await queries.post(db, post_id)
    if row is not None and await people.is_admin(db, row.posted_by):
        key = f"{post_id}:refused:{row.tried_at.timestamp()}"
        to = Recipient.person(row.posted_by)
        await enqueue(db, messages.REFUSED, to=to, about=post_id, now=now, key=key)
    await follow(db, db.workspace_id, now)


async def post_again(db: WorkspaceSession, post_id: str, by: str, now: datetime) -> None:
    """Try the channel of a post once more. Raises UserMessage."""
    await admin.require_admin(db, by)
    row = await queries.post(db, post_id)
    if row is None:
        raise UserMessage(texts.POST_GONE)
    if await db.update_where(
        ProgramPost,
        ProgramPost.id == post_id,
        ProgramPost.refused_at.is_not(None),
        refused_at=None,
        tried_at=now,
    ):
        await admin.record(db, by, Act.POST_SENT, now, part=row.kind)
        await _say(db, row, now)
    await follow(db, db.workspace_id, now)
