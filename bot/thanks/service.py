"""What happens after a session was held: questions are planned, thank-yous and answers are kept."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.messages import MessageKind, Recipient
from bot.delivery.outbox import cancel, enqueue, refresh, refresh_home, refresh_home_at
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.reader import FirstName
from bot.models import FollowUp, FollowUpKind, Session, SessionState, Thanks
from bot.people import queries as people
from bot.thanks import messages, queries, texts
from bot.thanks.queries import WEEKS, Meeting
from bot.thanks.rules import follow_up_due, thanks_due

QUESTION_KINDS = (
    messages.QUESTION.id,
    messages.QUESTION_CARD.id,
    messages.WRITTEN.id,
)  # for what is shown below them


async def show(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring the question for a thank-you, or what stands in its place, up to date."""
    written = await db.get(Thanks, session.id) is not None
    kind, to = messages.WRITTEN if written else messages.QUESTION_CARD, Recipient.person(session.mentee_id)
    await refresh(db, kind, to=to, about=session.id, now=now)


async def plan(db: WorkspaceSession, session_id: str, now: datetime) -> bool:
    """Plan all that follows a held session, once; return whether this call did."""
    claimed = await db.update_where(
        Session,
        Session.id == session_id,
        Session.state == SessionState.HELD,
        Session.concludes.is_(True),
        Session.thanks_planned_at.is_(None),
        thanks_planned_at=now,
    )
    session = await db.get(Session, session_id) if claimed else None
    if session is None:
        return False
    ended = session.ends_at or session.closed_at or now
    hours = await people.work_week_of(db, session.mentee_id)
    due = thanks_due(session.closed_at or ended, hours)
    # It may have counted as held before, and then not: what was planned then is planned anew.
    await cancel(db, session_id, [messages.QUESTION, *messages.UNBLOCKED.values()])
    await _plan(db, session, messages.QUESTION, due, now)
    for kind, weeks in WEEKS.items():
        due = follow_up_due(ended, hours, weeks)
        await _plan(db, session, messages.UNBLOCKED[kind], due, now)
        await refresh_home_at(db, session.mentee_id, session_id, due, now)
    await refresh_home(db, [session.mentee_id, session.expert_id], now)
    return True


async def _plan(
    db: WorkspaceSession, session: Session, kind: MessageKind, due: datetime, now: datetime
) -> None:
    to = Recipient.person(session.mentee_id)
    key = f"{session.id}:{kind.id}:{to}:{session.closed_at or now:%Y%m%dT%H%M%S}"
    await enqueue(db, kind, to=to, about=session.id, now=now, due=due, key=key)


async def of_mentee(db: WorkspaceSession, session_id: str, by: str) -> Meeting:
    """Return a held session to its mentee. Raises UserMessage for anybody else, or while it is not held."""
    found = await queries.meeting(db, session_id)
    if found is None or found.session.mentee_id != by:
        raise UserMessage(texts.NOT_YOURS)
    if not found.held:
        raise UserMessage(texts.NOT_HELD)
    return found


async def thankable(db: WorkspaceSession, session_id: str, by: str) -> Meeting:
    """Return a held session whose expert can be thanked, to its mentee. Raises UserMessage otherwise."""
    found = await of_mentee(db, session_id, by)
    if found.expert_has_left:
        raise UserMessage(texts.EXPERT_HAS_LEFT.format(expert=FirstName(found.expert, found.mentee)))
    return found


async def write(db: WorkspaceSession, session_id: str, by: str, words: str, now: datetime) -> Meeting:
    """Keep a thank-you and bring it to the expert; where there is one already, it stands.

    Returns the session with the thank-you that counts. Raises UserMessage for anybody but the mentee.
    """
    found = await thankable(db, session_id, by)
    expert_id = found.session.expert_id
    if await db.insert_or_ignore(
        Thanks, session_id=session_id, mentee_id=by, expert_id=expert_id, words=words, written_at=now
    ):
        await enqueue(db, messages.RECEIVED, to=Recipient.person(expert_id), about=session_id, now=now)
        await refresh(db, messages.WRITTEN, to=Recipient.person(by), about=session_id, now=now)
        await refresh_home(db, [by, expert_id], now)
    return await thankable(db, session_id, by)


async def answer(
    db: WorkspaceSession, session_id: str, by: str, *, kind: FollowUpKind, value: int, now: datetime
) -> None:
    """Keep what the mentee answered, 1 to 5; a later answer corrects an earlier one.

    Raises UserMessage for anybody but the mentee, or while the session is not held.
    """
    await of_mentee(db, session_id, by)
    await db.upsert(FollowUp, {"session_id": session_id, "kind": kind}, answer=value)
    await refresh(db, messages.ANSWERED[kind], to=Recipient.person(by), about=session_id, now=now)
    await refresh_home(db, [by], now)
