"""In no conversation and no Home stays a button that can only refuse, whatever became of what is behind it.

Each story goes on step by step; after each step every button that anybody still sees is tried.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.models import Offer, Topic
from tests.journeys.steps import QUESTION, book_first, end_of, matched, start_of, the_session, wrap_up
from tests.pooled import steps as pooled
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.live_buttons import Pressing
from tests.support.person import Person

pytestmark = pytest.mark.timeout(600)  # many presses, on a machine with other things to do

Step = Callable[[AppUnderTest], Awaitable[object]]
Story = tuple[Step, ...]


def press(name: str, label: str, in_: str | None = None) -> Step:
    """Somebody presses a button, and what follows is done."""

    async def step(app: AppUnderTest) -> None:
        await getattr(app, name).press(label, in_)
        await app.settle()

    return step


def fills(name: str, label: str, **inputs: object) -> Step:
    """Somebody presses a button and sends the form behind it."""

    async def step(app: AppUnderTest) -> None:
        person: Person = getattr(app, name)
        await person.press(label)
        await person.fill(inputs)
        assert await person.submit() == {}
        while person.modal():
            await person.close()
        await app.settle()

    return step


def later(**span: float) -> Step:
    return lambda app: app.later(**span)


def to_start(**span: float) -> Step:
    """The time of the session, or so long after (before) it."""

    async def step(app: AppUnderTest) -> None:
        await app.until(start_of(await the_session(app)) + timedelta(**span))

    return step


def to_end(**span: float) -> Step:
    async def step(app: AppUnderTest) -> None:
        await app.until(end_of(await the_session(app)) + timedelta(**span))

    return step


async def asked(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, QUESTION)


async def asked_of_two(app: AppUnderTest) -> None:
    await app.join(app.mei, SLIDES)
    await asked(app)
    app.first, app.second = app.eli, app.mei  # type: ignore[attr-defined]
    offers = await app.rows(select(Offer))
    if offers[0].expert_id == app.mei.id:
        app.first, app.second = app.mei, app.eli  # type: ignore[attr-defined]


async def asked_in_vain(app: AppUnderTest) -> None:
    await app.ask(app.ada, QUESTION)


async def eli_joins(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES)


async def eli_pauses(app: AppUnderTest) -> None:
    await app.eli.command("/mentoring", "pause")
    await app.settle()


async def eli_leaves(app: AppUnderTest) -> None:
    await app.slack.deactivate(app.eli.id)
    await app.settle()


async def topic_goes(app: AppUnderTest) -> None:
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:  # type: ignore[union-attr]
        await db.update_where(Topic, Topic.name == SLIDES, archived_at=app.clock.now())
    await app.settle()


async def booked(app: AppUnderTest) -> None:
    await matched(app)
    await book_first(app, app.ada)


async def books_again(app: AppUnderTest) -> None:
    await book_first(app, app.eli)


def wraps_up(name: str, took_place: str = "Yes", **more: object) -> Step:
    return lambda app: wrap_up(app, getattr(app, name), took_place, **more)


async def two_of_three_agree(app: AppUnderTest) -> None:
    ada, mei, tui = await pooled.alike(app)
    await tui.press("No, alone")
    await app.settle()
    await pooled.agree(app, ada, mei)


async def shared(app: AppUnderTest) -> None:
    *_, app.tui = await pooled.booked(app)  # type: ignore[attr-defined]


async def eli_moves_it(app: AppUnderTest) -> None:
    assert await pooled.pick(app, 1, "Move it") == {}


def cant_come(name: str) -> Step:
    return lambda app: pooled.cant_come(app, getattr(app, name))


def hour(**span: float) -> Step:
    """The time of the shared session, or so long after it."""

    async def step(app: AppUnderTest) -> None:
        starts_at = (await pooled.pool(app)).starts_at
        assert starts_at is not None
        await app.until(starts_at + timedelta(**span))

    return step


IN_THREE_DAYS = {"reason": "A clash"}
STORIES: dict[str, Story] = {
    "withdrawn": (asked, later(hours=4, minutes=5), press("ada", "Withdraw")),
    "withdrawn while it waits": (asked_in_vain, later(hours=1), press("ada", "Withdraw")),
    "asked back and withdrawn": (
        asked,
        fills("eli", "Tell me more", **{"Your question": "Which board is it?"}),
        press("ada", "Withdraw"),
    ),
    "asked back and answered": (
        asked,
        fills("eli", "Tell me more", **{"Your question": "Which board is it?"}),
        fills("ada", "Answer", **{"Your answer": "The supervisory board"}),
        later(hours=4),
        press("eli", "I can help"),
    ),
    "asked back and never answered": (
        asked,
        fills("eli", "Tell me more", **{"Your question": "Which board is it?"}),
        later(days=1),
        later(days=1),
        later(days=2),
    ),
    "declined": (asked, fills("eli", "Not me"), later(hours=2)),
    "taken by another": (
        asked_of_two,
        later(hours=4, minutes=5),
        later(hours=20),
        press("second", "I can help"),
        later(days=3),
    ),
    "helped late": (asked_of_two, later(hours=24), press("first", "I can still help")),
    "nobody, then somebody": (
        asked_in_vain,
        later(hours=1),
        eli_joins,
        later(hours=1),
        press("eli", "I can help"),
    ),
    "nobody for days": (asked_in_vain, later(days=1), later(days=1), press("ada", "Withdraw")),
    "the expert pauses": (asked, later(hours=4, minutes=5), eli_pauses, later(hours=1)),
    "the expert leaves": (asked, later(hours=4, minutes=5), eli_leaves, later(hours=1)),
    "the topic goes": (asked, later(hours=4, minutes=5), topic_goes, later(hours=8)),
    "the topic goes while it waits": (asked_in_vain, topic_goes, later(hours=4)),
    "a time passes": (matched, later(days=1), later(days=2), later(days=3), later(days=4)),
    "no time is picked": (
        matched,
        later(days=2),
        later(days=5, hours=1),
        press("ada", "Yes, fresh times please"),
        later(days=1),
        later(days=14),
        later(days=14),
    ),
    "not needed any more": (matched, later(days=2), later(days=5, hours=1), press("ada", "No, close it")),
    "booked while it is asked": (matched, later(days=2), later(days=5, hours=1), books_again),
    "moved after the nudges": (
        booked,
        to_start(hours=-1),
        fills("ada", "Reschedule", **IN_THREE_DAYS),
        books_again,
        to_start(minutes=-15),
        to_start(),
    ),
    "off after the brief": (
        booked,
        to_start(minutes=-15),
        fills("eli", "Cancel", reason="I am ill"),
        later(days=1),
    ),
    "off before a time": (matched, fills("ada", "Cancel", needed="No, it is settled"), later(days=1)),
    "the expert leaves before it": (booked, to_start(minutes=-15), eli_leaves, later(days=1)),
    "it takes place": (
        booked,
        to_start(hours=-23),
        to_start(minutes=-15),
        to_start(),
        to_start(minutes=10),
        press("ada", "We've started"),
        to_end(minutes=-10),
        to_end(),
        wraps_up("ada"),
        later(days=1),
        wraps_up("eli"),
        later(days=1),
        fills("ada", "Write a thank-you", **{"What did you do with it?": "I opened with the decision."}),
        later(days=14),
        press("ada", "As much as I expected"),
    ),
    "it does not take place": (
        booked,
        to_start(minutes=10),
        to_end(),
        wraps_up("ada", "No"),
        wraps_up("eli", "No"),
    ),
    "two would share, and no expert is found": (two_of_three_agree, later(days=8)),
    "shared, moved, and left by one after the other": (
        shared,
        eli_moves_it,
        cant_come("tui"),
        cant_come("mei"),
    ),
    "shared, and it takes place": (shared, hour(minutes=-14), hour(seconds=5), hour(hours=1)),
    "nobody says a word": (booked, to_end(), later(days=3), later(days=5), later(days=8)),
}


@pytest.mark.parametrize("name", STORIES)
async def test_no_button_stays_that_can_only_refuse(name: str, sqlite_url: str, encryption_keys: str) -> None:
    async with running_app(sqlite_url, encryption_keys) as app:
        for person in (app.ada, app.eli, app.mei, app.noor):
            await person.open_home()
        pressing = Pressing(app)
        for number, step in enumerate(STORIES[name], 1):
            await step(app)
            await app.settle()
            last = number == len(STORIES[name])
            assert await pressing.only_refusing(lasting=last) == [], f"after step {number}"


async def test_a_button_that_stayed_would_be_found(sqlite_url: str, encryption_keys: str) -> None:
    async with running_app(sqlite_url, encryption_keys) as app:
        await asked(app)
        app.slack.weather.add("chat.update", "rate_limited", None, seconds=600)  # no card changes any more
        await app.ada.press("Withdraw")
        await app.settle()
        found = await Pressing(app).only_refusing()
        assert {line.partition(":")[0] for line in found} >= {"I can help", "Not me", "Withdraw"}
