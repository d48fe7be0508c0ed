"""The guide on the web. Nothing about people is on it; a workspace's own address cannot be guessed."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Sequence

from aiohttp import web

from bot.kit.bucket import Bucket
from bot.kit.catalogs import ENGLISH, languages
from bot.kit.i18n import Sentence
from bot.kit.reader import Reader
from bot.kit.services import Services
from bot.pilot import queries, rules, texts
from bot.pilot.queries import Guide
from bot.pilot.views import guide_page as page
from bot.pilot.views.guide_pdf import is_writable, pdf
from bot.pilot.views.guide_text import GuideText, guide_text

PAGES_A_MINUTE = 1200  # of everybody together, in this process
PDFS_A_MINUTE = 60  # that are not made yet
KEPT = 64  # PDFs
HEADERS = {
    "Content-Security-Policy": page.POLICY,
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "X-Content-Type-Options": "nosniff",
}
OWN = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}  # kept, and asked about by its ETag
GENERAL = {"Cache-Control": "public, max-age=300"}


def routes(services: Services) -> Sequence[web.RouteDef]:
    """Return what is served, also below the path of the public address."""
    guide = GuidePages(services)
    served = [(path, guide.show) for path in (rules.GUIDE, rules.OWN_GUIDE)]
    served += [(path + rules.GUIDE_PDF, guide.show_pdf) for path in (rules.GUIDE, rules.OWN_GUIDE)]
    prefixes = dict.fromkeys(("", services.settings.public_path))
    return [web.get(prefix + path, handler) for prefix in prefixes for path, handler in served]


class GuidePages:
    """The guide as a page and as a PDF, of one workspace or in general."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pages, self._pdfs = Bucket(PAGES_A_MINUTE), Bucket(PDFS_A_MINUTE)
        self._made: OrderedDict[str, bytes] = OrderedDict()

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the page."""
        language = _language(request)
        found = await self._found(request)
        if not isinstance(found, Guide):
            return self._instead(language, found)
        reader = Reader.of(language, "UTC")
        shown = guide_text(reader, found)
        link = f"{request.path.rpartition('/')[2]}{rules.GUIDE_PDF}"
        has_pdf = rules.makes_pdf() and is_writable(shown)
        body = page.html(shown, page.around(reader, language), link if has_pdf else "")
        return _answer(request, body.encode(), "text/html", found)

    async def show_pdf(self, request: web.Request) -> web.Response:
        """Answer with the PDF."""
        language = _language(request)
        found = await self._found(request)
        if not isinstance(found, Guide):
            return self._instead(language, found)
        shown = guide_text(Reader.of(language, "UTC"), found)
        if not rules.makes_pdf():
            return self._instead(language, 404)
        if not is_writable(shown):
            return self._said(language, 404, texts.GUIDE_HEADER, texts.GUIDE_NO_PDF)
        content = await self._pdf(shown, language)
        if content is None:
            return self._instead(language, 429)
        return _answer(request, content, "application/pdf", found)

    async def _found(self, request: web.Request) -> Guide | int:
        """Return the guide that an address names, or the status of what is said instead."""
        if not self._pages.take():
            return 429
        workspace, mark = request.match_info.get("workspace"), request.match_info.get("mark", "")
        if workspace is None:
            return queries.general_guide()
        if not rules.is_possible(workspace, mark):
            return 404
        async with self._services.database.read(workspace) as db:
            return await queries.guide_at(db, mark) or 404

    async def _pdf(self, shown: GuideText, language: str) -> bytes | None:
        """Return the PDF, made off the event loop unless it is kept; None where too many are being made."""
        key = hashlib.sha256(repr((shown, language)).encode()).hexdigest()
        if key not in self._made:
            if not self._pdfs.take():
                return None
            self._made[key] = await asyncio.to_thread(pdf, shown, language)
        self._made.move_to_end(key)
        content = self._made[key]
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
        return content

    def _instead(self, language: str, status: int) -> web.Response:
        if status == 429:
            return self._said(language, 429, texts.GUIDE_BUSY_TITLE, texts.GUIDE_BUSY)
        return self._said(language, status, texts.GUIDE_NOWHERE_TITLE, texts.GUIDE_NOWHERE)

    def _said(self, language: str, status: int, title: Sentence, words: Sentence) -> web.Response:
        said = page.notice(Reader.of(language, "UTC"), title, words)
        guide = f"{self._services.settings.public_path}{rules.GUIDE}?lang={language}"
        body = page.notice_html(said, language, guide)
        more = {"Retry-After": "60"} if status == 429 else {}
        headers = {**HEADERS, "Cache-Control": "no-store", **more}
        return web.Response(status=status, text=body, content_type="text/html", headers=headers)


def _language(request: web.Request) -> str:
    header = request.headers.get("Accept-Language", "")
    return rules.language(request.query.get("lang", ""), header, languages(), ENGLISH)


def _answer(request: web.Request, body: bytes, kind: str, found: Guide) -> web.Response:
    headers = {**HEADERS, **(OWN if found.own else GENERAL)}
    tag = hashlib.sha256(body).hexdigest()[:32]
    if any(one.value in (tag, "*") for one in request.if_none_match or ()):
        answer = web.Response(status=304, headers=headers)
    else:
        charset = "utf-8" if kind == "text/html" else None
        answer = web.Response(body=body, headers=headers, content_type=kind, charset=charset)
        if kind == "application/pdf":
            answer.headers["Content-Disposition"] = 'inline; filename="pinchpoint-guide.pdf"'
    answer.etag = tag
    return answer
