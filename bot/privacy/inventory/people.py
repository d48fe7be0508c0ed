"""What is held about members and experts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from bot.models import (
    Availability,
    Avoidance,
    CalendarFeed,
    DirectoryEntry,
    Embedding,
    Expert,
    ExpertTopic,
    FollowedProfiles,
    Invitation,
    Person,
    Topic,
)
from bot.privacy.inventory.parts import Held, Part, in_own_ask, is_


def _vectors(user_id: str) -> ColumnElement[bool]:
    return or_(Embedding.subject_id == user_id, in_own_ask(Embedding.subject_id)(user_id))


PEOPLE = (
    Held(
        model=DirectoryEntry,
        parts=[
            Part(
                is_(DirectoryEntry.user_id), ("department", "seniority", "role", "started_on", "leads_since")
            )
        ],
        deleted=is_(DirectoryEntry.user_id),
        people=("user_id",),
        other=("key", "manager_key", "line", "imported_at", "read_at", "from_slack"),
        because="who stands above whom, and digests of mail addresses; it is shown to nobody",
    ),
    Held(
        model=FollowedProfiles,
        other=("department_field", "manager_field", "start_field", "since", "refused_at"),
        because="which fields of Slack's profiles are read",
    ),
    Held(
        model=Person,
        parts=[
            Part(
                is_(Person.user_id),
                (
                    "name",
                    "zone",
                    "locale",
                    "language",
                    "email",
                    "is_admin",
                    "is_guest",
                    "is_manager",
                    "home_opened_at",
                    "day_begins",
                    "reminders",
                    "invitations",
                    "offers_daily",
                    "quiet_from",
                    "quiet_to",
                    "away_until",
                ),
            )
        ],
        people=("user_id",),
        other=("is_bot", "deactivated", "synced_at", "known_at", "here_until", "away_shown"),
        because="when and whether Slack let us read the account, and what App Home shows of a status",
    ),
    Held(
        model=Availability,
        parts=[Part(is_(Availability.user_id), ("weekday", "start_minute", "end_minute"))],
        deleted=is_(Availability.user_id),
        people=("user_id",),
    ),
    Held(
        model=Avoidance,
        parts=[Part(is_(Avoidance.user_id), ("other_id",))],
        deleted=is_(Avoidance.user_id, Avoidance.other_id),
        people=("user_id", "other_id"),
        because="who avoids somebody is told to nobody, not even to them",
    ),
    Held(
        model=Expert,
        parts=[
            Part(
                is_(Expert.user_id),
                ("skills", "about", "capacity", "lengths", "paused_until", "opted_in_at", "opted_out_at"),
            )
        ],
        deleted=is_(Expert.user_id),
        people=("user_id",),
        other=("version",),
        because="counts changes",
    ),
    Held(
        model=ExpertTopic,
        parts=[Part(is_(ExpertTopic.user_id), ("topic_id",))],
        deleted=is_(ExpertTopic.user_id),
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
        model=CalendarFeed,
        parts=[Part(is_(CalendarFeed.user_id), ("created_at",))],
        deleted=is_(CalendarFeed.user_id),
        people=("user_id",),
        other=("secret_hash",),
        because="the mark by which the address is known",
    ),
    Held(
        model=Invitation,
        parts=[
            Part(is_(Invitation.invited_id), ("topic_id", "note", "created_at")),
            Part(is_(Invitation.invited_by), ("topic_id", "note", "created_at")),
        ],
        deleted=is_(Invitation.invited_id, Invitation.invited_by),
        people=("invited_id", "invited_by"),
    ),
    Held(
        model=Topic,
        released=("steward_id",),
        other=(
            *("name", "name_key", "description", "synonyms", "parent_id", "position", "archived_at"),
            *("merged_into_id", "created_at"),
        ),
        because="what the program says of its topics",
    ),
)
