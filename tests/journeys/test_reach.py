"""A program invites people to ask: half now and half later, once, kindly, and with what comes of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.models import Ask
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.person import Person

WORDS = "Colleagues have half an hour for you. Begin with this one:"
QUESTION = "How did you get a decision on something that your board had put off twice?"
OWN = "How did you get the board to decide on a price that had been open for a month?"


@pytest.fixture
async def app(sqlite_url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(sqlite_url, encryption_keys, "http") as app:
        yield app


async def figures(app: AppUnderTest) -> str:
    home = await app.noor.open_home()
    await app.noor.press("How it goes", home)
    modal = await app.noor.sees_modal()
    await app.noor.close()
    return modal.text


async def test_half_are_invited_now_and_half_two_weeks_later(app: AppUnderTest) -> None:
    people = [app.person(f"m{number:02}", f"Member {number}") for number in range(12)]

    def invited() -> list[Person]:
        return [one for one in people if any(WORDS in message.text for message in one.dm())]

    await app.join(app.eli, SLIDES)
    await app.later(hours=12)  # the evening: nobody is disturbed
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Invite people to ask")
    await app.noor.press("A list of people")
    listed = "\n".join(one.id for one in people)
    await app.noor.fill({"people": listed, "words": WORDS, "question": QUESTION})
    assert await app.noor.submit() == {}
    await app.noor.sees("12 people are meant.")
    await app.noor.sees("So it looks")
    assert await app.noor.submit() == {}
    await app.noor.sees("It has begun.")
    await app.settle()
    await app.later(minutes=2)
    assert invited() == []
    await app.restart()
    await app.later(hours=12)
    first = invited()
    assert len(first) == 6
    assert "can be told on" in await figures(app)

    asks, refuses = first[:2]
    await asks.press("Look at this question")
    await asks.sees(QUESTION, in_=asks.modal())
    await asks.fill({"question": OWN, "topic": SLIDES})
    assert await asks.submit() == {}
    if not asks.find("On its way"):
        assert await asks.submit() == {}
    await app.settle()
    assert [one.question for one in await app.rows(select(Ask))] == [OWN]
    await refuses.press("No more of these")
    await app.settle()
    await refuses.sees("Understood: no more invitations.")
    assert not any(WORDS in message.text for message in refuses.dm())
    unwilling = next(one for one in people if one not in first)
    await unwilling.command("/mentoring", "settings")
    await unwilling.fill({"Invitations to ask a question": "None"})
    assert await unwilling.submit() == {}

    await app.later(days=14)
    await app.later(hours=3)
    assert set(people) - set(invited()) == {refuses, unwilling}
    told = await figures(app)
    assert (
        "of 6 people who were invited 17 % asked within two weeks, of 6 who were not invited yet 0 %" in told
    )
    assert "it may be chance" in told

    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Invite people to ask")
    await app.noor.sees("It has ended: 11 were invited.")
    await app.noor.press("Newcomers in week three")
    await app.noor.fill({"words": "You are new here.", "question": OWN})
    assert await app.noor.submit() == {}
    assert await app.noor.submit() == {}
    await app.noor.press("Stop", in_=await app.noor.sees("It has begun."))
    await app.noor.sees("fewer than five people in one half")


async def test_a_user_group_is_invited_where_slack_tells_who_is_in_it(app: AppUnderTest) -> None:
    people = [app.person(f"g{number}", f"Member {number}") for number in range(3)]
    app.slack.add_user_group("writers", "Writers", [one.id for one in people])
    await app.noor.command("/mentoring", "admin")
    await app.noor.press("Invite people to ask")
    await app.noor.press("A group in Slack")
    await app.noor.fill({"Which group": "@writers", "words": WORDS, "question": QUESTION})
    assert await app.noor.submit() == {}
    await app.noor.sees("3 people are meant.")
    await app.noor.sees("With fewer than ten people no difference can be told")
    assert await app.noor.submit() == {}
    await app.noor.sees("It has begun.")
    app.slack.workspace.scopes -= {"usergroups:read"}
    await app.noor.press("A group in Slack")
    await app.noor.sees("the app lacks the right to read them")
