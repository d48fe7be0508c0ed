"""Which data is whose: every table of the app, and for each column what becomes of it.

One list serves the page that tells somebody what is held, the file of all of it, erasure and retention. A
test walks every table: a column that is missing here fails it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, or_, select

from bot.kit.db import WorkspaceScoped
from bot.models import (
    Action,
    Ask,
    Availability,
    Avoidance,
    BookedCell,
    Card,
    Conversation,
    Embedding,
    Erasure,
    Expert,
    ExpertTopic,
    FlashEvent,
    FlashSeat,
    FlashTalk,
    FollowUp,
    Inbox,
    Installation,
    Invitation,
    Offer,
    Outbox,
    Person,
    Presence,
    RateLimit,
    Session,
    Slot,
    StartedAsk,
    Thanks,
    Tick,
    Topic,
    Workspace,
    WrapUp,
    WrittenAnswer,
)

ERASED_AFTER = timedelta(hours=1)  # so that whoever was to meet them hears of it while there is a name
RECEIPT_KEPT = timedelta(days=2)
WORKSPACE_KEPT = timedelta(days=30)  # after the app was removed
HIDDEN = "…"  # in place of words that something must stand for

Column: TypeAlias = Any  # a mapped attribute
Owner = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to one person in a table: ``whose`` finds their rows, given their user id.

    ``words`` maps a column to what stands in it once the words are gone; ``facts`` stay as bare counts.
    ``unshown`` are words that go with them, and that are handed out to nobody.
    """

    whose: Owner
    facts: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    unshown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def going(self) -> dict[str, Any]:
        """What goes with the person, and what stands there afterwards."""
        return {**self.words, **self.unshown}

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that this person is given."""
        return (*self.facts, *self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a table holds about people.

    ``people`` are columns with user ids, which an erased person's rows keep under another id (``released``:
    which become empty). ``deleted`` finds the rows that go altogether. ``of_ask``, ``of_session`` and
    ``of_event`` name what a row belongs to: with it, its words go when they have been kept for long enough.
    ``other`` are the columns that say nothing about a person, or that are made from what is listed;
    ``because`` says why.
    """

    model: type[WorkspaceScoped]
    parts: Sequence[Part] = ()
    people: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    deleted: Owner | None = None
    of_ask: Column | None = None
    of_session: Column | None = None
    of_event: Column | None = None
    other: tuple[str, ...] = ()
    because: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.model.__table__.name)  # type: ignore[attr-defined]

    @property
    def words(self) -> dict[str, Any]:
        """Every column that holds somebody's words, and what stands there once they are gone."""
        return {name: left for part in self.parts for name, left in part.going.items()}


def _is(*columns: Column) -> Owner:
    return lambda user_id: or_(*(column == user_id for column in columns))


def _in_own_ask(column: Column) -> Owner:
    return lambda user_id: column.in_(select(Ask.id).where(Ask.mentee_id == user_id))


def _as_mentee(column: Column) -> Owner:
    return lambda user_id: column.in_(select(Session.id).where(Session.mentee_id == user_id))


def _vectors(user_id: str) -> ColumnElement[bool]:
    of_asks = Embedding.subject_id.in_(select(Ask.id).where(Ask.mentee_id == user_id))
    return or_(Embedding.subject_id == user_id, of_asks)


_TECHNICAL = "how a message is sent: ids and times, no words"

HELD: tuple[Held, ...] = (
    Held(
        model=Person,
        parts=[
            Part(
                _is(Person.user_id),
                ("name", "zone", "locale", "email", "is_admin", "is_guest", "is_manager", "home_opened_at"),
            )
        ],
        people=("user_id",),
        other=("is_bot", "deactivated", "synced_at", "known_at"),
        because="when and whether Slack let us read the account",
    ),
    Held(
        model=Availability,
        parts=[Part(_is(Availability.user_id), ("weekday", "start_minute", "end_minute"))],
        deleted=_is(Availability.user_id),
        people=("user_id",),
    ),
    Held(
        model=Avoidance,
        parts=[Part(_is(Avoidance.user_id), ("other_id",))],
        deleted=_is(Avoidance.user_id, Avoidance.other_id),
        people=("user_id", "other_id"),
        because="who avoids somebody is told to nobody, not even to them",
    ),
    Held(
        model=Expert,
        parts=[
            Part(
                _is(Expert.user_id),
                ("skills", "about", "capacity", "lengths", "paused_until", "opted_in_at", "opted_out_at"),
            )
        ],
        deleted=_is(Expert.user_id),
        people=("user_id",),
        other=("version",),
        because="counts changes",
    ),
    Held(
        model=ExpertTopic,
        parts=[Part(_is(ExpertTopic.user_id), ("topic_id",))],
        deleted=_is(ExpertTopic.user_id),
        people=("user_id",),
    ),
    Held(
        model=Embedding,
        deleted=_vectors,
        of_ask=Embedding.subject_id,
        other=("subject_id", "model", "digest", "vector"),
        because="numbers made from the profile and the questions, which are listed in words",
    ),
    Held(
        model=Invitation,
        parts=[
            Part(_is(Invitation.invited_id), ("topic_id", "note", "created_at")),
            Part(_is(Invitation.invited_by), ("topic_id", "note", "created_at")),
        ],
        deleted=_is(Invitation.invited_id, Invitation.invited_by),
        people=("invited_id", "invited_by"),
    ),
    Held(
        model=Topic,
        released=("steward_id",),
        other=("name", "name_key", "description", "synonyms", "parent_id", "archived_at", "created_at"),
        because="what the program says of its topics",
    ),
    Held(
        model=Ask,
        parts=[
            Part(
                _is(Ask.mentee_id),
                (
                    *("topic_id", "minutes", "needed_by", "hours_from", "hours_to", "format", "hide_name"),
                    *("with_opening", "widened", "state"),
                    *("created_at", "edited_at", "matched_at", "closed_at"),
                ),
                {"question": HIDDEN, "background": "", "outcome": ""},
            )
        ],
        people=("mentee_id", "steward_id", "only_expert_id"),
        of_ask=Ask.id,
        other=("steward_until", "origin_id", "version", "forgotten_at"),
        because="clocks, counters, and which question it goes on from",
    ),
    Held(
        model=StartedAsk,
        parts=[Part(_is(StartedAsk.user_id), ("forget_at",), {"question": "", "background": ""})],
        people=("user_id",),
        deleted=_is(StartedAsk.user_id),
        other=("used_at",),
        because="since when the words are gone",
    ),
    Held(
        model=Offer,
        parts=[
            Part(
                _is(Offer.expert_id),
                ("ask_id", "state", "source", "offered_at", "deadline_at", "answered_at"),
                {"question": None, "decline_reason": None, "reasons": "[]"},
                {"left_out": None},
            ),
            Part(_is(Offer.suggested_by), ("state",), {"note": ""}),
            Part(
                _in_own_ask(Offer.ask_id),
                ("state", "offered_at"),
                {"question": None, "answer": None, "note": "", "reasons": "[]"},
                {"left_out": None},
            ),
        ],
        people=("expert_id", "suggested_by"),
        of_ask=Offer.ask_id,
        other=(
            *("score", "left_out", "rules_version", "wait_minutes", "minutes_left", "topic_id"),
            "in_writing",
        ),
        because="clocks, and how the choice was made; who was left out may name others",
    ),
    Held(
        model=Session,
        parts=[
            Part(
                _is(Session.mentee_id, Session.expert_id),
                (
                    *("ask_id", "mentee_id", "expert_id", "minutes", "state", "starts_at", "ends_at"),
                    *("started_at", "created_at", "closed_at"),
                ),
                {"place": "", "calendar_place": None},
            ),
            Part(_is(Session.changed_by), (), {"change_reason": None}),
        ],
        people=("mentee_id", "expert_id", "proposed_by", "changed_by", "absent_reported_by"),
        of_session=Session.id,
        other=(
            *("offer_id", "proposed_at", "version", "sequence", "calendar_at", "wakes_at", "reminders"),
            *("thanks_planned_at", "forgotten_at", "missed_at", "missed_version", "missed_until"),
        ),
        because="clocks and counters",
    ),
    Held(model=Slot, other=("session_id", "starts_at"), because="times that were proposed"),
    Held(
        model=BookedCell,
        deleted=_is(BookedCell.user_id),
        people=("user_id",),
        other=("session_id", "starts_at"),
        because="the hours of the sessions, which are listed",
    ),
    Held(
        model=Tick,
        parts=[Part(_is(Tick.user_id), ("session_id", "item", "ticked"), {"words": ""})],
        deleted=_is(Tick.user_id),
        people=("user_id",),
        of_session=Tick.session_id,
    ),
    Held(
        model=Presence,
        deleted=_is(Presence.user_id),
        people=("user_id",),
        other=("session_id", "version", "said"),
        because="what was pressed at a session's start; whether it took place is listed with the wrap-ups",
    ),
    Held(
        model=WrapUp,
        parts=[
            Part(
                _is(WrapUp.user_id),
                ("session_id", "took_place", "handover_to", "meet_again"),
                {"takeaways": "", "resource": "", "handover_note": ""},
            )
        ],
        people=("user_id", "handover_to"),
        of_session=WrapUp.session_id,
        other=("version", "handover_answer", "saved_at"),
        because="which of a session's times, and the other side's answer",
    ),
    Held(
        model=Action,
        parts=[
            Part(_is(Action.written_by), ("session_id", "owner_id", "due", "state"), {"what": HIDDEN}),
            Part(_is(Action.owner_id), ("session_id", "owner_id", "due", "state"), {"what": HIDDEN}),
        ],
        people=("written_by", "owner_id"),
        of_session=Action.session_id,
        other=("version", "position", "shared", "shown"),
        because="which of a session's times, their order, and to whom they were shown",
    ),
    Held(
        model=Thanks,
        parts=[
            Part(_is(Thanks.mentee_id), ("session_id", "written_at"), {"words": HIDDEN}),
            Part(_is(Thanks.expert_id), ("session_id", "written_at", "words")),
        ],
        people=("mentee_id", "expert_id"),
        of_session=Thanks.session_id,
    ),
    Held(
        model=FollowUp,
        parts=[Part(_as_mentee(FollowUp.session_id), ("session_id", "kind", "answer"))],
    ),
    Held(
        model=WrittenAnswer,
        parts=[
            Part(
                _is(WrittenAnswer.mentee_id),
                ("ask_id", "expert_id", "written_at", "enough", "thanked_at", "unblocked", "words"),
                {"thanks": None},
            ),
            Part(
                _is(WrittenAnswer.expert_id),
                ("ask_id", "mentee_id", "written_at", "enough", "thanked_at", "thanks"),
                {"words": HIDDEN},
            ),
        ],
        people=("mentee_id", "expert_id"),
        of_ask=WrittenAnswer.ask_id,
        other=("offer_id", "decide_by", "delivered_at", "settled_at"),
        because="clocks, and which offer it came of",
    ),
    Held(
        model=FlashEvent,
        parts=[
            Part(
                _is(FlashEvent.created_by),
                ("title", "starts_at", "rounds", "minutes", "places", "state", "created_at"),
                {"place": ""},
            )
        ],
        people=("created_by", "cancelled_by"),
        of_event=FlashEvent.id,
        other=(
            *("topic_ids", "channel_id", "change_minutes", "rung", "version", "wakes_at", "replan_at"),
            *("announced_at", "refused_at", "forgotten_at"),
        ),
        because="clocks, counters, and where it was announced",
    ),
    Held(
        model=FlashSeat,
        parts=[
            Part(
                _is(FlashSeat.user_id),
                ("event_id", "role", "state", "joined_at"),
                {"question": ""},
            )
        ],
        deleted=_is(FlashSeat.user_id),
        people=("user_id",),
        of_event=FlashSeat.event_id,
        other=("topic_ids", "first_round", "fits"),
        because="how the rota was made",
    ),
    Held(
        model=FlashTalk,
        parts=[
            Part(
                _is(FlashTalk.mentee_id),
                ("event_id", "round", "mentee_id", "expert_id", "mentee_again"),
                {"mentee_note": "", "thanks": ""},
            ),
            Part(
                _is(FlashTalk.expert_id),
                ("event_id", "round", "mentee_id", "expert_id", "expert_again", "thanks"),
                {"expert_note": ""},
            ),
        ],
        people=("mentee_id", "expert_id", "missed_by"),
        of_event=FlashTalk.event_id,
        other=("missed_told", "ask_id"),
        because="who was told what, and which question goes on from it",
    ),
    Held(
        model=Erasure,
        parts=[Part(_is(Erasure.user_id), ("asked_at", "due_at"))],
        other=("user_id", "done_at", "gone", "kept"),
        because="the receipt, which goes two days after it was sent",
    ),
    Held(
        model=Installation,
        people=("installed_by",),
        other=(
            *("app_id", "enterprise_id", "is_enterprise_install", "bot_id", "bot_user_id", "scopes"),
            *("bot_token", "refresh_token", "expires_at", "installed_at"),
            *("next_token", "next_refresh_token", "next_expires_at", "renewing_until", "renewal_error"),
        ),
        because="the app's own account",
    ),
    Held(
        model=Workspace,
        other=(
            *("enterprise_id", "name", "bot_user_id", "installed_at", "removed_at", "rematch_at"),
            *("people_synced_at", "people_cursor", "settings", "experts_version"),
        ),
        because="the workspace itself",
    ),
    # An erased person's id is taken out of these where it stands inside of a text: see `service.erase`.
    Held(model=Conversation, other=("members", "channel_id"), because=_TECHNICAL),
    Held(model=Card, other=("key", "channel_id", "message_ts", "digest"), because=_TECHNICAL),
    Held(
        model=Outbox,
        other=(
            *("dedupe_key", "kind", "recipient", "subject_id", "version", "due_at", "expires_at", "state"),
            *(
                "lease_owner",
                "lease_until",
                "fence",
                "attempts",
                "dispatched_at",
                "done_at",
                "error",
                "again",
            ),
            *("card_key", "file_id", "channel_id", "message_ts", "created_at"),
        ),
        because=_TECHNICAL,
    ),
    Held(model=RateLimit, other=("method", "channel_id", "not_before"), because=_TECHNICAL),
    Held(model=Inbox, other=("key", "received_at"), because="which form was sent already: Slack's view id"),
)


def kept_since(now: datetime, months: int) -> datetime:
    """Return the moment before which what ended is forgotten; a month counts 30.44 days."""
    return now - timedelta(days=round(months * 30.44))
