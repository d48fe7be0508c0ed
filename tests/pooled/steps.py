"""The steps that tests of pooled asks share, each as the people would do it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.models import Pool, PoolPlace, Session, ShareState
from tests.support.app import SLIDES, AppUnderTest
from tests.support.person import Person
from tests.support.visible import Surface

QUESTIONS = (
    "How do I show our pricing change to the board?",
    "How should I show the pricing change to our board?",
    "How do I show the board our pricing change in one slide?",
)


async def alike(app: AppUnderTest, *, hidden: bool = False) -> tuple[Person, Person, Person]:
    """Ada, Mei and Tui ask alike and nobody helps with it yet; an hour later each is asked."""
    three = (app.ada, app.mei, app.person("tui", "Tui Walker"))
    for person, question in zip(three, QUESTIONS, strict=True):
        more = {"hide_name": ["hide"]} if hidden and person is three[2] else {}
        await app.ask(person, question, **more)
    await app.later(hours=1, minutes=1)
    return three


async def agree(app: AppUnderTest, *people: Person) -> None:
    """These people would share."""
    for person in people:
        await person.press("Yes, I’d share")
        await app.settle()


async def with_eli(app: AppUnderTest, *, hidden: bool = False) -> tuple[Person, Person, Person]:
    """All three have agreed, and it is with Eli."""
    three = await alike(app, hidden=hidden)
    await agree(app, *three)
    await app.join(app.eli, SLIDES)
    await app.later(hours=1, minutes=1)
    await app.eli.sees("3 people wait with much the same question")
    return three


async def pick(app: AppUnderTest, number: int = 0, button: str = "Pick a time") -> dict[str, str]:
    """Eli picks one of the times; returns the errors at the fields."""
    await app.eli.press(button)
    modal = app.eli.modal()
    assert modal is not None
    choices = next(block for block in modal.blocks if block.get("block_id") == "time")["element"]["options"]
    await app.eli.fill({"When": choices[number]["text"]["text"]})
    errors = await app.eli.submit()
    if errors:
        await app.eli.close()
    await app.settle()
    return errors


async def booked(app: AppUnderTest) -> tuple[Person, Person, Person]:
    """Eli has picked the first time for all three."""
    three = await with_eli(app)
    assert await pick(app) == {}
    return three


async def pool(app: AppUnderTest) -> Pool:
    (found,) = await app.rows(select(Pool))
    return found


async def shares(app: AppUnderTest) -> dict[str, ShareState]:
    return {one.user_id: one.state for one in await app.rows(select(PoolPlace))}


async def sessions(app: AppUnderTest) -> list[Session]:
    found: list[Any] = await app.rows(select(Session).order_by(Session.mentee_id))
    return found


def card_of_all(person: Person) -> Surface:
    """The card in the newest group DM of a person."""
    return next(
        one for one in reversed(person.messages(person.group_dms()[-1])) if "I can’t come" in one.buttons()
    )


async def cant_come(app: AppUnderTest, person: Person) -> None:
    """Somebody says in the conversation of all that they can't come."""
    await person.press("I can’t come", in_=card_of_all(person))
    assert await person.submit() == {}
    await app.settle()
