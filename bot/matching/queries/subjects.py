"""Which texts still need vectors: experts' profiles, and questions that somebody may know.

A walk goes through a workspace page by page, experts in the order of their versions, so that whoever changes
is met again; once a day it begins anew and finds whatever else happened to the words.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import and_, exists, or_, select

from bot.kit import crypto
from bot.kit.db import WorkspaceRow, WorkspaceSession
from bot.matching.engine.text import profile_texts, question_text
from bot.matching.queries.people import topics
from bot.models import (
    OPEN_ASK,
    Ask,
    AskState,
    Embedding,
    Expert,
    ExpertTopic,
    Person,
    Session,
    SessionState,
    Workspace,
    WrittenAnswer,
)

log = logging.getLogger(__name__)

M = TypeVar("M", bound=WorkspaceRow)

PAGE = 64
AGAIN = timedelta(days=1)
AWAY = timedelta(days=30)  # somebody who left may be back so soon
_OVERLAP_MS = 600_000  # asks written at once are not seen in the order of their ids
_COLUMN = "embedding.digest"


@dataclass(frozen=True, slots=True)
class Subject:
    """The texts of an expert (the whole profile, then its parts) or of a question.

    None for words that are gone.
    """

    texts: tuple[str, ...]
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """How far a walk has come.

    Past which version and expert, and past which ask; for vectors of which encoder.
    """

    begun_at: datetime
    encoder: str
    topics: Mapping[str, str]
    version: int = -1
    user_id: str = ""
    ask_id: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of a walk found: the subjects whose texts are to be encoded anew.

    ``walk`` is how far it has come then, ``ended`` whether that is the end.
    """

    subjects: Mapping[str, Subject]
    walk: Walk
    ended: bool


async def page(
    db: WorkspaceSession, walk: Walk | None, encoder: str, now: datetime, most: int = PAGE
) -> Page:
    """Look at the next subjects of a walk, at most so many; ``walk`` is None for a new one."""
    present = await topics(db)
    names = {topic.id: topic.names for topic in present}
    if walk is None or walk.encoder != encoder:
        walk = Walk(now, encoder, names)
    elif walk.topics != names:  # names are part of profiles
        walk = replace(walk, topics=names, version=-1, user_id="")
    further = select(Ask.id).where(_is_asked(), Ask.id > walk.ask_id).order_by(Ask.id).limit(most)
    ask_ids = list(await db.scalars(further))
    later = or_(
        Expert.version > walk.version, and_(Expert.version == walk.version, Expert.user_id > walk.user_id)
    )
    changed = select(Expert.version, Expert.user_id).where(_is_there(), later)
    changed = changed.order_by(Expert.version, Expert.user_id).limit(most - len(ask_ids))
    experts = (await db.execute(changed)).all()
    asked = await _readable(db, Ask, Ask.id, ask_ids)
    told = await _readable(db, Expert, Expert.user_id, [user_id for _, user_id in experts])
    found = await _outdated(db, await _subjects(db, asked, told, names), encoder)
    if ask_ids:
        walk = replace(walk, ask_id=ask_ids[-1])
    if experts:
        walk = replace(walk, version=experts[-1][0], user_id=experts[-1][1])
    ended = len(ask_ids) + len(experts) < most
    if ended and now - walk.begun_at >= AGAIN:
        walk = Walk(now, encoder, names)
    elif ended:
        walk = replace(walk, ask_id=_earlier(walk.ask_id))
    return Page(found, walk, ended)


async def outdated(db: WorkspaceSession, subject_ids: Collection[str], encoder: str) -> dict[str, Subject]:
    """Return those of some subjects whose texts are to be encoded anew, as they are now."""
    ids = sorted(subject_ids)
    asks = list(await db.scalars(select(Ask).where(_is_asked(), Ask.id.in_(ids))))
    experts = list(await db.scalars(select(Expert).where(_is_there(), Expert.user_id.in_(ids))))
    names = {topic.id: topic.names for topic in await topics(db)}
    return await _outdated(db, await _subjects(db, asks, experts, names), encoder)


async def experts_of(db: WorkspaceSession, subject_ids: Collection[str]) -> set[str]:
    """Return the experts whom some subjects tell of: themselves, and who helped with those questions."""
    ids = sorted(subject_ids)
    helped = select(Session.expert_id).where(Session.ask_id.in_(ids), Session.state == SessionState.HELD)
    answered = select(WrittenAnswer.expert_id).where(
        WrittenAnswer.ask_id.in_(ids), WrittenAnswer.enough.is_(True)
    )
    return {
        *await db.scalars(select(Expert.user_id).where(Expert.user_id.in_(ids))),
        *await db.scalars(helped),
        *await db.scalars(answered),
    }


def fingerprint(subject_id: str, subject: Subject, encoder: str) -> str:
    """Return what tells whether a subject's texts have changed."""
    return crypto.fingerprint(_identity(subject_id, subject, encoder), _COLUMN)


def is_forgotten(now: datetime) -> Any:
    """Return the condition on embeddings whose subject is gone.

    An expert who left long ago or whose account was closed, a question that was closed without a meeting, or
    everything of a workspace that removed the app.
    """
    stays = or_(Expert.opted_out_at.is_(None), Expert.opted_out_at > now - AWAY)
    expert = _here(Expert), Expert.user_id == Embedding.subject_id, stays
    active = _here(Person), Person.user_id == Embedding.subject_id, Person.deactivated.is_(False)
    ask = _here(Ask), Ask.id == Embedding.subject_id, _is_asked()
    installed = Workspace.id == Embedding.workspace_id, Workspace.removed_at.is_(None)
    found = or_(and_(exists().where(*expert), exists().where(*active)), exists().where(*ask))
    return ~and_(found, exists().where(*installed))


def _here(model: Any) -> Any:
    return model.workspace_id == Embedding.workspace_id


def _is_there() -> Any:
    person = (Person.workspace_id == Expert.workspace_id) & (Person.user_id == Expert.user_id)
    return Expert.opted_out_at.is_(None) & exists().where(person, Person.deactivated.is_(False))


def _is_asked() -> Any:
    """Questions that wait, that somebody said yes to, helped with or answered in writing."""
    session = (Session.workspace_id == Ask.workspace_id) & (Session.ask_id == Ask.id)
    held = exists().where(session, Session.state == SessionState.HELD)
    answer = (WrittenAnswer.workspace_id == Ask.workspace_id) & (WrittenAnswer.ask_id == Ask.id)
    answered = exists().where(answer, WrittenAnswer.enough.is_(True))
    return or_(Ask.state.in_((*OPEN_ASK, AskState.MATCHED)), held, answered)


async def _readable(db: WorkspaceSession, model: type[M], key: Any, ids: Sequence[str]) -> list[M]:
    """Return the rows with these keys; one whose words cannot be decrypted is left out, and logged."""
    try:
        return list(await db.scalars(select(model).where(key.in_(ids)).order_by(key)))
    except crypto.UnreadableError:
        if len(ids) == 1:
            log.warning("error %s: the words of %s cannot be decrypted", secrets.token_hex(4), ids[0])
            return []
    half = len(ids) // 2
    return [
        *await _readable(db, model, key, ids[:half]),
        *await _readable(db, model, key, ids[half:]),
    ]


async def _subjects(
    db: WorkspaceSession, asks: Sequence[Ask], experts: Sequence[Expert], names: Mapping[str, str]
) -> dict[str, Subject]:
    held: dict[str, list[str]] = defaultdict(list)
    ids = sorted(expert.user_id for expert in experts)
    for user_id, topic_id in await db.execute(
        select(ExpertTopic.user_id, ExpertTopic.topic_id).where(ExpertTopic.user_id.in_(ids))
    ):
        if topic_id in names:
            held[user_id].append(names[topic_id])
    found = {ask.id: _of_question(ask) for ask in asks}
    for expert in experts:
        topic_names = ", ".join(sorted(held[expert.user_id]))
        found[expert.user_id] = Subject(tuple(profile_texts(topic_names, expert.skills, expert.about)))
    return found


def _of_question(ask: Ask) -> Subject:
    text = question_text(ask.question, ask.background, ask.outcome)
    return Subject((text,) if text else (), is_question=True)


async def _outdated(
    db: WorkspaceSession, subjects: Mapping[str, Subject], encoder: str
) -> dict[str, Subject]:
    known = {
        subject_id: (model, digest)
        for subject_id, model, digest in await db.execute(
            select(Embedding.subject_id, Embedding.model, Embedding.digest).where(
                Embedding.subject_id.in_(sorted(subjects))
            )
        )
    }
    return {
        one: subject
        for one, subject in subjects.items()
        if not _is_known(known.get(one), one, subject, encoder)
    }


def _is_known(kept: tuple[str, str] | None, subject_id: str, subject: Subject, encoder: str) -> bool:
    if kept is None or not subject.texts:
        return kept is None and not subject.texts
    model, digest = kept
    return model == encoder and crypto.fits(digest, _identity(subject_id, subject, encoder), _COLUMN)


def _identity(subject_id: str, subject: Subject, encoder: str) -> str:
    return "\n".join((encoder, subject_id, *subject.texts))


def _earlier(ask_id: str) -> str:
    """The id that an ask of a while before would have (ids begin with milliseconds)."""
    try:
        return f"{max(0, int(ask_id[:12], 16) - _OVERLAP_MS):012x}"
    except ValueError:
        return ""
