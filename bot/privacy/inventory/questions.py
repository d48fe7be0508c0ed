"""What is held about questions, and about who was asked."""

from __future__ import annotations

from bot.kit.words import FORGOTTEN
from bot.models import Ask, Offer, StartedAsk, WrittenAnswer
from bot.privacy.inventory.parts import Held, Part, in_own_ask, is_

QUESTIONS = (
    Held(
        model=Ask,
        parts=[
            Part(
                is_(Ask.mentee_id),
                (
                    *("topic_id", "minutes", "needed_by", "hours_from", "hours_to", "hide_name"),
                    *("with_opening", "widened", "state", "wished_sessions", "gap_days", "part"),
                    *("created_at", "edited_at", "matched_at", "closed_at"),
                ),
                {"question": FORGOTTEN, "background": "", "outcome": ""},
            )
        ],
        people=("mentee_id", "steward_id", "only_expert_id"),
        of_ask=Ask.id,
        other=("steward_until", "origin_id", "version", "forgotten_at"),
        because="clocks, counters, and which question it goes on from",
    ),
    Held(
        model=StartedAsk,
        parts=[Part(is_(StartedAsk.user_id), ("forget_at",), {"question": "", "background": ""})],
        people=("user_id",),
        deleted=is_(StartedAsk.user_id),
        other=("used_at",),
        because="since when the words are gone",
    ),
    Held(
        model=Offer,
        parts=[
            Part(
                is_(Offer.expert_id),
                ("ask_id", "state", "source", "offered_at", "deadline_at", "answered_at", "agreed_sessions"),
                {"question": None, "decline_reason": None, "reasons": "[]"},
                {"left_out": None},
            ),
            Part(is_(Offer.suggested_by), ("state",), {"note": ""}),
            Part(
                in_own_ask(Offer.ask_id),
                ("state", "offered_at"),
                {"question": None, "answer": None, "note": "", "reasons": "[]"},
                {"left_out": None},
            ),
        ],
        people=("expert_id", "suggested_by"),
        of_ask=Offer.ask_id,
        other=(
            *("score", "left_out", "rules_version", "wait_minutes", "minutes_left", "topic_id"),
            *("in_writing", "stopped_at", "stood_minutes", "listed_with"),
        ),
        because="clocks, and how the choice was made; who was left out may name others",
    ),
    Held(
        model=WrittenAnswer,
        parts=[
            Part(
                is_(WrittenAnswer.mentee_id),
                ("ask_id", "expert_id", "written_at", "enough", "thanked_at", "unblocked", "words"),
                {"thanks": None},
            ),
            Part(
                is_(WrittenAnswer.expert_id),
                ("ask_id", "mentee_id", "written_at", "enough", "thanked_at", "thanks"),
                {"words": FORGOTTEN},
            ),
        ],
        people=("mentee_id", "expert_id"),
        of_ask=WrittenAnswer.ask_id,
        other=("offer_id", "decide_by", "delivered_at", "settled_at"),
        because="clocks, and which offer it came of",
    ),
)
