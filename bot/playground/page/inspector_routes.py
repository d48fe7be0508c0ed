"""The inspector: everything that went between Slack and the app."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page.json_routes import RefusedError, answering
from bot.playground.page.traffic_entries import entry_json
from bot.playground.slack.objects import Json
from bot.playground.slack.traffic import ApiCall, Delivery, Traffic

MOST_ENTRIES = 1_000


class InspectorRoutes:
    """The log at /ui/traffic."""

    def __init__(self, traffic: Traffic) -> None:
        self._log = traffic

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add it to the server."""
        router.add_get("/ui/traffic", answering(self._entries))
        router.add_delete("/ui/traffic", answering(self._clear))
        router.add_get(r"/ui/traffic/{seq:\d{1,15}}", answering(self._one))

    async def _entries(self, request: web.Request) -> Json:
        try:
            since = int(request.query.get("since") or 0)
            limit = max(1, min(int(request.query.get("limit") or 200), MOST_ENTRIES))
        except ValueError:
            raise RefusedError("bad_number", "since and limit are whole numbers.") from None
        full = request.query.get("full") == "1"
        found = [entry for entry in self._log.entries() if entry.seq > since]
        last = found[-1].seq if found else since
        return {"last": last, "entries": [entry_json(entry, full=full) for entry in found[-limit:]]}

    async def _clear(self, request: web.Request) -> Json:
        self._log.clear()
        return {"ok": True}

    async def _one(self, request: web.Request) -> Json:
        return entry_json(self._entry(int(request.match_info["seq"])), full=True)

    def _entry(self, seq: int) -> ApiCall | Delivery:
        found = next((entry for entry in self._log.entries() if entry.seq == seq), None)
        if found is None:
            raise RefusedError("not_found", "The log no longer holds this.", 404)
        return found
