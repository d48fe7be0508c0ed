"""The last weeks for App Home: a few narrow reads, since a Home is made anew often."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.dashboard.rules import WEEKS, Lately, Question, Stage, lately
from bot.kit.db import WorkspaceSession
from bot.models import Ask, Session, SessionState, StoryAnswer


async def last_weeks(db: WorkspaceSession, now: datetime) -> Lately:
    """Return how the questions of the last weeks went: asked, got a yes, met."""
    since = now - timedelta(weeks=WEEKS)
    states: dict[str, set[SessionState]] = defaultdict(set)
    met = select(Session.ask_id, Session.state).join(Session.ask).where(Ask.created_at > since)
    for ask_id, state in await db.execute(met):
        states[ask_id].add(state)
    asked = select(Ask.id, Ask.mentee_id, Ask.created_at).where(Ask.created_at > since, Ask.part == 1)
    questions = [
        _question(mentee_id, at, states[ask_id]) for ask_id, mentee_id, at in await db.execute(asked)
    ]
    answered = select(StoryAnswer.user_id, StoryAnswer.created_at).where(StoryAnswer.created_at > since)
    questions += [_question(user_id, at, set()) for user_id, at in await db.execute(answered)]
    return lately(questions, now)


def _question(mentee_id: str, at: datetime, states: set[SessionState]) -> Question:
    reached = {Stage.ASKED: True, Stage.ACCEPTED: bool(states), Stage.HELD: SessionState.HELD in states}
    return Question(mentee_id, "UTC", None, at, frozenset(stage for stage, came in reached.items() if came))
