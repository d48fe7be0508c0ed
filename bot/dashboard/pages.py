"""The figures as a page to print, behind a link that is good for a quarter of an hour. It is never logged."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.dashboard import queries, views
from bot.dashboard.forms import PageLink
from bot.dashboard.rules import PAGE_PATH
from bot.kit.bucket import Bucket
from bot.kit.db import WorkspaceSession
from bot.kit.reader import NEUTRAL, Reader
from bot.kit.services import Services
from bot.people import queries as people

ALL_A_MINUTE = 60  # of everybody together, in this process: each reads a year of questions
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def routes(services: Services) -> Sequence[web.RouteDef]:
    """Return what is served: the page, also below the path of the public address."""
    page = ProgramPage(services)
    below = services.settings.public_path
    return [web.get(path, page.show) for path in dict.fromkeys((PAGE_PATH, below + PAGE_PATH))]


class ProgramPage:
    """The figures of a workspace, for whoever pressed the link and still runs the program."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._all = Bucket(ALL_A_MINUTE)

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the page; with a kind sentence where the link is over, or not theirs any more."""
        now = self._services.clock.now()
        link = PageLink.unsealed(self._services.database.keyring, request.match_info["token"])
        if link is None or link.is_over(now):
            return _over()
        if not self._all.take():
            return web.Response(status=429, headers={**HEADERS, "Retry-After": "60"})
        async with self._services.database.read(link.workspace) as db:
            reader = await self._reader(db, link.user)
            if reader is None:
                return _over()
            found = await queries.program_figures(db, link.days, now)
        return _page(views.as_page(views.printed(reader, found, now), reader.locale), 200)

    async def _reader(self, db: WorkspaceSession, user_id: str) -> Reader | None:
        """Return how somebody reads; None where the workspace is gone, or they run the program no longer."""
        if (await people.workspace(db)).removed_at or not await people.is_admin(db, user_id):
            return None
        return await people.reader_of(db, [user_id])


def _over() -> web.Response:
    """Answer the same whatever is wrong: over, made up, or of somebody who may not see it any more."""
    return _page(views.as_page(views.page_is_over(NEUTRAL), NEUTRAL.locale), 404)


def _page(body: str, status: int) -> web.Response:
    return web.Response(text=body, status=status, headers=HEADERS, content_type="text/html")
