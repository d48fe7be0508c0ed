"""What all messages about sessions share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.delivery.conversations import Talk, talk_of
from bot.delivery.messages import (
    Effect,
    Recipient,
    Render,
    RenderContext,
)
from bot.kit.reader import Reader
from bot.models import SessionState
from bot.sessions import queries
from bot.sessions.queries import Meeting, Party
from bot.sessions.views.common import parties_of


def during(
    make: Callable[[RenderContext, Meeting], Awaitable[Effect | None]], *states: SessionState
) -> Render:
    """Return a render that says nothing once the session has another version, or none of these states."""

    async def render(context: RenderContext) -> Effect | None:
        meeting = await queries.meeting(context.db, context.row.subject_id)
        if meeting is None or meeting.session.state not in states:
            return None
        # A row that only refreshes a message carries no version: it shows whatever stands now.
        if context.row.version not in (0, meeting.session.version):
            return None
        return await make(context, meeting)

    return render


def reader_of(context: RenderContext, meeting: Meeting) -> Reader:
    """Return how the recipients read; where their zones differ, times are spelled out in the mentee's."""
    return context.reader.in_zone(parties_of(meeting, context.recipient.user_ids)[0].zone)


def me_of(context: RenderContext, meeting: Meeting) -> Party:
    """Return the one of the two who is told."""
    return meeting.party(context.recipient.user_id)


def own_card(meeting: Meeting) -> str:
    """Return the name of what one of the two has of the meeting itself: brief, start, wrap-up, result."""
    return f"session_own:{meeting.session.id}"


async def talk_between(context: RenderContext, meeting: Meeting) -> Talk:
    """Return the conversation of the two."""
    return await talk_of(context.db, Recipient.group(*meeting.user_ids))
