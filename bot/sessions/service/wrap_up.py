"""How a session ends: what both say about it, whether it was held, and what follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.asks import service as asks
from bot.checklists import service as checklists
from bot.delivery.messages import Recipient
from bot.delivery.outbox import enqueue, refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.models import Action, OfferSource, Session, SessionState, WrapUp
from bot.offers import queries as offers
from bot.people import queries as people
from bot.people import service as people_service
from bot.sessions import messages, queries, rules, texts
from bot.sessions.forms import WrapUpForm
from bot.sessions.queries import Meeting
from bot.sessions.rules import Outcome
from bot.sessions.service import actions
from bot.sessions.service.common import (
    change,
    expect,
    own_meeting,
    refresh_card,
    refresh_home_and_ask,
)
from bot.sessions.service.scheduling import reopen

ANSWERABLE = (SessionState.ENDED, SessionState.HELD)


async def end(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """End a session whose time is over, and ask both what came of it."""
    zone = await people.zone(db, session.mentee_id)
    ended_at = session.ends_at or now
    # Counted from now, not from the end: after a pause of the worker people still get their days to answer.
    wakes_at = rules.working_days_later(now, rules.ONE_SIDED_AFTER_DAYS, zone)
    session = await change(db, session, to=SessionState.ENDED, reminders=0, wakes_at=wakes_at)
    for user_id in (session.mentee_id, session.expert_id):
        await checklists.close(db, session.id, user_id, now)
        hours = await people.work_week_of(db, user_id)
        morning = hours.next_morning(ended_at)
        for kind, due in ((messages.WRAP_UP, now), (messages.WRAP_UP_REMINDER, morning)):
            to, version = Recipient.person(user_id), session.version
            await enqueue(db, kind, to=to, about=session.id, now=now, due=due, version=version)
    await refresh_card(db, session, now)


async def wrap_up(
    db: WorkspaceSession, session_id: str, version: int, by: str, *, form: WrapUpForm, now: datetime
) -> None:
    """Keep what one side says; when both have spoken, it is decided whether the session was held."""
    meeting = await own_meeting(db, session_id, by)
    expect(meeting, now, *ANSWERABLE, version=version)
    await _check_handover(db, meeting, form)
    concerns_matching = await _concerns_matching(db, meeting, by, form)
    await _keep(db, meeting, by, form)
    if concerns_matching:
        await people_service.experts_changed(db, [meeting.expert.user_id])
    await refresh(db, messages.WRAP_UP_CARD, to=Recipient.person(by), about=session_id, now=now)
    if meeting.session.state is SessionState.HELD:
        await _plan_follow_ups(db, meeting, now)
        await refresh_home_and_ask(db, meeting.session, now)
    else:
        await _decide(db, meeting, now)


async def hold(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Count a session as held: both get one summary, its ask is done, and thanks may follow."""
    session = await change(db, meeting.session, to=SessionState.HELD, closed_at=now, wakes_at=None)
    await people_service.experts_changed(db, [session.expert_id])
    await asks.conclude(db, session.ask_id, now)
    await actions.plan_checks(db, session, now)
    await _plan_follow_ups(db, meeting, now)
    await refresh_card(db, session, now)


async def answer_handover(db: WorkspaceSession, session_id: str, by: str, yes: bool, now: datetime) -> None:
    """Keep whether the mentee wants the colleague asked whom the expert named, and have them asked."""
    meeting = await own_meeting(db, session_id, by)
    said = await queries.wrap_up(db, meeting.session, meeting.expert.user_id)
    if by != meeting.mentee.user_id or said is None or not said.handover_to:
        raise UserMessage(texts.NOT_YOURS)
    first = await db.update_where(
        WrapUp,
        WrapUp.session_id == session_id,
        WrapUp.user_id == said.user_id,
        WrapUp.version == said.version,
        WrapUp.handover_answer.is_(None),
        handover_answer=yes,
    )
    if first and yes:
        await asks.ask_again(
            db,
            meeting.session.ask_id,
            to=said.handover_to,
            by=said.user_id,
            source=OfferSource.WRAP_UP,
            note=said.handover_note,
            now=now,
        )
    await refresh(db, messages.HANDOVER, to=Recipient.person(by), about=session_id, now=now)
    await refresh_home(db, [by], now)


async def _concerns_matching(db: WorkspaceSession, meeting: Meeting, by: str, form: WrapUpForm) -> bool:
    """Whether matching has to know: of a session that was held, whether the two would gladly meet again."""
    if meeting.session.state is not SessionState.HELD or form.gladly is None:
        return False
    said = await queries.wrap_up(db, meeting.session, by)
    return said is None or said.meet_again is not form.gladly


async def _keep(db: WorkspaceSession, meeting: Meeting, by: str, form: WrapUpForm) -> None:
    session = meeting.session
    held = form.took_place == "yes"
    values: dict[str, Any] = {"took_place": held}
    if held:
        values |= {"takeaways": form.takeaways, "resource": form.resource}
        if form.gladly is not None:  # an answer can be changed, but radio buttons cannot be emptied again
            values["meet_again"] = form.gladly
        if by == meeting.expert.user_id:
            values |= {"handover_to": form.handover_to, "handover_note": form.handover_note}
    key = {"session_id": session.id, "user_id": by, "version": session.version}
    await db.upsert(WrapUp, key, **values)
    if held:
        await _keep_actions(db, meeting, by, form)


async def _keep_actions(db: WorkspaceSession, meeting: Meeting, by: str, form: WrapUpForm) -> None:
    session = meeting.session
    written_now = (
        Action.session_id == session.id,
        Action.version == session.version,
        Action.written_by == by,
    )
    await db.delete_where(Action, *written_now)
    for position, (what, owner, due) in enumerate(form.actions()):
        await db.insert(
            Action,
            session_id=session.id,
            version=session.version,
            written_by=by,
            position=position,
            what=what,
            owner_id=by if owner == "me" else meeting.other(by).user_id,
            due=due,
        )


async def _decide(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    said = {user_id: await queries.wrap_up(db, meeting.session, user_id) for user_id in meeting.user_ids}
    took_place = [one.took_place if one else None for one in said.values()]
    outcome = rules.attendance(*took_place)
    if outcome is Outcome.HELD:
        await hold(db, meeting, now)
    elif outcome is not Outcome.OPEN:
        await reopen(db, meeting, now)
    else:
        await refresh_home_and_ask(db, meeting.session, now)


async def decide_by_one_side(db: WorkspaceSession, meeting: Meeting, now: datetime) -> bool:
    """Let one side's answer count for both, since the other stays silent; False when neither has answered."""
    said = [await queries.wrap_up(db, meeting.session, user_id) for user_id in meeting.user_ids]
    took_place = next((one.took_place for one in said if one is not None), None)
    if took_place is None:
        return False
    if took_place:
        await hold(db, meeting, now)
    else:
        await reopen(db, meeting, now)
    return True


async def _plan_follow_ups(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Plan what follows a held session: what came of it for both, and the question about a hand-over."""
    session = meeting.session
    for user_id in meeting.user_ids:
        to = Recipient.person(user_id)
        await refresh(db, messages.WRAP_UP_CARD, to=to, about=session.id, now=now)
    to = Recipient.person(meeting.mentee.user_id)
    await refresh(db, messages.HANDOVER, to=to, about=session.id, now=now)


async def _check_handover(db: WorkspaceSession, meeting: Meeting, form: WrapUpForm) -> None:
    if form.handover_to in meeting.user_ids:
        raise FormErrors({"handover_to": texts.HANDOVER_SELF})
    if form.handover_to and not await offers.is_expert(db, form.handover_to):
        raise FormErrors({"handover_to": texts.HANDOVER_NO_EXPERT})
