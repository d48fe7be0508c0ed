"""Passes on what browsers and calendars ask the app for, which listens elsewhere with each scene."""

from __future__ import annotations

import aiohttp
from aiohttp import web

from bot.dashboard.rules import PAGE_PATH
from bot.feed.rules import PATH
from bot.pilot.rules import GUIDE, GUIDE_PDF, OWN_GUIDE
from bot.playground.page.require import running
from bot.playground.page.service_runner import ServiceRunner

PATHS = (PATH, PAGE_PATH, GUIDE, GUIDE + GUIDE_PDF, OWN_GUIDE, OWN_GUIDE + GUIDE_PDF)
PASSED_ON = ("If-None-Match", "Accept-Language")
PASSED_BACK = (
    *("Content-Type", "Content-Disposition", "ETag", "Vary", "Cache-Control", "Retry-After"),
    "Content-Security-Policy",
)
SECONDS = 10


class AppRoutes:
    """Everybody's calendar, the guide, and the figures to print, at the addresses that people are shown."""

    def __init__(self, runner: ServiceRunner | None) -> None:
        self._runner = runner

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add them to the server."""
        for path in PATHS:
            router.add_get(path, self._read)

    async def _read(self, request: web.Request) -> web.Response:
        """Answer as the app does. What is secret has it in the address, so nothing else is asked for."""
        if self._runner is None or self._runner.busy:
            return web.Response(status=503)
        url = running(self._runner).service.url + request.rel_url.raw_path_qs
        asked = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        limit = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(timeout=limit) as http, http.get(url, headers=asked) as answer:
            told = {name: answer.headers[name] for name in PASSED_BACK if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=told)
