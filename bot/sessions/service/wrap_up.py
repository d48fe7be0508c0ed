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
from bot.models import OVER_SESSION, OfferSource, Session, SessionState, WrapUp
from bot.offers import queries as offers
from bot.people import queries as people
from bot.people import service as people_service
from bot.sessions import messages, queries, rules, texts
from bot.sessions.forms import WrapUpForm, WrapUpSeen
from bot.sessions.queries import Meeting
from bot.sessions.rules import Outcome
from bot.sessions.service import actions, page
from bot.sessions.service.common import (
    change,
    expect,
    own_meeting,
    refresh_card,
    refresh_home_and_ask,
)
from bot.sessions.service.page import Reading
from bot.sessions.service.scheduling import reopen


async def end(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """End a session whose time is over, and ask both what came of it."""
    # Counted from now, not from the end: after a pause of the worker people still get their days to answer.
    wakes_at = await _three_days_later(db, session, now)
    session = await change(db, session, to=SessionState.ENDED, reminders=0, wakes_at=wakes_at)
    for user_id in (session.mentee_id, session.expert_id):
        await checklists.close(db, session.id, user_id, now)
    await ask_what_came_of_it(db, session, now)
    await refresh_card(db, session, now)


async def ask_what_came_of_it(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Ask both for their wrap-up, and once more on the next working morning.

    The expert of several who shared the hour is asked about all of them at once, by their pool.
    """
    ended_at = session.ends_at or now
    both = (session.mentee_id, session.expert_id)
    for user_id in both if session.pool_id is None else (session.mentee_id,):
        hours = await people.work_week_of(db, user_id)
        morning = hours.next_morning(ended_at)
        for kind, due in ((messages.WRAP_UP, now), (messages.WRAP_UP_REMINDER, morning)):
            to, version = Recipient.person(user_id), session.version
            await enqueue(db, kind, to=to, about=session.id, now=now, due=due, version=version)
    await refresh_card(db, session, now)


async def wrap_up(
    db: WorkspaceSession, seen: WrapUpSeen, by: str, *, form: WrapUpForm, reading: Reading, now: datetime
) -> None:
    """Keep what one side says; when both have spoken, it is decided whether the session was held."""
    meeting = await own_meeting(db, seen.id, by)
    expect(meeting, now, *OVER_SESSION, version=seen.version)
    await _check_handover(db, meeting, form)
    concerns_matching = await _concerns_matching(db, meeting, by, form)
    values = await page.save(db, meeting, by, form=form, seen=seen, reading=reading, now=now)
    values["took_place"] = await _took_place(db, meeting, by, form, now)
    if seen.whole:
        values |= _beside_the_page(meeting, by, form)
    key = {"session_id": seen.id, "user_id": by, "version": seen.version}
    await db.upsert(WrapUp, key, **values)
    if concerns_matching:
        await people_service.experts_changed(db, [meeting.expert.user_id])
    await refresh_wrap_ups(db, meeting.session, now)
    await decide(db, meeting, now)


def is_mendable(session: Session, now: datetime) -> bool:
    """Return whether it may still be said that a session took place, or did not: for a week."""
    held_at = session.closed_at if session.state is SessionState.HELD else None
    return held_at is None or now < held_at + rules.MENDABLE_FOR


async def _took_place(
    db: WorkspaceSession, meeting: Meeting, by: str, form: WrapUpForm, now: datetime
) -> bool:
    if form.took_place and is_mendable(meeting.session, now):
        return form.took_place == "yes"
    said = await queries.wrap_up(db, meeting.session, by)
    return said.took_place if said else True


def _beside_the_page(meeting: Meeting, by: str, form: WrapUpForm) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if form.gladly is not None:  # an answer can be changed, but radio buttons cannot be emptied again
        values["meet_again"] = form.gladly
    if by == meeting.expert.user_id:
        values |= {"handover_to": form.handover_to, "handover_note": form.handover_note}
    return values


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


async def decide(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Take the step that follows from what both say: held, missed, or asked again; or wait for the other."""
    session = meeting.session
    sides = await queries.sides(db, session)
    outcome = rules.attendance(*sides)
    denied = any(side.took_place is False for side in sides)
    if outcome is Outcome.HELD or (session.state is SessionState.HELD and not denied):
        await hold(db, meeting, now)
    elif outcome is Outcome.NOT_HELD:
        await miss(db, meeting, now)
    elif denied and (outcome is Outcome.DIFFERS or session.state is SessionState.HELD):
        await _ask_both_again(db, session, now)
    else:
        await _wait(db, session, now)


async def decide_finally(db: WorkspaceSession, meeting: Meeting, now: datetime) -> bool:
    """Decide by what was said so far, since nobody says more; False where nobody has said anything."""
    took_place = rules.final(*await queries.sides(db, meeting.session))
    if took_place is None:
        return False
    await (hold if took_place else miss)(db, meeting, now)
    return True


async def hold(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Count a session as held: both get one summary, its ask is done, and thanks may follow."""
    session = meeting.session
    if session.state is not SessionState.HELD:
        session = await change(db, session, to=SessionState.HELD, closed_at=now, wakes_at=None)
        await people_service.experts_changed(db, [session.expert_id])
        await asks.conclude(db, session.ask_id, now)
        await actions.plan_checks(db, session, now)
    await _plan_follow_ups(db, meeting, now)
    await refresh_card(db, session, now)


async def miss(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Count a session's time as missed: both get fresh times, and may say for a week that it took place."""
    await _not_held(db, meeting.session)
    await asks.resume(db, meeting.session.ask_id, now)
    await reopen(db, meeting, now)


async def _ask_both_again(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Ask both once more, without blame; a decision that was made waits for what they say."""
    await _not_held(db, session)
    counted = session.state is SessionState.HELD
    if session.state is not SessionState.DIFFERS:
        wakes_at = await _three_days_later(db, session, now)
        values = {"reminders": 0, "wakes_at": wakes_at, "closed_at": None, "thanks_planned_at": None}
        session = await change(db, session, to=SessionState.DIFFERS, **values)
    sides = zip((session.mentee_id, session.expert_id), await queries.sides(db, session), strict=True)
    # Whoever has not answered yet has been asked for a wrap-up; once it counted, both have to hear of it.
    for user_id, side in sides:
        if counted or side.took_place is not None:
            key = f"{session.id}:{messages.DIFFERS.id}:{user_id}:{now.isoformat()}"
            to = Recipient.person(user_id)
            await enqueue(db, messages.DIFFERS, to=to, about=session.id, now=now, key=key)
    await refresh_card(db, session, now)


async def _wait(db: WorkspaceSession, session: Session, now: datetime) -> None:
    if session.state is SessionState.DIFFERS:
        wakes_at = await _three_days_later(db, session, now)
        session = await change(db, session, to=SessionState.ENDED, reminders=0, wakes_at=wakes_at)
        await refresh_wrap_ups(db, session, now)
    await refresh_home_and_ask(db, session, now)


async def _not_held(db: WorkspaceSession, session: Session) -> None:
    """Let matching know that a session does not count as held any more, if it did."""
    if session.state is SessionState.HELD:
        await people_service.experts_changed(db, [session.expert_id])


async def _three_days_later(db: WorkspaceSession, session: Session, now: datetime) -> datetime:
    zone = await people.zone(db, session.mentee_id)
    return rules.working_days_later(now, rules.ONE_SIDED_AFTER_DAYS, zone)


async def refresh_wrap_ups(db: WorkspaceSession, session: Session, now: datetime) -> None:
    """Bring what each of the two has of the wrap-up up to date."""
    for user_id in (session.mentee_id, session.expert_id):
        to = Recipient.person(user_id)
        await refresh(db, messages.WRAP_UP_CARD, to=to, about=session.id, now=now)


async def _plan_follow_ups(db: WorkspaceSession, meeting: Meeting, now: datetime) -> None:
    """Plan what follows a held session: what came of it for both, and the question about a hand-over."""
    session = meeting.session
    await refresh_wrap_ups(db, session, now)
    to = Recipient.person(meeting.mentee.user_id)
    await refresh(db, messages.HANDOVER, to=to, about=session.id, now=now)


async def _check_handover(db: WorkspaceSession, meeting: Meeting, form: WrapUpForm) -> None:
    if form.handover_to in meeting.user_ids:
        raise FormErrors({"handover_to": texts.HANDOVER_SELF})
    if form.handover_to and not await offers.is_expert(db, form.handover_to):
        raise FormErrors({"handover_to": texts.HANDOVER_NO_EXPERT})
