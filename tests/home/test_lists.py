"""The lists of the inbox in modals: turned, pressed in, and made anew after what was done."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.kit.db import WorkspaceSession
from bot.models import Action, ActionState, SessionState, Topic
from tests.home.rows import insert_action, insert_session, insert_wrap_up
from tests.support.app import AppUnderTest

DAY = timedelta(days=1)


async def history(app: AppUnderTest, db: WorkspaceSession, sessions: int) -> None:
    """Give Ada and Eli so many past sessions, each with an action of Ada's."""
    now = app.clock.now()
    await db.insert(Topic, id="prices", name="Pricing", name_key="pricing", created_at=now)
    for number in range(sessions):
        name = f"h{number:02}"
        start = now - (100 - number) * DAY
        await insert_session(
            db, name, SessionState.HELD, start, mentee=app.ada.id, expert=app.eli.id, closed_at=start + DAY
        )
        await insert_wrap_up(db, name, app.ada.id, takeaways=f"Taken away {name}")
        due = (now + DAY).date() if number else now.date()
        await insert_action(db, name, f"Do {name}", written_by=app.ada.id, owner_id=app.ada.id, due=due)


async def prepared(app: AppUnderTest, sessions: int) -> None:
    await app.ada.open_home()
    await app.join(app.eli, "Presentations and storytelling")
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await history(app, db, sessions)
    await app.ada.open_home()
    await app.settle()


async def test_past_sessions_are_turned_page_by_page(app: AppUnderTest) -> None:
    await prepared(app, 14)
    await app.ada.press("Show all past sessions")
    first = await app.ada.sees_modal("Done")
    assert "Taken away h13" in first.text
    assert "Taken away h07" not in first.text
    assert "1 to 6 of 14" in first.text
    await app.ada.press("Older", in_=first)
    await app.ada.sees("7 to 12 of 14")
    await app.ada.press("Older")
    await app.ada.sees("13 to 14 of 14")
    await app.ada.sees("Taken away h00")
    await app.ada.press("Newer")
    await app.ada.sees("7 to 12 of 14")
    await app.ada.press("Talk again", in_=app.ada.modal())
    form = await app.ada.sees_modal("Ask an expert")
    assert "nobody else" in form.text


async def test_a_list_follows_what_is_done_in_it(app: AppUnderTest) -> None:
    await prepared(app, 14)
    await app.ada.press("Show all that goes on")
    listed = await app.ada.sees_modal("Going on")
    assert "Do h01, by" in listed.text
    await app.ada.press("Done", in_=listed)
    await app.ada.sees_no_more("Do h01, by", in_=listed)
    await app.ada.press("Moved", in_=listed)
    await app.ada.fill({"By when?": (app.clock.now() + 9 * DAY).date()})
    assert await app.ada.submit() == {}
    await app.settle()
    states = await app.rows(select(Action.state))
    assert sorted(states) == [ActionState.DONE, *[ActionState.OPEN] * 13]


async def test_an_action_that_is_due_is_done_from_home(app: AppUnderTest) -> None:
    await prepared(app, 1)
    home = await app.ada.sees(
        "Do h00, by Mon 1 Feb, as you agreed with Eli about Pricing.", in_=app.ada.home()
    )
    await app.ada.press("Done", in_=home)
    await app.settle()
    await app.ada.sees("✓ Do h00 (you): done", in_=app.ada.home())
    assert app.ada.find("as you agreed with Eli", app.ada.home()) is None


async def test_a_past_session_of_somebody_else_opens_nothing(app: AppUnderTest) -> None:
    await prepared(app, 1)
    home = await app.ada.sees("Talk again", in_=app.ada.home())
    button = next(e for _, e in home.elements() if e["action_id"] == "ask_again")
    assert button["value"]
    await app.mei.open_home()
    assert "Talk again" not in app.mei.home().buttons()  # type: ignore[union-attr]
