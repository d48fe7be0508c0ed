"""What is held about sessions: their times, their preparation, and what came of them."""

from __future__ import annotations

from bot.kit.words import FORGOTTEN
from bot.models import (
    Action,
    BookedCell,
    FollowUp,
    Growth,
    Presence,
    Series,
    Session,
    Slot,
    Thanks,
    Tick,
    WrapUp,
)
from bot.privacy.inventory.parts import Held, Part, as_mentee, is_

# Whether the other would go on is handed out to nobody; both learn it once both would.
_GROWTH = ("session_id", "mentee_id", "expert_id", "asked_at", "agreed_at", "chosen_by", "series_id")

SESSIONS = (
    Held(
        model=Session,
        parts=[
            Part(
                is_(Session.mentee_id, Session.expert_id),
                (
                    *("ask_id", "mentee_id", "expert_id", "minutes", "state", "starts_at", "ends_at"),
                    *("started_at", "created_at", "closed_at", "series_id", "pool_id"),
                ),
                {"place": "", "calendar_place": None},
            ),
            Part(is_(Session.changed_by), (), {"change_reason": None}),
        ],
        people=("mentee_id", "expert_id", "proposed_by", "changed_by", "absent_reported_by"),
        of_session=Session.id,
        other=(
            *("offer_id", "proposed_at", "version", "sequence", "calendar_at", "wakes_at", "reminders"),
            *("thanks_planned_at", "forgotten_at", "missed_at", "missed_version", "missed_until"),
            *("concludes", "earliest_at"),
        ),
        because="clocks and counters",
    ),
    Held(
        model=Series,
        parts=[
            Part(
                is_(Series.mentee_id, Series.expert_id),
                ("ask_id", "mentee_id", "expert_id", "count", "gap_days", "state", "created_at", "ended_at"),
            )
        ],
        people=("mentee_id", "expert_id", "ended_by"),
    ),
    Held(
        model=Growth,
        parts=[
            Part(is_(Growth.mentee_id), (*_GROWTH, "mentee_yes")),
            Part(is_(Growth.expert_id), (*_GROWTH, "expert_yes")),
        ],
        deleted=is_(Growth.mentee_id, Growth.expert_id),
        people=("mentee_id", "expert_id", "chosen_by"),
        other=("closed_at",),
        because="when its messages were closed",
    ),
    Held(model=Slot, other=("session_id", "starts_at"), because="times that were proposed"),
    Held(
        model=BookedCell,
        deleted=is_(BookedCell.user_id),
        people=("user_id",),
        other=("session_id", "starts_at"),
        because="the hours of the sessions, which are listed",
    ),
    Held(
        model=Tick,
        parts=[Part(is_(Tick.user_id), ("session_id", "item", "ticked"), {"words": ""})],
        deleted=is_(Tick.user_id),
        people=("user_id",),
        of_session=Tick.session_id,
    ),
    Held(
        model=Presence,
        deleted=is_(Presence.user_id),
        people=("user_id",),
        other=("session_id", "version", "said"),
        because="what was pressed at a session's start; whether it took place is listed with the wrap-ups",
    ),
    Held(
        model=WrapUp,
        parts=[
            Part(
                is_(WrapUp.user_id),
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
            Part(is_(Action.written_by), ("session_id", "owner_id", "due", "state"), {"what": FORGOTTEN}),
            Part(is_(Action.owner_id), ("session_id", "owner_id", "due", "state"), {"what": FORGOTTEN}),
        ],
        people=("written_by", "owner_id"),
        of_session=Action.session_id,
        other=("version", "position", "shared", "shown"),
        because="which of a session's times, their order, and to whom they were shown",
    ),
    Held(
        model=Thanks,
        parts=[
            Part(is_(Thanks.mentee_id), ("session_id", "written_at"), {"words": FORGOTTEN}),
            Part(is_(Thanks.expert_id), ("session_id", "written_at", "words")),
        ],
        people=("mentee_id", "expert_id"),
        of_session=Thanks.session_id,
    ),
    Held(
        model=FollowUp,
        parts=[Part(as_mentee(FollowUp.session_id), ("session_id", "kind", "answer"))],
    ),
)
