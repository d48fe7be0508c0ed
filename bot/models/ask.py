"""A pinch-point question, and the offers that put it before experts."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Date, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.kit.crypto import EncryptedText
from bot.kit.db import IdentifiedRow, UtcDateTime, related, state_column, within

if TYPE_CHECKING:
    from bot.models.expert import Expert
    from bot.models.person import Person
    from bot.models.session import Session
    from bot.models.topic import Topic


class AskState(StrEnum):
    """Where an ask stands."""

    LOOKING = "looking"  # an offer is with an expert
    STEWARD = "steward"  # nobody took it; the topic's steward is looking for someone
    WAITING = "waiting"  # until somebody suitable joins or gets free
    MATCHED = "matched"  # somebody said yes; the session tells the rest
    WITHDRAWN = "withdrawn"
    CONCLUDED = "concluded"  # the session was held, or the mentee closed it


OPEN_ASK = (AskState.LOOKING, AskState.STEWARD, AskState.WAITING)


class Ask(IdentifiedRow):
    """One question of one mentee. ``version`` rises with every change that its readers should see.

    Without a ``topic`` the mentee was not sure: everybody is compared by what they know.
    """

    __tablename__ = "ask"
    __table_args__ = (
        within("person", "mentee_id", "user_id"),
        within("topic", "topic_id"),
        Index("ix_ask_open", "workspace_id", "state"),
        Index("ix_ask_mentee", "workspace_id", "mentee_id", "created_at"),
    )

    mentee_id: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str | None] = mapped_column(Text)
    question: Mapped[str] = mapped_column(EncryptedText("ask.question"))
    background: Mapped[str] = mapped_column(EncryptedText("ask.background"), default="")
    outcome: Mapped[str] = mapped_column(EncryptedText("ask.outcome"), default="")
    minutes: Mapped[int] = mapped_column(default=45)
    needed_by: Mapped[date | None] = mapped_column(Date)  # a day of the mentee's calendar, itself included
    wished_sessions: Mapped[int] = mapped_column(default=1, server_default="1")
    # Days between the sessions of a series, as the form said when it was wished for; empty: there is none.
    gap_days: Mapped[int | None] = mapped_column()
    # Which session of a series it is about; each but the first is made with the expert's yes.
    part: Mapped[int] = mapped_column(default=1, server_default="1")
    # From when and until when the mentee can meet for this one, in minutes since midnight; empty: as usual.
    hours_from: Mapped[int | None] = mapped_column()
    hours_to: Mapped[int | None] = mapped_column()
    # Whether the offer begins with the opening that the clinic made of the question.
    with_opening: Mapped[bool] = mapped_column(default=False, server_default=false())
    hide_name: Mapped[bool] = mapped_column(default=False)
    widened: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AskState] = mapped_column(state_column(AskState), default=AskState.LOOKING)
    # While a steward looks for somebody: who, and when the ask moves on without them.
    steward_id: Mapped[str | None] = mapped_column(Text)
    steward_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin_id: Mapped[str | None] = mapped_column(Text)  # the ask of the session that it goes on from
    # Whom the mentee agreed to, and nobody else is asked; empty: an open search.
    only_expert_id: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When the mentee changed it; empty once everybody else who has it sees the change.
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    matched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when its words were let go

    mentee: Mapped[Person] = related()
    topic: Mapped[Topic | None] = related()
    offers: Mapped[list[Offer]] = related()
    sessions: Mapped[list[Session]] = related()


class StartedAsk(IdentifiedRow):
    """What somebody wrote where no form can open at once, until they open it; forgotten after some days."""

    __tablename__ = "started_ask"
    __table_args__ = (within("person", "user_id", "user_id"),)

    user_id: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(EncryptedText("started_ask.question"), default="")
    background: Mapped[str] = mapped_column(EncryptedText("started_ask.background"), default="")
    forget_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # Since when the words are gone: they became a question or an answer, or nobody came back to them.
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OfferState(StrEnum):
    """Where an offer stands."""

    SUGGESTED = "suggested"  # somebody named this expert; theirs is the next offer
    OPEN = "open"  # with the expert, the clock runs
    CLARIFYING = "clarifying"  # the mentee owes an answer, the clock stands
    ACCEPTED = "accepted"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"  # moved on; a late yes still counts while nobody else said it
    CLOSED = "closed"  # somebody else helps, or the ask was withdrawn


LIVE_OFFER = (OfferState.OPEN, OfferState.CLARIFYING)


class OfferSource(StrEnum):
    """Why this expert was asked."""

    MATCH = "match"
    HANDOVER = "handover"  # another expert said "but try ..."
    STEWARD = "steward"
    WRAP_UP = "wrap_up"  # the topic outgrew a session


class Offer(IdentifiedRow):
    """One ask put before one expert. ``reasons`` and ``left_out`` are what the matcher said, replayable."""

    __tablename__ = "offer"
    __table_args__ = (
        UniqueConstraint("workspace_id", "ask_id", "expert_id"),
        within("ask", "ask_id"),
        within("person", "expert_id", "user_id"),
        Index("ix_offer_due", "state", "deadline_at"),
        Index("ix_offer_expert", "workspace_id", "expert_id", "state"),
    )

    ask_id: Mapped[str] = mapped_column(Text)
    expert_id: Mapped[str] = mapped_column(Text)
    source: Mapped[OfferSource] = mapped_column(state_column(OfferSource), default=OfferSource.MATCH)
    suggested_by: Mapped[str | None] = mapped_column(Text)
    state: Mapped[OfferState] = mapped_column(state_column(OfferState), default=OfferState.SUGGESTED)
    score: Mapped[float] = mapped_column(default=0.0)
    reasons: Mapped[str] = mapped_column(EncryptedText("offer.reasons"), default="[]")  # JSON; holds words
    left_out: Mapped[str | None] = mapped_column(EncryptedText("offer.left_out"))  # JSON; may name a block
    rules_version: Mapped[str] = mapped_column(Text, default="")
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # How many minutes of the expert's work week it was given, and how many are left while the clock stands.
    wait_minutes: Mapped[int] = mapped_column(default=480)
    minutes_left: Mapped[int] = mapped_column(default=0)
    # Since when the clock of an open offer stands, because its expert is away; empty while it runs.
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # For how many minutes of their week it has stood so far.
    stood_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # The list in which it reaches the expert with others; empty where it has a message of its own.
    listed_with: Mapped[str | None] = mapped_column(Text)
    agreed_sessions: Mapped[int] = mapped_column(default=1, server_default="1")
    # An answer in writing is wanted, since the two share no hour.
    in_writing: Mapped[bool] = mapped_column(default=False, server_default=false())
    topic_id: Mapped[str | None] = mapped_column(Text)  # of the ask, when its clock started
    note: Mapped[str] = mapped_column(
        EncryptedText("offer.note"), default=""
    )  # of whoever suggested the expert
    question: Mapped[str | None] = mapped_column(EncryptedText("offer.question"))
    answer: Mapped[str | None] = mapped_column(EncryptedText("offer.answer"))
    decline_reason: Mapped[str | None] = mapped_column(EncryptedText("offer.decline_reason"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    ask: Mapped[Ask] = related()
    expert: Mapped[Expert] = related(
        "and_(foreign(Offer.workspace_id) == Expert.workspace_id, foreign(Offer.expert_id) == Expert.user_id)"
    )
    session: Mapped[Session | None] = related(uselist=False)
