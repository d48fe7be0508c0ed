"""What calendars ask for over the web. Neither an address nor a refusal is ever logged."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence

from aiohttp import web

from bot.feed import queries, rules
from bot.feed.rules import Address
from bot.feed.views.calendar import calendar
from bot.kit.bucket import Bucket
from bot.kit.services import Services
from bot.people import queries as people

UNKNOWN_A_MINUTE = 1200  # of all addresses together that led to no calendar yet, in this process
EACH_A_MINUTE = 30  # of one address; a calendar asks a few times a day
MOST_COUNTED = 1000  # addresses whose asking is counted
MOST_KNOWN = 20_000  # addresses that led to a calendar: strangers who try others keep none of them out
HEADERS = {
    "Cache-Control": "private, no-cache",  # kept, and asked about with its ETag
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def routes(services: Services) -> Sequence[web.RouteDef]:
    """Return what is served: everybody's calendar, also below the path of the public address."""
    feeds = Feeds(services)
    below = services.settings.public_path
    return [web.get(path, feeds.show) for path in dict.fromkeys((rules.PATH, below + rules.PATH))]


class Feeds:
    """Everybody's calendar, each at its own secret address."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._unknown = Bucket(UNKNOWN_A_MINUTE)
        self._each: OrderedDict[str, Bucket] = OrderedDict()
        self._known: OrderedDict[str, Bucket] = OrderedDict()

    async def show(self, request: web.Request) -> web.Response:
        """Answer with the calendar, with "not changed", or as to an address that never was."""
        given = request.match_info
        address = Address(given["workspace"], given["feed"], given["secret"])
        if not address.is_possible:
            return web.Response(status=404, headers=HEADERS)
        key = rules.hash_of(address.secret)
        if not self._may_ask(key):
            return web.Response(status=429, headers={**HEADERS, "Retry-After": "60"})
        body = await self._read(address)
        if body is None:
            self._known.pop(key, None)
            return web.Response(status=404, headers=HEADERS)
        _keep(self._known, key, self._known.get(key) or self._each.pop(key, None), MOST_KNOWN)
        return _answer(request, body)

    def _may_ask(self, key: str) -> bool:
        known = self._known.get(key)
        if known is not None:
            return known.take()
        return _keep(self._each, key, self._each.get(key), MOST_COUNTED).take() and self._unknown.take()

    async def _read(self, address: Address) -> bytes | None:
        async with self._services.database.read(address.workspace_id) as db:
            user_id = await queries.reader_at(db, address)
            if user_id is None:
                return None
            reader = await people.reader_of(db, [user_id])
            found = await queries.feed(db, user_id, self._services.clock.now())
        return calendar(reader, found)


def _keep(counted: OrderedDict[str, Bucket], key: str, bucket: Bucket | None, most: int) -> Bucket:
    """Return the bucket of an address, which is now the last of ``most`` that are kept."""
    kept = counted[key] = bucket or Bucket(EACH_A_MINUTE)
    counted.move_to_end(key)
    while len(counted) > most:
        counted.popitem(last=False)
    return kept


def _answer(request: web.Request, body: bytes) -> web.Response:
    tag = hashlib.sha256(body).hexdigest()[:32]
    known = any(one.value in (tag, "*") for one in request.if_none_match or ())
    answer = web.Response(status=304, headers=HEADERS) if known else _file(body)
    answer.etag = tag
    return answer


def _file(body: bytes) -> web.Response:
    return web.Response(body=body, headers=HEADERS, content_type="text/calendar", charset="utf-8")
