"""Three who wait with the same question share one session, from consent to three thank-yous."""

from __future__ import annotations

from datetime import timedelta

from bot.models import PoolState, SessionState
from tests.pooled.steps import agree, alike, pick, pool, sessions, with_eli
from tests.support.app import AppUnderTest


async def test_three_alike_share_one_session(app: AppUnderTest) -> None:
    ada, mei, tui = await with_eli(app, hidden=True)
    card = await app.eli.sees("A colleague, whose name shows once you have picked a time, asks:")
    assert "Tui" not in card.text
    await ada.sees("You would share a session: a message of its own shows how that stands.")
    assert ada.group_dms() == [], "nobody sees the others before there is a time"

    assert await pick(app) == {}
    group = app.group(ada)
    assert [person.group_dms()[-1].id for person in (mei, tui, app.eli)] == [ada.group_dms()[-1].id] * 3
    for words in ("Mei", "Tui", "Eli is the expert", "10 minutes: Tui asks"):
        assert words in group.text
    booked = await sessions(app)
    shared = await pool(app)
    assert {one.state for one in booked} == {SessionState.BOOKED}
    assert {one.starts_at for one in booked} == {shared.starts_at}
    assert {one.mentee_id for one in booked} == {ada.id, mei.id, tui.id}

    assert shared.starts_at is not None
    await app.until(shared.starts_at - timedelta(minutes=14))
    for person in (ada, app.eli):
        assert len(person.group_dms()) == 1, "nothing is said to two alone"
        assert len(person.messages(person.group_dms()[0])) == 1, "the card moves down"
    await app.until(shared.starts_at + timedelta(seconds=5))
    await ada.sees("It is time.", in_=app.group(ada))
    await app.until(shared.starts_at + timedelta(minutes=shared.minutes, seconds=5))
    assert (await pool(app)).state is PoolState.OVER

    asked = await app.eli.sees("You helped several people")
    assert [name in asked.text for name in ("Ada Brandt", "Mei Tanaka", "Tui Walker")] == [True] * 3
    assert len([one for one in app.eli.dm() if "Wrap up" in one.text]) == 1, "one message, not three"
    for person in (ada, mei, tui):
        await person.press("Wrap up")
        await person.fill({"Did it take place?": "Yes", "takeaways": f"{person.id}: begin with the decision"})
        assert await person.submit() == {}
        await app.settle()
    await app.eli.press("Wrap up", in_=asked)
    await app.eli.fill({"Did it take place?": "Yes"})
    assert await app.eli.submit() == {}
    await app.later(days=3, hours=1)
    held = await sessions(app)
    assert {one.state for one in held} == {SessionState.HELD}
    await app.later(days=4)
    for person in (ada, mei, tui):
        await person.press("Write a thank-you")
        await person.fill({"words": f"{person.id} has begun with the decision, and they decided."})
        assert await person.submit() == {}
        await app.settle()
    thanked = [one for one in app.eli.dm() if "has begun with the decision" in one.text]
    assert len(thanked) == 3, "each thank-you in the mentee's own words"


async def test_a_no_is_private_and_two_go_on(app: AppUnderTest) -> None:
    ada, mei, tui = await alike(app)
    await tui.press("No, alone")
    await app.settle()
    assert (await pool(app)).state is PoolState.GATHERING
    assert "Tui" not in "\n".join(one.text for one in ada.dm())
    await agree(app, ada, mei)
    assert (await pool(app)).state is PoolState.SEEKING
    await tui.sees("goes on by itself")
