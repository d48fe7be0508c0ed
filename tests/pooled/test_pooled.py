"""Pooled asks as people meet them: what each sees at each step, and every way out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.feed import queries as feed
from bot.models import Outbox, PoolState, SessionState, ShareState
from bot.pooled.views import expert
from bot.sessions.views import wrap_up
from tests.pooled.steps import (
    agree,
    alike,
    booked,
    cant_come,
    card_of_all,
    pick,
    pool,
    sessions,
    shares,
    with_eli,
)
from tests.support.app import SLIDES, AppUnderTest


def test_the_button_to_wrap_up_is_that_of_every_session() -> None:
    assert expert.WRAP_UP == wrap_up.WRAP_UP


async def test_home_has_a_line_at_each_step(app: AppUnderTest) -> None:
    ada, mei, tui = await alike(app)
    for person in (ada, tui, app.eli):
        await person.open_home()
    await app.settle()
    home = ada.home()
    assert home is not None
    await ada.press("Yes, I’d share", in_=home)
    await app.settle()
    await ada.sees("I am asking the others", in_=ada.home())
    await agree(app, mei, tui)
    await ada.sees("I am looking for an expert", in_=ada.home())
    await app.join(app.eli, SLIDES)
    await app.later(hours=1, minutes=1)
    await app.eli.open_home()
    await app.settle()
    await app.eli.sees("would share one session of", in_=app.eli.home())
    line = await ada.sees("An expert has been asked", in_=ada.home())
    assert "Nobody suitable" not in line.text, "the question and its pool have one line"
    assert {"Rather alone", "Withdraw"} <= set(line.buttons())
    assert await pick(app) == {}
    await ada.sees("with Eli and 2 others: your conversation with Eli, Mei and Tui")
    for person in (ada, app.eli):
        line = await person.sees("Shared session about", in_=person.home())
        assert line.text.count("Shared session about") == 1
        assert "with 3 people" in line.text


async def test_a_no_is_private_and_silence_is_one(app: AppUnderTest) -> None:
    ada, mei, tui = await alike(app)
    await tui.press("No, alone")
    await app.settle()
    await agree(app, ada)
    assert "Tui" not in "\n".join(one.text for one in ada.dm())
    await app.later(days=3)
    assert (await pool(app)).state is PoolState.DISSOLVED
    assert await shares(app) == {ada.id: ShareState.IN, mei.id: ShareState.OUT, tui.id: ShareState.OUT}
    await ada.sees("It did not come to a shared session")
    await mei.sees("goes on by itself")
    consents = select(Outbox).where(Outbox.kind == "pool_consent")
    assert len(await app.rows(consents)) == 3, "nobody is asked twice"


async def test_somebody_cannot_come_and_the_rest_go_on(app: AppUnderTest) -> None:
    ada, mei, tui = await booked(app)
    await cant_come(app, tui)
    told = await ada.sees("Tui can’t come.", in_=ada.messages(ada.group_dms()[0])[-1])
    assert "as planned" in told.text
    await ada.sees("Everything about it is in your conversation with Eli and Mei")
    await ada.sees_no_more("Tui asks", in_=ada.messages(ada.group_dms()[0])[0])
    await app.later(minutes=1)
    await tui.sees("goes on by itself")
    await cant_come(app, mei)
    assert len(ada.group_dms()) == 2, "the two who are left have a conversation of their own"
    assert app.group(ada).text.count("Mei") == 0
    await ada.sees("Only two are left", in_=ada.messages(ada.group_dms()[0])[-1])
    left = [one for one in await sessions(app) if one.state is SessionState.BOOKED]
    assert [(one.mentee_id, one.pool_id) for one in left] == [(ada.id, None)]


async def test_whoever_cannot_come_may_come_after_all(app: AppUnderTest) -> None:
    three = await booked(app)
    await app.ada.open_home()
    card = card_of_all(app.ada)
    await cant_come(app, app.ada)
    assert "Shared session" not in app.ada.home().text
    await app.ada.press("Move it", in_=card)
    await app.ada.sees("the others meet without you", in_=app.ada.modal())
    assert await app.ada.submit() == {}
    await app.settle()
    for person in three:
        await person.sees("Ada comes after all.")
    assert (await shares(app))[app.ada.id] is ShareState.IN
    assert {one.state for one in await sessions(app)} == {SessionState.BOOKED}
    await cant_come(app, app.ada)
    await app.ada.press("Withdraw")
    await app.settle()
    await app.ada.press("I can’t come", in_=card)
    await app.ada.sees("this session goes on without you")
    assert app.ada.modal() is None


async def test_the_expert_moves_it_and_all_hear_it(app: AppUnderTest) -> None:
    ada, mei, _ = await booked(app)
    first = (await pool(app)).starts_at
    await ada.press("Move it", in_=app.group(ada))
    await ada.sees("Eli picks the time")
    assert await pick(app, 1, "Move it") == {}
    moved = await pool(app)
    assert moved.starts_at is not None
    assert moved.starts_at != first
    assert {(one.starts_at, one.state) for one in await sessions(app)} == {
        (moved.starts_at, SessionState.BOOKED)
    }
    said = [one.text for one in mei.messages(mei.group_dms()[0])]
    assert sum("Eli has moved your shared session" in one for one in said) == 1
    await app.until(moved.starts_at - timedelta(minutes=14))
    last = mei.messages(mei.group_dms()[0])[-1]
    assert "I can’t come" in last.buttons(), "the card moves down before the new time"


async def test_whose_question_it_is_reads_who_is_in_the_conversation(app: AppUnderTest) -> None:
    ada, *_ = await booked(app)
    await ada.sees("Everything about it is in your conversation with Eli, Mei and Tui")


async def test_the_expert_cannot_come_and_all_hear_it(app: AppUnderTest) -> None:
    ada, *_ = await booked(app)
    await cant_come(app, app.eli)
    assert (await pool(app)).called_off_by == app.eli.id
    await ada.sees("Eli can’t come after all", in_=app.group(ada))
    await ada.sees("I am looking for somebody else for your question")
    assert {one.state for one in await sessions(app)} == {SessionState.CANCELLED}


async def test_the_expert_says_not_me(app: AppUnderTest) -> None:
    ada, *_ = await with_eli(app)
    await app.eli.press("Not me")
    await app.settle()
    await app.eli.sees("Thanks for saying so")
    await ada.sees("I am looking for an expert for all of you")


async def test_the_feed_shows_the_hour_once(app: AppUnderTest) -> None:
    ada, *_ = await booked(app)
    assert app.service is not None
    async with app.service.services.database.read(app.slack.workspace.team_id) as db:
        of_eli = await feed.feed(db, app.eli.id, app.clock.now())
        of_ada = await feed.feed(db, ada.id, app.clock.now())
    assert len(of_eli.talks) == 1
    assert [str(one.other) for one in of_ada.talks] == ["Eli Navarro"]


async def test_an_hour_that_nobody_came_to_goes_on_as_two(app: AppUnderTest) -> None:
    ada, *_ = await booked(app)
    shared = await pool(app)
    assert shared.ends_at is not None
    await app.until(shared.ends_at - timedelta(minutes=30))
    await app.until(shared.ends_at + timedelta(seconds=5))
    for person in (ada, app.eli):
        await person.press("Wrap up")
        await person.fill({"Did it take place?": "No"})
        assert await person.submit() == {}
        await app.settle()
    mine = next(one for one in await sessions(app) if one.mentee_id == ada.id)
    assert (mine.state, mine.pool_id) == (SessionState.SCHEDULING, None)
    assert len(ada.group_dms()) == 2
