"""What messages are about, in names: who asked, who helps, which topic, when they meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.models import Ask, Offer, Person, Session, Topic
from bot.people.queries import name_of


@dataclass(slots=True)
class Subject:
    """What a message is about, in names."""

    mentee: str = ""
    expert: str = ""
    topic: str = ""
    starts_at: datetime | None = None


@dataclass(slots=True)
class Subjects:
    """What messages are about, read once."""

    people: dict[str, Person] = field(default_factory=dict)
    about: dict[str, Subject] = field(default_factory=dict)

    def name(self, user_id: str) -> str:
        """Return what a person is called."""
        return str(name_of(self.people.get(user_id)))

    def sentence(self, pattern: str, subject_id: str, reader: str) -> str:
        """Fill a sentence in; times in the reader's zone."""
        about = self.about.get(subject_id) or Subject()
        when = "soon"
        if about.starts_at is not None:
            someone = self.people.get(reader)
            zone = ZoneInfo(someone.zone if someone else "UTC")
            city = zone.key.rpartition("/")[2].replace("_", " ")
            when = f"on {about.starts_at.astimezone(zone):%A, %-d %B at %H:%M} in {city}"
        somebody = "Somebody"
        return pattern.format(
            mentee=about.mentee or somebody,
            expert=about.expert or somebody,
            topic=about.topic or "something",
            when=when,
        )


async def read_subjects(db: WorkspaceSession, subject_ids: Iterable[str]) -> Subjects:
    """Read the names of what asks, offers and sessions are about."""
    ids = sorted(set(subject_ids))
    found = Subjects({one.user_id: one for one in await db.scalars(select(Person))})
    topics = {topic.id: topic.name for topic in await db.scalars(select(Topic))}
    of_session = select(Session.id, Session.ask_id, Session.mentee_id, Session.expert_id, Session.starts_at)
    sessions = (await db.execute(of_session.where(Session.id.in_(ids)))).all()
    of_offer = select(Offer.id, Offer.ask_id, Offer.expert_id)
    offers = (await db.execute(of_offer.where(Offer.id.in_(ids)))).all()
    ask_ids = sorted({*ids, *(row.ask_id for row in sessions), *(row.ask_id for row in offers)})
    for ask in await db.execute(select(Ask.id, Ask.mentee_id, Ask.topic_id).where(Ask.id.in_(ask_ids))):
        found.about[ask.id] = Subject(
            found.name(ask.mentee_id), "", topics.get(ask.topic_id, "an open topic")
        )
    for offer in offers:
        about = found.about.get(offer.ask_id) or Subject()
        found.about[offer.id] = Subject(about.mentee, found.name(offer.expert_id), about.topic)
    for one in sessions:
        about = found.about.get(one.ask_id) or Subject()
        names = found.name(one.mentee_id), found.name(one.expert_id)
        found.about[one.id] = Subject(*names, about.topic, one.starts_at)
    return found
