"""A sign-up sheet from three presses to a session, and the month after."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.models import PlaceState, Session, SessionState, SheetState, SlotState
from tests.sheets.steps import (
    FIRST,
    POST,
    QUESTION,
    SECOND,
    cancels,
    offers,
    places,
    sheet,
    slots,
    start,
    takes,
    waits,
)
from tests.support.app import AppUnderTest


async def test_from_three_presses_to_a_session(app: AppUnderTest) -> None:
    ada, eli, mei, noor = app.ada, app.eli, app.mei, app.noor
    tui = app.person("tui", "Tui Walker")
    channel = await start(app)
    await noor.sees("The experts are asked for times. The sheet goes out on Mon 8 Feb at 09:00")
    await eli.sees("Which times of 30 minutes could you offer")
    assert mei.find("Ask an Expert") is None, "whoever does not help with the topic is not asked"
    assert await offers(app, eli, FIRST, SECOND) == {}
    await eli.sees("Tue 9 Feb at 11:00 · free")

    await app.until(POST + timedelta(seconds=10))
    await app.later(seconds=6)
    messages = app.slack.workspace.channels[channel.id].messages
    assert len(messages) == 1
    await ada.sees("2 places left")

    assert await takes(app, ada) == {}
    group = await ada.sees(QUESTION, in_=app.group(ada))
    assert "Tue 9 Feb" in group.text
    (session,) = await app.rows(select(Session))
    assert (session.state, session.starts_at) == (SessionState.BOOKED, FIRST)
    assert (session.mentee_id, session.expert_id, session.minutes) == (ada.id, eli.id, 30)
    await eli.sees("taken by Ada")
    await app.later(seconds=6)
    await mei.sees("1 place left")

    assert await takes(app, mei) == {}
    await waits(app, tui)
    await tui.sees("You are on the waiting list", in_=tui.dm()[-1])
    await app.later(seconds=6)
    await noor.sees("All places are taken. 1 person is waiting.")
    assert len(messages) == 1, "it is changed where it stands"

    await cancels(app, ada)
    await tui.sees("There is a place for you: Tue 9 Feb at 11:00 with Eli")
    assert len([one for one in tui.dm() if "on the waiting list" in one.text]) == 0
    assert len([one for one in tui.dm() if "There is a place for you" in one.text]) == 1, "said once"
    assert await places(app) == {
        ada.id: PlaceState.LEFT,
        mei.id: PlaceState.IN,
        tui.id: PlaceState.IN,
    }
    booked = select(Session).where(Session.state == SessionState.BOOKED)
    assert {one.mentee_id for one in await app.rows(booked)} == {mei.id, tui.id}

    await app.until(FIRST - timedelta(minutes=14))
    assert "How many slides are enough?" in tui.dm()[-1].text
    await app.until(SECOND + timedelta(seconds=5))
    await app.later(seconds=6)
    assert (await sheet(app)).state is SheetState.OVER
    assert await slots(app) == [SlotState.TAKEN, SlotState.TAKEN]
    await ada.sees("This sheet is over. The next one comes on Mon 8 Mar.")
