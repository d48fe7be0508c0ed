"""What the app is going to say and do, read from its own tables, with a plain sentence why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from bot.app import MESSAGES
from bot.delivery.kinds import PostMessage
from bot.kit.db import WorkspaceSession
from bot.kit.hours import WorkingHours
from bot.models import (
    LIVE_OFFER,
    Ask,
    AskState,
    Expert,
    Offer,
    Outbox,
    OutboxState,
    Person,
    Session,
    SessionState,
    Topic,
)
from bot.people.queries import hours_of_all, name_of
from bot.playground.backstage import Planned

MOST_FAILED = 20
MOST_ROWS = 400
IN_FLIGHT = (OutboxState.LEASED, OutboxState.SENDING)
OVER = (OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.UNKNOWN)

# kind of message -> (title, why); {mentee}, {expert}, {topic}, {when} are of what it is about
WHY: dict[str, tuple[str, str]] = {
    "home": ("App Home", "Something on this Home has changed."),
    "ask_tracker": ("Tracker card", "{mentee}’s question about {topic} has moved on."),
    "ask_waiting": (
        "News for a waiting question",
        "Nobody could take {mentee}’s question about {topic} yet.",
    ),
    "ask_date_passed": (
        "The date has passed",
        "{mentee} needed an answer about {topic} by a day that is over.",
    ),
    "offer_card": ("A question for an expert", "{mentee} asked about {topic}, and {expert} fits."),
    "offer_reminder": ("Reminder to answer", "{expert} has had {mentee}’s question for half of the time."),
    "offer_asked_back": ("A question back", "{expert} wants to know more before saying yes."),
    "offer_answered": ("An answer to a question back", "{mentee} answered what {expert} wanted to know."),
    "offer_steward": ("Looking for somebody", "Nobody took {mentee}’s question about {topic}."),
    "offer_caretaker": (
        "Nobody found",
        "{mentee}’s question about {topic} waits, and the program should know.",
    ),
    "session_card": ("Session card", "{mentee} and {expert} have news about their session."),
    "session_card_old": ("An older session card", "A newer card takes its place."),
    "session_ics": ("Calendar entry", "The session of {mentee} and {expert} belongs in their calendars."),
    "session_place": ("The place has changed", "{mentee} and {expert} meet somewhere else than planned."),
    "session_brief": ("Brief before the session", "{mentee} and {expert} meet {when}."),
    "session_start": ("The session starts", "{mentee} and {expert} meet {when}."),
    "session_start_card": ("The start card", "{mentee} and {expert} have begun."),
    "session_sum_up": ("Time to sum up", "The session of {mentee} and {expert} ends soon."),
    "session_still_needed": ("Still needed?", "{mentee} and {expert} have not picked a time yet."),
    "session_wrap_up": ("Wrap-up", "The session of {mentee} and {expert} is over."),
    "session_wrap_up_card": ("The wrap-up card", "What one of them wrote has changed it."),
    "session_wrap_up_reminder": (
        "Reminder to wrap up",
        "The session of {mentee} and {expert} has no words yet.",
    ),
    "session_wrap_up_reminder_card": (
        "The reminder to wrap up",
        "What one of them wrote has answered it.",
    ),
    "session_summary": ("What came of it", "{mentee} and {expert} have wrapped up."),
    "session_handover": ("A warm hand-over", "{expert} named somebody who knows more about {topic}."),
    "checklist_prepare": ("Reminder to prepare", "{mentee} and {expert} meet {when}."),
    "checklist_prepare_card": ("The preparation card", "A checklist has changed."),
    "checklist_open_items": (
        "What is still open",
        "{mentee} and {expert} meet {when}; the checklist has gaps.",
    ),
    "thanks_question": ("Time to say thank you", "{mentee} met {expert} and can tell what came of it."),
    "thanks_written": ("The thank-you card", "{mentee} has written a thank-you."),
    "thanks_received": ("A thank-you", "{mentee} thanks {expert}."),
    "unblocked_two_weeks": ("Did it help? After two weeks", "{mentee} met {expert} two weeks before."),
    "unblocked_three_months": (
        "Did it help? After three months",
        "{mentee} met {expert} three months before.",
    ),
    "unblocked_two_weeks_answered": ("The answer’s card", "{mentee} has answered."),
    "unblocked_three_months_answered": ("The answer’s card", "{mentee} has answered."),
}
SESSION_TURN = {
    SessionState.SCHEDULING: ("No time picked yet", "{mentee} and {expert} have not agreed on a time."),
    SessionState.BOOKED: ("The session ends", "{mentee} and {expert} meet {when}."),
    SessionState.ENDED: ("The session is closed", "Their wrap-ups are awaited until then."),
}


@dataclass(slots=True)
class Subject:
    """What a message is about, in names."""

    mentee: str = ""
    expert: str = ""
    topic: str = ""
    starts_at: datetime | None = None


@dataclass(slots=True)
class Book:
    """Everything that is needed to name subjects, read once."""

    people: dict[str, Person] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)

    def name(self, user_id: str) -> str:
        """Return what a person is called."""
        return name_of(self.people.get(user_id))

    def sentence(self, pattern: str, subject_id: str, reader: str) -> str:
        """Fill a sentence in; times in the reader's zone."""
        about = self.subjects.get(subject_id) or Subject()
        when = "soon"
        if about.starts_at is not None:
            someone = self.people.get(reader)
            zone = ZoneInfo(someone.zone if someone else "UTC")
            when = f"on {about.starts_at.astimezone(zone):%A, %-d %B at %H:%M}"
        somebody = "Somebody"
        return pattern.format(
            mentee=about.mentee or somebody,
            expert=about.expert or somebody,
            topic=about.topic or "something",
            when=when,
        )


async def planned(db: WorkspaceSession, now: datetime) -> list[Planned]:
    """Return what waits in the outbox and what the clock will cause, soonest first; failures at the end."""
    rows = list(
        await db.scalars(
            select(Outbox)
            .where(
                Outbox.state.in_((OutboxState.PENDING, *IN_FLIGHT, OutboxState.UNKNOWN)),
                Outbox.done_at.is_(None),
            )
            .order_by(Outbox.due_at, Outbox.id)
            .limit(MOST_ROWS)
        )
    )
    failed = list(
        await db.scalars(
            select(Outbox)
            .where(Outbox.state.in_(OVER), Outbox.done_at.is_not(None))
            .order_by(Outbox.done_at.desc())
            .limit(MOST_FAILED)
        )
    )
    turns = await _turns(db, now)
    book = await _book(db, {row.subject_id for row in [*rows, *failed]} | {turn[1] for turn in turns})
    hours = await hours_of_all(db, {row.recipient for row in rows if _waits_for_hours(row)})
    ahead = [_row(row, book, hours, now) for row in rows] + [_turn(turn, book) for turn in turns]
    # A message that is only brought up to date where it stands is no news once it has to wait.
    refreshed = {row.id for row in rows if ":now:" in row.dedupe_key}
    ahead = [one for one in ahead if one.due <= now or one.id not in refreshed]
    return sorted(ahead, key=lambda one: (one.due, one.id)) + [_failure(row, book) for row in failed]


def _waits_for_hours(row: Outbox) -> bool:
    kind = MESSAGES.get(row.kind)
    return kind is not None and kind.waits_for_hours and "+" not in row.recipient


def _row(row: Outbox, book: Book, hours: Mapping[str, WorkingHours], now: datetime) -> Planned:
    title, why = WHY.get(row.kind, (row.kind.replace("_", " ").capitalize(), "The app planned it."))
    to = tuple(row.recipient.split("+"))
    state: Literal["waiting", "sending", "unknown"] = "waiting"
    if row.state in IN_FLIGHT:
        state = "sending"
    elif row.state is OutboxState.UNKNOWN:
        state = "unknown"
    due = row.due_at
    if _waits_for_hours(row):
        due = hours[row.recipient].next_working(max(due, now))
    said = book.sentence(why, row.subject_id, to[0])
    return Planned(row.id, row.kind, title, to, due, said, state, "outbox", row.attempts, row.error or "")


def _failure(row: Outbox, book: Book) -> Planned:
    title, why = WHY.get(row.kind, (row.kind, "The app planned it."))
    to = tuple(row.recipient.split("+"))
    why = book.sentence(why, row.subject_id, to[0])
    at = row.done_at or row.due_at
    error = row.error or row.state.value
    return Planned(row.id, row.kind, title, to, at, why, "failed", "outbox", row.attempts, error)


# (kind, subject, title, why, for whom, when)
_Columns = Select[*tuple[Any, ...]]
_Turn = tuple[str, str, str, str, tuple[str, ...], datetime]


async def _turns(db: WorkspaceSession, now: datetime) -> list[_Turn]:
    """Return what the clock will cause without a message being planned yet."""
    turns: list[_Turn] = []
    live = select(Offer.id, Offer.expert_id, Offer.deadline_at).where(Offer.state.in_(LIVE_OFFER))
    for offer_id, expert_id, deadline in await db.execute(live.where(Offer.deadline_at > now)):
        why = "{expert} has not answered {mentee}’s question."
        turns.append(("offer_moves_on", offer_id, "The question moves on", why, (expert_id,), deadline))
    seeking: _Columns = select(Ask.id, Ask.steward_id, Ask.steward_until).where(Ask.state == AskState.STEWARD)
    for ask_id, steward_id, until in await db.execute(seeking.where(Ask.steward_until > now)):
        why = "Somebody looks for an expert for {mentee} until then."
        turns.append(("steward_ends", ask_id, "The search ends", why, (steward_id,), until))
    waking: _Columns = select(
        Session.id, Session.state, Session.mentee_id, Session.expert_id, Session.wakes_at
    )
    for session_id, state, mentee_id, expert_id, wakes in await db.execute(
        waking.where(Session.wakes_at > now)
    ):
        title, why = SESSION_TURN.get(state, ("A session moves on", "Its time has come."))
        turns.append((f"session_{state.value}", session_id, title, why, (mentee_id, expert_id), wakes))
    paused: _Columns = select(Expert.user_id, Expert.paused_until).where(Expert.paused_until > now)
    for user_id, until in await db.execute(paused):
        why = "Their pause ends, and questions may find them again."
        turns.append(("pause_ends", "", "A pause ends", why, (user_id,), until))
    return turns


def _turn(turn: _Turn, book: Book) -> Planned:
    kind, subject_id, title, why, to, due = turn
    said = book.sentence(why, subject_id, to[0] if to else "")
    name = f"{kind}:{subject_id or '+'.join(to)}"
    return Planned(name, kind, title, to, due, said, "planned", "clock")


async def _book(db: WorkspaceSession, subject_ids: Iterable[str]) -> Book:
    ids = sorted(set(subject_ids))
    book = Book({one.user_id: one for one in await db.scalars(select(Person))})
    topics = {topic.id: topic.name for topic in await db.scalars(select(Topic))}
    of_session = select(Session.id, Session.ask_id, Session.mentee_id, Session.expert_id, Session.starts_at)
    sessions = (await db.execute(of_session.where(Session.id.in_(ids)))).all()
    offers = (
        await db.execute(select(Offer.id, Offer.ask_id, Offer.expert_id).where(Offer.id.in_(ids)))
    ).all()
    ask_ids = sorted({*ids, *(row.ask_id for row in sessions), *(row.ask_id for row in offers)})
    for ask in await db.execute(select(Ask.id, Ask.mentee_id, Ask.topic_id).where(Ask.id.in_(ask_ids))):
        book.subjects[ask.id] = Subject(book.name(ask.mentee_id), "", topics.get(ask.topic_id, ""))
    for offer in offers:
        about = book.subjects.get(offer.ask_id) or Subject()
        book.subjects[offer.id] = Subject(about.mentee, book.name(offer.expert_id), about.topic)
    for one in sessions:
        about = book.subjects.get(one.ask_id) or Subject()
        names = book.name(one.mentee_id), book.name(one.expert_id)
        book.subjects[one.id] = Subject(*names, about.topic, one.starts_at)
    return book


async def will_be_said(db: WorkspaceSession, one: Planned) -> bool:
    """Tell whether a row, when its time comes, would show people something new as things stand."""
    if one.source != "outbox":
        return True
    row = await db.get(Outbox, one.id)
    kind = MESSAGES.get(one.kind)
    if row is None or kind is None:
        return False
    effect = await kind.render(db, row, one.due)
    return effect is not None and not (isinstance(effect, PostMessage) and effect.update_only)
