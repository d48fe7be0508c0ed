"""The guide on the web: whose it is, in which language, what is kept of it, and that it names nobody."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.checklists import service as edits
from bot.checklists.forms import ItemForm
from bot.checklists.rules import List
from bot.feed.queries import PublicAddress
from bot.kit.clock import Clock
from bot.kit.db import Database
from bot.kit.reader import NEUTRAL, Reader
from bot.models import Person, Workspace
from bot.pilot import pages, queries, rules, views
from bot.pilot.rules import Links
from bot.pilot.views import guide_pdf
from bot.pilot.views.guide_text import guide_text
from tests.support.app import services_without_slack
from tests.support.clock import MONDAY, SettableClock
from tests.support.factories import NOOR, T, create_workspace

PUBLIC = "https://pinch.example/mentor/"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
def clock() -> Clock:
    return SettableClock()


@pytest_asyncio.fixture
async def client(sqlite_db: Database, clock: Clock) -> AsyncIterator[Client]:
    """A browser of a server that is reached below a path."""
    await create_workspace(sqlite_db)
    services = services_without_slack(sqlite_db, clock)
    services.settings = services.settings.model_copy(update={"public_url": PUBLIC})
    services.caches.of(PublicAddress).url = PUBLIC
    served = web.Application()
    served.add_routes(pages.routes(services))
    async with TestClient(TestServer(served)) as found:
        yield found


async def own_path(database: Database) -> str:
    """Where the workspace's own guide is, below the server."""
    async with database.read(T) as db:
        links = (await queries.guide(db)).links
    assert links is not None
    return links.page.removeprefix("https://pinch.example")


async def body_of(client: Client, path: str, status: int = 200, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status == status, path
    return await answer.text()


@pytest.mark.parametrize(
    ("asked", "header", "spoken"),
    [
        ("de", "es", "de"),
        ("xx", "es", "es"),
        ("", "fr-FR,de;q=0.7,es;q=0.9", "es"),
        ("", "de-AT,de;q=0.9", "de"),
        ("", "de;q=0, es;q=0.1", "es"),
        ("", "es;q=never", "en"),
        ("", "", "en"),
    ],
)
def test_the_guide_speaks_what_is_asked_for_or_else_preferred(asked: str, header: str, spoken: str) -> None:
    assert rules.language(asked, header, {"de", "en", "es"}, "en") == spoken


async def test_without_an_address_it_is_what_every_workspace_begins_with(client: Client) -> None:
    answer = await client.get("/guide", headers={"Accept-Language": "de-DE"})
    shown = await answer.text()
    assert '<html lang="de">' in shown
    assert "Pinchpoint auf einer Seite" in shown
    assert "8 Arbeitsstunden" in shown
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Vary"] == "Accept-Language"
    again = await client.get("/mentor/guide?lang=de", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status, await again.read()) == (304, b"")


async def test_a_workspace_sees_its_own_lists_and_nobody_else_does(
    client: Client, sqlite_db: Database
) -> None:
    path = await own_path(sqlite_db)
    async with sqlite_db.begin("T0OTHER") as db:
        await db.insert(Workspace, id="T0OTHER", installed_at=MONDAY, rematch_at=MONDAY)
    async with sqlite_db.begin(T) as db:
        await db.update_where(Person, Person.user_id == NOOR, is_admin=True)
        await edits.add(db, NOOR, List.EXPERT, ItemForm(text="I bring <tea> & `time`"), "a", MONDAY)
    shown = await body_of(client, path)
    assert "I bring &lt;tea&gt; &amp; `time`</li>" in shown
    assert "<code>/ask-expert</code>" in shown
    assert (await client.get(path)).headers["Cache-Control"] == "private, no-cache"
    assert "I bring" not in await body_of(client, "/guide")
    wrong = path[:-1] + ("0" if path[-1] != "0" else "1")
    for other in (
        path.replace(f"/{T}/", "/T0OTHER/"),
        path.replace(f"/{T}/", "/T0NOBODY/"),
        wrong,
        "/guide/T/x",
    ):
        assert "leads nowhere" in await body_of(client, other, 404)
    async with sqlite_db.begin(T) as db:
        await db.update_where(Workspace, Workspace.id == T, removed_at=MONDAY)
    assert "tea" not in await body_of(client, path, 404)


async def test_too_many_readers_are_asked_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.kit.bucket.Bucket.take", lambda _self: False)
    answer = await client.get("/guide?lang=es")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "60")


async def test_the_pdf_is_one_page_and_says_the_same(client: Client, sqlite_db: Database) -> None:
    pytest.importorskip("reportlab")
    from pypdf import PdfReader

    path = await own_path(sqlite_db)
    assert "guide.pdf?lang=de" in await body_of(client, f"{path}?lang=de")
    answer = await client.get(f"{path}/guide.pdf?lang=de")
    assert (answer.status, answer.content_type) == (200, "application/pdf")
    (page,) = PdfReader(io.BytesIO(await answer.read())).pages
    words = " ".join(page.extract_text().split())
    assert "Pinchpoint auf einer Seite" in words
    assert "8 Arbeitsstunden" in words
    assert "„" in words


async def test_the_longest_lists_still_make_a_pdf_and_foreign_letters_are_left_to_the_page() -> None:
    pytest.importorskip("reportlab")
    shown = guide_text(NEUTRAL, queries.general_guide())
    long = replace(shown.parts[2], items=tuple(f"{number} {'word ' * 29}" for number in range(10)))
    whole = replace(shown, parts=(*shown.parts[:2], long, long, *shown.parts[4:]))
    assert guide_pdf.pdf(whole, "en").startswith(b"%PDF")
    assert guide_pdf.is_writable(whole)
    assert not guide_pdf.is_writable(replace(shown, foot="Żółw"))


def test_a_posted_guide_says_where_to_print_it() -> None:
    found = queries.general_guide()
    assert "https://" not in str(views.guide(NEUTRAL, found))
    linked = replace(
        found, links=Links("https://p.example/guide/T/m", "https://p.example/guide/T/m/guide.pdf")
    )
    assert "as a PDF" in str(views.guide(NEUTRAL, linked))
    assert "as a PDF" not in str(views.guide(NEUTRAL, replace(linked, links=Links("https://p.example/g"))))


def test_headings_are_found_in_every_language() -> None:
    for language in ("de", "en", "es"):
        parts = guide_text(Reader.of(language, "UTC"), queries.general_guide()).parts
        assert all(part.title and "*" not in part.title + part.words for part in parts)
