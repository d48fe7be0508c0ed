"""App Home as people see it, from the first opening on."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.delivery.messages import RenderContext
from bot.home import queries, views
from bot.home.messages import HOME
from bot.kit.db import Database
from bot.kit.reader import NEUTRAL
from bot.models import Outbox, Person, Workspace
from bot.playground.slack.blockkit import view_problems
from tests.support.app import SLIDES, AppUnderTest

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_the_first_home_greets_by_name_and_offers_to_ask(app: AppUnderTest) -> None:
    home = await app.ada.open_home()
    await app.ada.sees("Hello Ada", in_=home)
    assert home.buttons()[0] == "Ask an expert"
    assert "Help a colleague" in home.buttons()
    assert "Topics" not in home.buttons()


async def test_the_program_area_is_there_for_admins_from_the_first_opening(app: AppUnderTest) -> None:
    newcomer = app.person("ines", "Ines Owner", is_owner=True)
    home = await newcomer.open_home()
    await newcomer.sees("Hello Ines", in_=home)
    assert "Topics" in home.buttons()


async def test_the_ask_button_opens_the_form(app: AppUnderTest) -> None:
    home = await app.ada.open_home()
    await app.ada.press("Ask an expert", home)
    await app.ada.sees_modal("Ask an expert")


async def test_home_follows_what_happens(app: AppUnderTest) -> None:
    await app.ada.open_home()
    await app.join(app.eli, SLIDES)
    await app.ask(app.ada, "Could you look at the opening of my board deck before Friday?")
    await app.ada.sees("opening of my board deck", in_=app.ada.home())
    await app.eli.press("I can help")
    await app.settle()
    await app.ada.sees("Pick a time with Eli", in_=app.ada.home())
    home = await app.eli.open_home()
    await app.eli.sees("Pick a time with Ada", in_=home)
    await app.eli.sees(SLIDES, in_=home)


async def test_who_never_opened_home_is_left_alone(app: AppUnderTest) -> None:
    await app.join(app.eli, SLIDES)
    await app.settle()
    assert app.eli.home() is None


async def test_the_messages_tab_publishes_nothing(app: AppUnderTest) -> None:
    sent = await app.slack.actor.dispatcher.event(
        {"type": "app_home_opened", "user": app.ada.id, "tab": "messages", "channel": "D1"}
    )
    assert sent.status == 200
    await app.settle()
    assert app.ada.home() is None


async def test_a_home_can_be_made_for_somebody_unknown(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))
    async with database.read("T1") as db:
        view = views.home(NEUTRAL, await queries.page(db, "USTRANGER", NOW), NOW)
    assert view_problems(view) == []
    assert view["blocks"][0]["text"]["text"].startswith("*Hello*\n")


async def test_nothing_is_published_for_somebody_who_left(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=NOW, rematch_at=NOW))
    row = Outbox(kind="home", recipient="UADA", subject_id="UADA", version=0)
    async with database.begin("T1") as db:
        await db.insert(Person, user_id="UADA", name="Ada", home_opened_at=NOW)
        context = RenderContext(db, row, NEUTRAL, NOW)
        assert await HOME.render(context)
        await db.update_where(Person, Person.user_id == "UADA", deactivated=True)
        assert await HOME.render(context) is None
