"""Reads about answers in writing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from bot.admin import queries as admin
from bot.kit.db import WorkspaceSession
from bot.kit.i18n import Words
from bot.models import OPEN_ASK, Ask, WrittenAnswer
from bot.people import queries as people


@dataclass(frozen=True, slots=True)
class Written:
    """An answer in writing with what is said about it. Names, topic and question are not escaped."""

    answer: WrittenAnswer
    topic: Words
    question: str
    mentee: Words
    expert: Words
    mentee_has_left: bool
    expert_has_left: bool
    ask_is_open: bool

    @property
    def is_undecided(self) -> bool:
        """Whether the mentee has still to say whether it is enough."""
        return self.answer.settled_at is None and self.ask_is_open

    @property
    def may_thank(self) -> bool:
        """Whether a thank-you is to be written."""
        answer = self.answer
        settled = answer.settled_at is not None and answer.enough is not False
        return settled and answer.thanks is None and not self.expert_has_left


async def written(db: WorkspaceSession, answer_id: str) -> Written | None:
    """Return an answer in writing; None where there is none of this id."""
    whole = joinedload(WrittenAnswer.ask).joinedload(Ask.topic)
    found = await db.scalar(select(WrittenAnswer).where(WrittenAnswer.id == answer_id).options(whole))
    if found is None:
        return None
    known = await people.people(db, [found.mentee_id, found.expert_id])
    mentee, expert = known.get(found.mentee_id), known.get(found.expert_id)
    return Written(
        answer=found,
        topic=admin.name_of(found.ask.topic),
        question=found.ask.question,
        mentee=people.name_of(mentee),
        expert=people.name_of(expert),
        mentee_has_left=mentee is None or mentee.deactivated,
        expert_has_left=expert is None or expert.deactivated,
        ask_is_open=found.ask.state in OPEN_ASK,
    )
