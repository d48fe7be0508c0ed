"""A meeting of a mentee and an expert: its times, its preparation, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, Index, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, WorkspaceRow, related, state_column, within

if TYPE_CHECKING:
    from bot.models.ask import Ask, Offer
    from bot.models.expert import Expert
    from bot.models.person import Person
    from bot.models.series import Series


class SessionState(StrEnum):
    """Where a session stands."""

    SCHEDULING = "scheduling"
    BOOKED = "booked"
    MISSING = "missing"  # one says that the other is not there, who is asked
    ENDED = "ended"  # its time is over; the wrap-ups are awaited
    DIFFERS = "differs"  # the two see it differently whether it took place, and are asked again
    HELD = "held"
    CANCELLED = "cancelled"


UNDER_WAY = (SessionState.BOOKED, SessionState.MISSING)  # its time stands
OPEN_SESSION = (SessionState.SCHEDULING, *UNDER_WAY)
OVER_SESSION = (SessionState.ENDED, SessionState.DIFFERS, SessionState.HELD)  # its time is over


class Session(IdentifiedRow):
    """One meeting. ``version`` rises with every step that its two people should see as news: a time proposed,
    booked or given up. What was planned for an older one lapses.

    ``calendar_at`` and ``calendar_place`` are what people's calendars hold (empty: they were never sent an
    entry), and ``sequence`` is its SEQUENCE (RFC 5545 section 3.8.7.4). ``wakes_at`` is when the clock next
    moves the session by itself, and ``reminders`` counts how often it did so in the present state.
    ``earliest_at``: no time before it is proposed. ``concludes``: nothing agreed comes after it, so that
    thanks follow. ``pool_id``: others have the same hour with the same expert, and the pool speaks for all of
    them until it is over.

    ``missed_at`` is the start of the latest time that did not take place, ``missed_version`` the version it
    had, and until ``missed_until`` either may say that it did.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("workspace_id", "offer_id"),
        within("ask", "ask_id"),
        within("offer", "offer_id"),
        within("person", "mentee_id", "user_id"),
        within("person", "expert_id", "user_id"),
        within("series", "series_id"),
        within("pool", "pool_id"),
        Index("ix_session_series", "workspace_id", "series_id"),
        Index("ix_session_pool", "workspace_id", "pool_id"),
        Index("ix_session_mentee", "workspace_id", "mentee_id", "state"),
        Index("ix_session_expert", "workspace_id", "expert_id", "state"),
        Index("ix_session_wakes", "wakes_at"),
        Index("ix_session_thanks", "state", "thanks_planned_at"),
        CheckConstraint(
            "(state NOT IN ('booked', 'missing', 'ended', 'differs', 'held')) OR starts_at IS NOT NULL",
            name="booked",
        ),
    )

    ask_id: Mapped[str] = mapped_column(Text)
    offer_id: Mapped[str] = mapped_column(Text)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    series_id: Mapped[str | None] = mapped_column(Text)
    pool_id: Mapped[str | None] = mapped_column(Text)
    concludes: Mapped[bool] = mapped_column(default=True, server_default=true())
    earliest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    minutes: Mapped[int] = mapped_column()
    state: Mapped[SessionState] = mapped_column(state_column(SessionState), default=SessionState.SCHEDULING)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a start that one side proposed
    proposed_by: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    calendar_place: Mapped[str | None] = mapped_column(EncryptedText("session.calendar_place"))
    wakes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminders: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(EncryptedText("session.place"), default="")
    changed_by: Mapped[str | None] = mapped_column(Text)  # who cancelled, moved or could not make it
    change_reason: Mapped[str | None] = mapped_column(EncryptedText("session.change_reason"))
    absent_reported_by: Mapped[str | None] = mapped_column(Text)
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    missed_version: Mapped[int | None] = mapped_column()
    missed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    thanks_planned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when what follows it was
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its words were let go

    ask: Mapped[Ask] = related()
    offer: Mapped[Offer] = related()
    series: Mapped[Series | None] = related()
    mentee: Mapped[Person] = related(
        "and_(foreign(Session.workspace_id) == Person.workspace_id, "
        "foreign(Session.mentee_id) == Person.user_id)"
    )
    expert: Mapped[Expert] = related(
        "and_(foreign(Session.workspace_id) == Expert.workspace_id, "
        "foreign(Session.expert_id) == Expert.user_id)"
    )
    slots: Mapped[list[Slot]] = related(order_by="Slot.starts_at")
    wrap_ups: Mapped[list[WrapUp]] = related()
    actions: Mapped[list[Action]] = related(order_by="Action.position")


class Slot(IdentifiedRow):
    """A start that the bot proposes for a session."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("workspace_id", "session_id", "starts_at"),
        within("session", "session_id"),
    )

    session_id: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = related()


class BookedCell(WorkspaceRow):
    """Five minutes of a person's time that a booked session takes.

    Its key is what makes two bookings of one hour impossible on either database, also under a race.
    """

    __tablename__ = "booked_cell"
    __table_args__ = (within("session", "session_id"),)

    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    session_id: Mapped[str] = mapped_column(Text, index=True)

    session: Mapped[Session] = related()


class Tick(WorkspaceRow):
    """One item of a person's checklist for a session: ticked, with the words it asked for."""

    __tablename__ = "tick"
    __table_args__ = (within("session", "session_id"),)

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    ticked: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(EncryptedText("tick.words"), default="")

    session: Mapped[Session] = related()


class PresenceSaid(StrEnum):
    """What somebody pressed around a session's start."""

    STARTED = "started"
    ALONE = "alone"  # the other one is not there
    HERE = "here"
    LATE = "late"  # on the way


class Presence(WorkspaceRow):
    """What one side pressed last around the start of a session's time (``version`` tells which)."""

    __tablename__ = "presence"
    __table_args__ = (within("session", "session_id"),)

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[PresenceSaid] = mapped_column(state_column(PresenceSaid))

    session: Mapped[Session] = related()


class WrapUp(WorkspaceRow):
    """What one side said after a session's time (``version`` tells which of its times).

    Takeaways and resource are those of the page that both share, as this side left it at ``saved_at``; the
    newest is what both read.
    """

    __tablename__ = "wrap_up"
    __table_args__ = (within("session", "session_id"),)

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    user_id: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    took_place: Mapped[bool] = mapped_column()
    takeaways: Mapped[str] = mapped_column(EncryptedText("wrap_up.takeaways"), default="")
    resource: Mapped[str] = mapped_column(EncryptedText("wrap_up.resource"), default="")
    # "The topic outgrew this": whom the expert names, why, and the mentee's answer.
    handover_to: Mapped[str | None] = mapped_column(Text)
    handover_note: Mapped[str] = mapped_column(EncryptedText("wrap_up.handover_note"), default="")
    handover_answer: Mapped[bool | None] = mapped_column()
    meet_again: Mapped[bool | None] = mapped_column()  # private: only matching knows

    session: Mapped[Session] = related()


class ActionState(StrEnum):
    """What became of an agreed action. One that is moved stays open, with another day."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Action(IdentifiedRow):
    """An action agreed in a session: what, who, and by when.

    Without an owner it is for both where it is ``shared``, and else the mentee sees to it. ``shown``: whoever
    sees to it lets the other one see what became of it.
    """

    __tablename__ = "action"
    __table_args__ = (within("session", "session_id"),)

    session_id: Mapped[str] = mapped_column(Text, index=True)
    version: Mapped[int] = mapped_column()  # of the session, as in WrapUp
    written_by: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column()
    what: Mapped[str] = mapped_column(EncryptedText("action.what"))
    owner_id: Mapped[str | None] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    due: Mapped[date | None] = mapped_column(Date)
    state: Mapped[ActionState] = mapped_column(
        state_column(ActionState), default=ActionState.OPEN, server_default=ActionState.OPEN.value
    )
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())

    session: Mapped[Session] = related()


class Thanks(WorkspaceRow):
    """The mentee's thank-you: what they did with the advice."""

    __tablename__ = "thanks"
    __table_args__ = (within("session", "session_id"), Index("ix_thanks_expert", "workspace_id", "expert_id"))

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    mentee_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(EncryptedText("thanks.words"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    session: Mapped[Session] = related()


class FollowUpKind(StrEnum):
    """When the one question is asked."""

    TWO_WEEKS = "two_weeks"
    THREE_MONTHS = "three_months"


class FollowUp(WorkspaceRow):
    """The mentee's private answer to "how much did it help?": 1 to 5, where 3 is "as expected"."""

    __tablename__ = "follow_up"
    __table_args__ = (
        within("session", "session_id"),
        CheckConstraint("answer BETWEEN 1 AND 5", name="answer"),
    )

    session_id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[FollowUpKind] = mapped_column(state_column(FollowUpKind), primary_key=True)
    answer: Mapped[int] = mapped_column()

    session: Mapped[Session] = related()
