"""The figures as a page to print: for those who run the program, for a quarter of an hour, without words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.dashboard import views
from bot.dashboard.forms import PageLink
from bot.dashboard.rules import Happened, Question, Stage, figures
from bot.kit.crypto import Keyring, new_key
from bot.kit.reader import NEUTRAL
from bot.models import Person
from tests.dashboard.test_journey import SECRET, quarter
from tests.support.app import SLIDES, AppUnderTest, running_app
from tests.support.clock import MONDAY


@pytest.fixture
async def app(sqlite_url: str, encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    async with running_app(sqlite_url, encryption_keys) as app:
        assert app.service is not None
        services = app.service.services
        services.settings = services.settings.model_copy(update={"public_url": "https://pinch.example/"})
        yield app


async def link_to(app: AppUnderTest) -> str:
    await app.noor.open_home()
    await app.noor.press("How it goes")
    shown = str((await app.noor.sees_modal("How it goes")).blocks)
    return "https://pinch.example/program/" + shown.partition("/program/")[2].partition("'")[0]


async def read(app: AppUnderTest, address: str) -> tuple[int, str]:
    assert app.service is not None
    url = app.service.url + urlsplit(address).path
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status, await answer.text()


async def test_the_page_has_the_figures_for_a_quarter_of_an_hour(app: AppUnderTest) -> None:
    await quarter(app, 12)
    address = await link_to(app)
    status, page = await read(app, address)
    assert status == 200
    assert "The last 30 days" in page
    assert "<li>12 led to a meeting</li>" in page
    assert f"{SLIDES}: 12 asked" in page
    assert page.count("<svg") == 2
    assert SECRET not in page
    await app.later(minutes=16)
    status, page = await read(app, address)
    assert status == 404
    assert "This page was there for a quarter of an hour" in page
    assert "12" not in page.partition("<body>")[2]


async def test_a_link_of_whoever_lost_the_role_and_a_made_up_one_show_nothing(app: AppUnderTest) -> None:
    await quarter(app, 12)
    address = await link_to(app)
    assert (await read(app, address[:-4] + "AAAA"))[0] == 404
    app.slack.workspace.users[app.noor.id].is_admin = False
    await app.settle()
    assert app.service is not None
    async with app.service.services.database.begin(app.slack.workspace.team_id) as db:
        await db.update_where(Person, Person.user_id == app.noor.id, is_admin=False, is_manager=False)
    assert (await read(app, address))[0] == 404


def test_a_link_is_read_by_its_own_key_alone() -> None:
    mine, other = Keyring.parse(new_key()), Keyring.parse(new_key())
    link = PageLink(workspace="T1", user="U1", days=30, made_at=MONDAY)
    token = link.address(mine, "https://pinch.example").rpartition("/")[2]
    assert PageLink.unsealed(mine, token) == link
    assert PageLink.unsealed(other, token) is None
    assert PageLink.unsealed(mine, "x" * 2000) is None
    assert not link.is_over(MONDAY + timedelta(minutes=14))
    assert link.is_over(MONDAY + timedelta(minutes=15))


class Balanced(HTMLParser):
    """Notes tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("people", [2, 12])
def test_the_page_is_well_formed_and_of_few_people_tells_nothing(people: int) -> None:
    stages = frozenset({Stage.ASKED, Stage.ACCEPTED})
    asked = [Question(f"U{number}", "UTC", None, MONDAY, stages) for number in range(people)]
    found = figures(Happened(asked), 30, MONDAY)
    page = views.as_page(views.printed(NEUTRAL, found, MONDAY), "en_GB")
    tags = Balanced()
    tags.feed(page)
    assert (tags.open, tags.wrong) == ([], [])
    assert ("<svg" in page) == (people >= 5)
    assert ("got a yes" in page) == (people >= 5)
