"""Who has something new, whoever is on screen, and what it came from."""

from __future__ import annotations

from aiohttp import web

from bot.playground.page.journey import Journey
from bot.playground.page.json_routes import answering
from bot.playground.page.locators import plain_words
from bot.playground.page.snapshot import unread_in
from bot.playground.slack.objects import Channel, Json, Message, User
from bot.playground.slack.server import StandIn


class NewsRoutes:
    """Unread messages of everybody at /ui/news."""

    def __init__(self, slack: StandIn, journey: Journey) -> None:
        self._slack = slack
        self._journey = journey

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add it to the server."""
        router.add_get("/ui/news", answering(self._news))

    async def _news(self, request: web.Request) -> Json:
        people = [one for one in self._slack.workspace.users.values() if not one.is_bot and not one.deleted]
        return {"news": [told for one in people if (told := self._of(one)) is not None]}

    def _of(self, person: User) -> Json | None:
        """Return how much is new for a person, and the newest of it; None for nothing."""
        workspace = self._slack.workspace
        unread: list[tuple[Channel, Message]] = [
            (channel, item)
            for channel in workspace.channels.values()
            if person.id in channel.members
            for item in unread_in(channel, person.id)
        ]
        if not unread:
            return None
        channel, newest = max(unread, key=lambda one: float(one[1].ts))
        return {
            "id": person.id,
            "unread": len(unread),
            "channel": channel.id,
            "ts": newest.ts,
            "words": plain_words(workspace, newest),
            "after": self._journey.last_before(float(newest.ts)),
        }
