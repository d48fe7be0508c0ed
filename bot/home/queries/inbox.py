"""A person's inbox, made from the facts: each thing that waits has one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.growing import queries as growing
from bot.home.queries import facts as facts_module
from bot.home.queries.facts import Facts
from bot.home.queries.lines import (
    Ahead,
    AskedBack,
    Clarifying,
    GoingOn,
    Inbox,
    Line,
    Offered,
    OpenAsk,
    Proposed,
    StillNeeded,
    ToAgree,
    ToBeThere,
    ToConfirm,
    ToDo,
    ToFind,
    ToHandOver,
    ToInvite,
    ToJudge,
    ToPick,
    ToPrepare,
    ToRate,
    ToThank,
    ToThankFor,
    ToWrapUp,
    Undecided,
    WrappedUp,
)
from bot.kit.db import WorkspaceSession
from bot.kit.hours import instant_of
from bot.kit.i18n import Words
from bot.kit.texts import OPEN_TOPIC
from bot.matching.queries import end_of_day
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    Ask,
    AskState,
    Offer,
    OfferState,
    PoolState,
    Session,
    SessionState,
    WrittenAnswer,
)
from bot.people.queries import name_of
from bot.pooled.queries import AskedToShare, AskedToTake, Sharing
from bot.sessions.queries import Meeting, OwnAction
from bot.sessions.rules import NOT_HERE_AFTER, check_due
from bot.thanks.queries import ASKED_FOR, UNTHANKED_FOR, WEEKS
from bot.thanks.rules import follow_up_due

END = datetime.max.replace(tzinfo=UTC)


async def inbox(db: WorkspaceSession, user_id: str, now: datetime) -> Inbox:
    """Return what waits for a person and what is going on, with a fixed number of statements."""
    return sorted_out(await facts_module.facts(db, user_id, now))


def sorted_out(facts: Facts) -> Inbox:
    """Return the inbox that these facts make."""
    waiting = sorted(_waiting(facts), key=lambda line: (line.by or END, line.since))
    going_on = sorted(_going_on(facts), key=lambda pair: pair[0])
    return Inbox(facts.me, tuple(waiting), tuple(about for _, about in going_on), dict(facts.channels))


def _waiting(facts: Facts) -> Iterator[Line]:
    yield from _offers(facts)
    for ask in facts.asks:
        yield from _of_ask(facts, ask)
    for meeting in facts.live:
        yield from _of_session(facts, meeting)
    for meeting in facts.held:
        yield from _of_past(facts, meeting)
    for own in facts.actions:
        if line := _due(facts, own):
            yield line
    for answer in facts.written:
        yield from _written(facts, answer)
    for ask in facts.stewarded:
        yield Line(ToFind(ask), ask.steward_until, ask.created_at)
    if facts.unfound:
        yield Line(ToInvite(facts.unfound), None, facts.unfound[0].created_at)
    for times in facts.sheet_times:
        yield Line(times, times.sheet.post_at, times.asked_at)
    yield from _pools(facts)
    yield from _growing(facts)


def _pools(facts: Facts) -> Iterator[Line]:
    """Return whether somebody would share a session, or would take one."""
    for about in facts.pools:
        if isinstance(about, AskedToShare):
            yield Line(about, about.place.answer_by, about.place.answer_by)
        elif isinstance(about, AskedToTake):
            yield Line(about, about.asked.answer_by, about.asked.asked_at)


def _sharing(facts: Facts) -> list[Sharing]:
    return [about for about in facts.pools if isinstance(about, Sharing)]


def _growing(facts: Facts) -> Iterator[Line]:
    """Return whether somebody would go on with whom they met, and how, where both would."""
    for question in facts.growing:
        since = question.agreed_at or growing.due_at(question, facts.hours)
        if since <= facts.now < question.closes_at:
            yield Line(question, question.closes_at, since)


def _offers(facts: Facts) -> Iterator[Line]:
    for offer in facts.offers:
        if offer.state == OfferState.OPEN:
            yield Line(Offered(offer, _mentee(facts, offer)), offer.deadline_at, offer.offered_at)


def _mentee(facts: Facts, offer: Offer) -> Words:
    return "" if offer.ask.hide_name else _name(facts, offer.ask.mentee_id)


def _name(facts: Facts, user_id: str) -> Words:
    return facts.names.get(user_id) or name_of(None)


def _of_ask(facts: Facts, ask: Ask) -> Iterator[Line]:
    if undecided := _undecided(facts, ask):
        yield undecided
    for offer in facts.asked.get(ask.id, ()) if ask.state in OPEN_ASK else ():
        if offer.state in LIVE_OFFER and offer.question and not offer.answer:
            yield Line(AskedBack(offer, ask), offer.deadline_at, offer.offered_at)


def _undecided(facts: Facts, ask: Ask) -> Line | None:
    """Return what the mentee has to decide about an open question, if it waits for that."""
    if ask.state not in OPEN_ASK:
        return None
    end = end_of_day(ask.needed_by, facts.hours)
    if end is not None and end <= facts.now:
        return Line(Undecided(ask, ask.needed_by, "", _live(facts, ask)), None, end)
    if ask.only_expert_id and ask.state == AskState.WAITING:
        named = ask.only_expert_id
        undecided = Undecided(ask, None, _name(facts, named), away=facts.away.get(named))
        return Line(undecided, None, ask.created_at)
    return None


def _live(facts: Facts, ask: Ask) -> tuple[Offer, ...]:
    return tuple(offer for offer in facts.asked.get(ask.id, ()) if offer.state in LIVE_OFFER)


def _of_session(facts: Facts, meeting: Meeting) -> Iterator[Line]:
    session, me = meeting.session, meeting.party(facts.me)
    match session.state:
        case SessionState.SCHEDULING if _stands(facts, session):
            if session.proposed_by != facts.me:
                yield Line(ToConfirm(meeting, me), session.proposed_at, session.created_at)
        case SessionState.SCHEDULING:
            asked = session.reminders > 1 and meeting.mentee.user_id == facts.me
            about = StillNeeded(meeting, me) if asked else ToPick(_with_free_slots(facts, meeting), me)
            yield Line(about, session.wakes_at, session.created_at)
        case SessionState.BOOKED:
            progress = facts.progress[session.id]
            starts_at = session.starts_at
            if _of_others(facts, session):
                return
            if progress.ready < progress.total and starts_at and facts.now < starts_at:
                yield Line(ToPrepare(meeting, me, progress), starts_at, session.created_at)
        case SessionState.MISSING if _is_asked(facts, meeting):
            yield Line(ToBeThere(meeting, me), session.wakes_at, session.starts_at or session.created_at)
        case SessionState.DIFFERS:
            yield Line(ToAgree(meeting, me), session.wakes_at, session.ends_at or session.created_at)
        case SessionState.ENDED if (session.id, facts.me) not in facts.said:
            begun = (session.id, meeting.other(facts.me).user_id) in facts.said
            yield Line(ToWrapUp(meeting, me, begun), session.wakes_at, session.ends_at or session.created_at)


def _of_others(facts: Facts, session: Session) -> bool:
    """Whether the person helps with it together with others, so that there is nothing to prepare for each."""
    return session.pool_id is not None and session.expert_id == facts.me


def _stands(facts: Facts, session: Session) -> bool:
    """Whether a proposed time can still be agreed on."""
    at = session.proposed_at
    return at is not None and at > facts.now and (session.id, at) not in facts.taken


def _with_free_slots(facts: Facts, meeting: Meeting) -> Meeting:
    free = [at for at in meeting.slots if (meeting.session.id, at) not in facts.taken]
    return replace(meeting, slots=tuple(free))


def _of_past(facts: Facts, meeting: Meeting) -> Iterator[Line]:
    """Return what a held session still asks of its mentee."""
    session, me, expert = meeting.session, meeting.mentee, meeting.expert
    ended = session.ends_at or session.created_at
    said = facts.said.get((session.id, expert.user_id))
    if said and said.handover_to and said.handover_answer is None:
        yield Line(ToHandOver(meeting, me, said), None, session.closed_at or ended)
    if not session.concludes:  # a series is thanked for, and judged, as a whole
        return
    if session.id not in facts.thanked and not expert.has_left and facts.now < ended + UNTHANKED_FOR:
        yield Line(ToThank(meeting, me), ended + UNTHANKED_FOR, ended)
    for kind, weeks in WEEKS.items():
        due = follow_up_due(ended, facts.hours, weeks)
        if due <= facts.now < due + ASKED_FOR and (session.id, kind) not in facts.answered:
            yield Line(ToRate(meeting, me, kind), due + ASKED_FOR, due)


def _written(facts: Facts, answer: WrittenAnswer) -> Iterator[Line]:
    topic = answer.ask.topic.name if answer.ask.topic else OPEN_TOPIC
    what = answer, topic, _name(facts, answer.expert_id)
    if answer.settled_at is None:
        if answer.ask.state in OPEN_ASK:
            yield Line(ToJudge(*what), answer.decide_by, answer.written_at)
    elif answer.enough is not False and answer.expert_id not in facts.left:
        if facts.now >= answer.settled_at + UNTHANKED_FOR:
            return
        yield Line(ToThankFor(*what), answer.settled_at + UNTHANKED_FOR, answer.settled_at)


def _due(facts: Facts, own: OwnAction) -> Line | None:
    """Return an action whose day has come, or of which its owner is asked since it has no day."""
    about, session = ToDo(own.meeting, own.me, own.action), own.meeting.session
    if own.action.due is None:
        asked_at = check_due(session.ends_at or session.created_at, facts.hours)
        return Line(about, None, asked_at) if asked_at <= facts.now else None
    begins, ends = (instant_of(facts.hours.tz, day, 0) for day in _day(own.action.due))
    return Line(about, ends, begins) if begins <= facts.now else None


def _day(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _going_on(facts: Facts) -> Iterator[tuple[datetime, GoingOn]]:
    """Return what is going on, with the instant by which it is ordered."""
    with_session = {meeting.session.ask_id for meeting in facts.live}
    with_session |= {answer.ask_id for answer in facts.written if answer.settled_at is None}
    for meeting in facts.live:
        if about := _course(facts, meeting):
            yield meeting.session.starts_at or meeting.session.proposed_at or facts.now, about
    asks = [ask for ask in facts.asks if ask.id not in with_session and not _undecided(facts, ask)]
    yield from ((facts.now, _open_ask(facts, ask)) for ask in asks)
    for own_seat in facts.events:
        yield own_seat.overview.event.starts_at, own_seat
    for shared in _sharing(facts):
        if shared.pool.state is PoolState.BOOKED:  # until then its line is that of the question
            yield shared.pool.starts_at or facts.now, shared
    for on_list in facts.sheet_lists:
        yield on_list.sheet.post_at, on_list
    for offer in facts.offers:
        if offer.state == OfferState.CLARIFYING:
            yield offer.deadline_at, Clarifying(offer, _mentee(facts, offer))
    for own in facts.actions:
        if not _due(facts, own):
            day = own.action.due
            at = instant_of(facts.hours.tz, day, 0) if day else END
            yield at, ToDo(own.meeting, own.me, own.action)


def _course(facts: Facts, meeting: Meeting) -> GoingOn | None:
    session, me = meeting.session, meeting.party(facts.me)
    match session.state:
        case SessionState.SCHEDULING if _stands(facts, session):
            return Proposed(meeting, me) if session.proposed_by == facts.me else None
        case SessionState.MISSING if _is_asked(facts, meeting):
            return None
        case SessionState.BOOKED | SessionState.MISSING if session.pool_id:
            return None  # the pool has one line for all of them
        case SessionState.BOOKED | SessionState.MISSING:
            progress = facts.progress[session.id]
            return Ahead(meeting, me, progress.ready == progress.total)
        case SessionState.ENDED if (session.id, facts.me) in facts.said:
            return WrappedUp(meeting, me)
    return None


def _is_asked(facts: Facts, meeting: Meeting) -> bool:
    """Whether the person seems not to be there, and it is time to ask them."""
    session = meeting.session
    starts_at = session.starts_at or facts.now
    return session.absent_reported_by != facts.me and facts.now >= starts_at + NOT_HERE_AFTER


def _open_ask(facts: Facts, ask: Ask) -> OpenAsk:
    offers = facts.asked.get(ask.id, ())
    accepted = next((offer for offer in offers if offer.state == OfferState.ACCEPTED), None)
    return OpenAsk(
        ask=ask,
        asked=len(offers),
        live=_live(facts, ask),
        expert=_name(facts, accepted.expert_id) if accepted else "",
        only=_name(facts, ask.only_expert_id) if ask.only_expert_id else "",
        sharing=next((one for one in _sharing(facts) if one.waits_with(ask.id)), None),
    )
