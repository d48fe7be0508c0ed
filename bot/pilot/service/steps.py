"""The first steps: begun, taken one by one, followed, and put away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from bot.admin import queries as topics_of
from bot.admin import service as admin
from bot.admin.rules import TopicDetails
from bot.delivery.messages import Recipient
from bot.delivery.outbox import refresh, refresh_home
from bot.kit.db import WorkspaceSession
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.models import Act, FirstSteps, Inbox, Person, Topic
from bot.offers import service as offers
from bot.people import queries as people
from bot.pilot import messages, queries, texts
from bot.pilot.forms import InviteForm
from bot.pilot.rules import Step, bits


async def begin(db: WorkspaceSession, now: datetime) -> None:
    """Give a workspace its first steps, once."""
    await db.insert_or_ignore(FirstSteps, started_at=now)


async def greet(db: WorkspaceSession, workspace_id: str, now: datetime) -> None:
    """Show the first steps to whoever installed the app."""
    to = await queries.installer(db)
    fresh = (FirstSteps.greeted_at.is_(None), FirstSteps.finished_at.is_(None))
    if to and await db.update_where(FirstSteps, *fresh, greeted_at=now):
        await refresh(db, messages.STEPS, to=Recipient.person(to), about=workspace_id, now=now)


async def follow(db: WorkspaceSession, workspace_id: str, now: datetime) -> None:
    """Tick what has become true; once all is, the card goes."""
    found = await queries.open_steps(db)
    if found is None:
        return
    done = bits(found.done)
    finished = now if len(found.done) == len(Step) else None
    changed = (FirstSteps.finished_at.is_(None), FirstSteps.done != done)
    if await db.update_where(FirstSteps, *changed, done=done, finished_at=finished):
        await _show(db, now)


async def put_away(db: WorkspaceSession, by: str, now: datetime) -> None:
    """Put the first steps away for everybody."""
    await admin.require_admin(db, by)
    if await db.update_where(FirstSteps, FirstSteps.finished_at.is_(None), finished_at=now):
        await admin.record(db, by, Act.STEPS_PUT_AWAY, now)
    await _show(db, now)


async def _show(db: WorkspaceSession, now: datetime) -> None:
    """Bring the card and the Homes of the program's team up to date."""
    row = await db.scalar(select(FirstSteps))
    to = await queries.installer(db)
    if row and row.greeted_at and to:
        await refresh(db, messages.STEPS, to=Recipient.person(to), about=db.workspace_id, now=now)
    team = Person.is_admin.is_(True) | Person.is_manager.is_(True)
    seen = select(Person.user_id).where(Person.home_opened_at.is_not(None), team)
    await refresh_home(db, sorted(await db.scalars(seen)), now)


async def choose_topics(
    db: WorkspaceSession,
    by: str,
    shown: Collection[str],
    kept: Collection[str],
    new: Sequence[str],
    reader: Reader,
    now: datetime,
) -> None:
    """Archive what was shown and not kept, and add new topics. Raises UserMessage or FormErrors.

    What was kept as it came is worded for ``reader`` from then on, as the form has shown it.
    """
    await admin.require_admin(db, by)
    active = {topic.id for topic in await queries.starter_topics(db)}
    for topic_id in shown:
        if topic_id in active and topic_id not in kept:
            await admin.archive_topic(db, by, topic_id, now)
    await admin.retell_first_topics(db, set(shown) & set(kept), reader, now)
    for name in new:
        await _add(db, by, name, now)
    await admin.record(db, by, Act.TOPICS_CHOSEN, now)
    await follow(db, db.workspace_id, now)


async def _add(db: WorkspaceSession, by: str, name: str, now: datetime) -> None:
    try:
        await admin.create_topic(db, by, TopicDetails(name), now)
    except FormErrors as error:
        raise FormErrors({"new": _named(texts.TOPIC_WRONG, name, error)}) from None


def _named(sentence: Sentence, name: str | Sentence, error: FormErrors) -> Sentence:
    return sentence.format(name=name, why=next(iter(error.fields.values())))


async def appoint(db: WorkspaceSession, by: str, managers: Collection[str], now: datetime) -> None:
    """Name the program managers. Raises UserMessage or FormErrors."""
    await admin.appoint(db, by, managers, now)
    await follow(db, db.workspace_id, now)


async def may_invite(db: WorkspaceSession, by: str) -> Sequence[Topic]:
    """Return the topics for which experts can be invited. Raises UserMessage."""
    await admin.require_admin(db, by)
    topics = await topics_of.active_topics(db)
    if not topics:
        raise UserMessage(texts.NO_TOPICS)
    return topics


async def invite(db: WorkspaceSession, by: str, form: InviteForm, key: str, now: datetime) -> None:
    """Send each of these colleagues a personal word; the submission is taken once, as a whole or not at all.

    Raises UserMessage or FormErrors.
    """
    await admin.require_admin(db, by)
    if not await db.insert_or_ignore(Inbox, key=key, received_at=now):
        return
    try:
        await offers.invite_each(db, by, form.colleagues, form.topic, form.note, key, now)
    except FormErrors as error:
        name = await people.name(db, next(iter(error.fields)))
        raise FormErrors({"colleagues": _named(texts.INVITE_WRONG, name, error)}) from None
    await follow(db, db.workspace_id, now)
