"""StandIn: a local Slack at the HTTP boundary. The app under test cannot tell it from the real one.

Use in a test::

    async with StandIn(clock) as slack:              # port 0: any free port; binds to 127.0.0.1
        ada = slack.add_person("ada", "Ada Lovelace", tz="Europe/Berlin")
        slack.add_person("noor", "Noor Said", is_admin=True)
        general = slack.add_channel("general")       # everybody and the bot are in it
        slack.use_manifest(yaml.safe_load(Path("manifest.yml").read_text()))   # commands, shortcuts, ...
        # start the app with slack.api_url, slack.bot_token, slack.signing_secret, and then either
        slack.connect_http("http://127.0.0.1:3000/slack/events")
        # or, for Socket Mode, let the app connect with slack.app_token:
        slack.connect_socket(); await slack.wait_until(lambda: slack.sockets.connections)

        from tests.support.person import Person      # sees and presses like a human
        await Person(slack, ada.id).command("/ask-expert", "How do I ...?")

``clock`` is anything with ``.now()`` (aware UTC); message timestamps, token life and response_url life follow
it. Signatures, trigger expiry (3 s) and HTTP time-outs run in real time.

What tests look at: ``slack.violations`` (every limit that a message or view broke; assert it is empty),
``slack.traffic.calls`` / ``.calls_of("chat.postMessage")`` (method, args, answer, seconds),
``slack.traffic.deliveries`` / ``.deliveries_of("view_submission")`` (payload, status, body, failure,
seconds), ``slack.world`` (users, channels, views as plain data). ``await slack.wait_until(predicate)`` waits
for a state, ``await slack.settle()`` until nothing has been under way for a moment.

Bad weather: ``slack.weather.add("chat.postMessage", "rate_limited", times=2, seconds=30)`` (also
server_error, hang, lost, slow, error), ``slack.weather.duplicate_events = 1``,
``await slack.courier.redeliver(delivery)``, ``await slack.deactivate(user_id)``, ``slack.revoke_token()``,
``await slack.uninstall()``, ``await slack.sockets.disconnect()``. Installation: ``slack.issue_code(user_id)``
gives a code for oauth.v2.access.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Literal, Self

from aiohttp import web

from bot.playground import guard, sideroutes, ui
from bot.playground.api import WebApi
from bot.playground.backstage import Backstage
from bot.playground.delivery import Courier, HttpCarrier
from bot.playground.journey import Journey
from bot.playground.methods.apps import CODE_LIFE
from bot.playground.pressing import Hands
from bot.playground.replay import Replay
from bot.playground.shapes import user as user_shape
from bot.playground.snapshot import clock_json
from bot.playground.sockets import SocketHub
from bot.playground.timemachine import TimeMachine
from bot.playground.traffic import Traffic
from bot.playground.waiting import Waiting
from bot.playground.weather import Weather
from bot.playground.world import Channel, Clock, Command, Shortcut, Token, User, World

DEFAULT_SCOPES = frozenset(
    (
        *("channels:history", "channels:read", "groups:history", "groups:read", "im:history", "im:read"),
        *("im:write", "mpim:history", "mpim:read", "mpim:write", "chat:write", "commands", "dnd:read"),
        *("files:read", "files:write", "team:read", "users.profile:read", "users:read", "users:read.email"),
    )
)
DEFAULT_EVENTS = frozenset(
    ["app_home_opened", "app_uninstalled", "tokens_revoked", "message.im", "team_join", "user_change"]
)
MOST_BYTES = 64 * 1024 * 1024


class StandIn:
    """The server, the world it keeps, and everything that can be done to both."""

    def __init__(self, clock: Clock, *, token_rotation: bool = False) -> None:
        self.clock = clock
        self.world = World(clock, scopes=set(DEFAULT_SCOPES), events=set(DEFAULT_EVENTS))
        self.world.token_rotation = token_rotation
        self.traffic = Traffic()
        self.weather = Weather()
        self.courier = Courier(self.world, self.traffic, self.weather)
        self.people = Hands(self.world, self.courier)
        self.sockets = SocketHub(self.world)
        self.api = WebApi(self.world, self.traffic, self.weather)
        self.signing_secret = secrets.token_hex(16)
        self.bot_token = f"xoxb-{secrets.token_hex(16)}"
        self.app_token = f"xapp-1-{secrets.token_hex(16)}"
        self.page_token = secrets.token_urlsafe(24)
        self._furnish(self.world)
        waiting = Waiting(self.world, self.traffic)
        self.wait_until, self.settle = waiting.wait_until, waiting.settle
        self._runner: web.AppRunner | None = None
        self.live = ui.Live(self)
        self.time = TimeMachine(clock, self._clock_moved)
        self.journey = Journey(self.world)
        self.replay = Replay(self)
        self.declared_scopes = set(DEFAULT_SCOPES)
        self.backstage: Backstage | None = None

    def _furnish(self, world: World) -> None:
        """Give a new world what is always there: the app's tokens and its bot user."""
        world.tokens[self.bot_token] = Token(self.bot_token, "bot")
        world.tokens[self.app_token] = Token(self.app_token, "app")
        world.add_user(User(world.bot_user_id, "pinchpoint", "Pinchpoint", is_bot=True))

    # --- being there -------------------------------------------------------------------------------

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Start to listen; port 0 takes any free one."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[guard.middleware(self.page_token)])
        app.router.add_route("*", "/api/{method}", self.api.handle)
        sideroutes.add_routes(app, self)
        app.router.add_get("/link/", self.sockets.handle)
        ui.add_routes(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound: int = self._runner.addresses[0][1]
        self.world.base_url = f"http://{host}:{bound}"

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        await self.replay.close()
        await self.time.close()
        await self.courier.close()
        await self.live.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return self.world.base_url

    @property
    def api_url(self) -> str:
        """The address for ``SLACK_API_URL`` or ``AsyncWebClient(base_url=...)``."""
        return f"{self.world.base_url}/api/"

    @property
    def page_url(self) -> str:
        """The address of the page, with the token that it asks for."""
        return f"{self.world.base_url}/?token={self.page_token}"

    @property
    def violations(self) -> list[str]:
        """Every limit that anything the app sent has broken."""
        return self.world.violations

    async def begin_anew(self, world: World | None = None) -> None:
        """Forget everything and go on with another world (a new one unless given); the page's address stays.

        Commands, shortcuts, scopes and events are those declared before.
        """
        await self.disconnect()
        await self.sockets.close()
        if world is None:
            world = World(self.clock, scopes=set(self.declared_scopes), events=set(self.world.events))
            world.commands, world.shortcuts = dict(self.world.commands), dict(self.world.shortcuts)
            world.token_rotation = self.world.token_rotation
            self._furnish(world)
        self.world.become(world)
        self.traffic.clear()
        self.weather.clear()
        self.journey.begin()

    async def _clock_moved(self, by: timedelta) -> None:
        """Wake the app's worker and tell the pages."""
        if self.backstage is not None and not self.backstage.busy:
            self.backstage.wake()
        self.live.push({"type": "clock", **clock_json(self)})

    # --- the app -----------------------------------------------------------------------------------

    def connect_http(self, url: str) -> None:
        """Deliver by signed HTTP requests to the app's URL."""
        self.courier.carrier = HttpCarrier(url, self.signing_secret)

    async def disconnect(self) -> None:
        """Stop what is under way to the app, and know no way to it any more."""
        await self.courier.close()
        self.courier.carrier = None

    def connect_socket(self) -> None:
        """Deliver over the connections that the app opens by apps.connections.open."""
        self.courier.carrier = self.sockets

    def use_manifest(self, manifest: dict[str, Any]) -> None:
        """Take commands, shortcuts, bot scopes (optional ones too) and events from an app manifest."""
        features = manifest.get("features", {})
        for entry in features.get("slash_commands", []):
            self.declare_command(
                entry["command"],
                entry.get("description", ""),
                entry.get("usage_hint", ""),
                bool(entry.get("should_escape")),
            )
        for entry in features.get("shortcuts", []):
            described = entry.get("description", "")
            self.declare_shortcut(entry["type"], entry["name"], entry["callback_id"], described)
        self.world.home_enabled = bool(features.get("app_home", {}).get("home_tab_enabled", True))
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        self.declared_scopes = {*scopes.get("bot", []), *scopes.get("bot_optional", [])}
        self.world.scopes = set(self.declared_scopes)
        subscriptions = manifest.get("settings", {}).get("event_subscriptions", {})
        self.world.events = set(subscriptions.get("bot_events", []))

    def declare_command(
        self, command: str, description: str = "", usage_hint: str = "", should_escape: bool = False
    ) -> None:
        """Let people type this slash command."""
        self.world.commands[command] = Command(command, description, usage_hint, should_escape)

    def declare_shortcut(self, kind: str, name: str, callback_id: str, description: str = "") -> None:
        """Let people use this shortcut; ``kind`` is "global" or "message"."""
        where: Literal["global", "message"] = "global" if kind == "global" else "message"
        self.world.shortcuts[callback_id] = Shortcut(where, name, callback_id, description)

    # --- the workspace -----------------------------------------------------------------------------

    def add_person(self, name: str, real_name: str = "", *, id: str = "", **more: Any) -> User:
        """Take a person into the team and into #general, if there is one; ``more`` are fields of User."""
        user = User(id or self.world.next_id("U"), name, real_name or name.title(), **more)
        self.world.add_user(user)
        for channel in self.world.channels.values():
            if channel.name == "general" and not user.deleted:
                channel.members.append(user.id)
        return user

    def add_channel(
        self, name: str, members: list[str] | None = None, *, private: bool = False, bot: bool = True
    ) -> Channel:
        """Create a channel with these people (everybody unless told), with or without the bot."""
        everybody = [u.id for u in self.world.users.values() if not u.is_bot and not u.deleted]
        inside = list(everybody if members is None else members)
        if bot:
            inside.append(self.world.bot_user_id)
        return self.world.add_channel("group" if private else "channel", name, inside)

    async def deactivate(self, user_id: str) -> None:
        """Deactivate a person; the app hears of it by ``user_change``."""
        user = self.world.users[user_id]
        user.deleted, user.updated = True, self.world.now_seconds()
        await self.tell_of_change(user_id)

    async def reactivate(self, user_id: str) -> None:
        """Let a deactivated person back in; the app hears of it by ``user_change``."""
        user = self.world.users[user_id]
        user.deleted, user.updated = False, self.world.now_seconds()
        await self.tell_of_change(user_id)

    async def tell_of_change(self, user_id: str) -> None:
        """Send ``user_change`` for a person whose data was changed here."""
        shape = user_shape(self.world, self.world.users[user_id])
        self.world.changed([user_id])
        event = {"type": "user_change", "user": shape, "cache_ts": self.world.now_seconds()}
        await self.courier.event(event | {"event_ts": self.world.next_ts()})

    async def welcome(self, user_id: str) -> None:
        """Send ``team_join`` for a person who was added."""
        shape = user_shape(self.world, self.world.users[user_id])
        await self.courier.event({"type": "team_join", "user": shape, "event_ts": self.world.next_ts()})

    def revoke_token(self, code: str = "token_revoked") -> None:
        """Kill every bot token: calls are answered with ``code`` (account_inactive after an uninstall)."""
        for token in self.world.tokens.values():
            if token.kind == "bot":
                token.dead = code

    async def uninstall(self) -> None:
        """Remove the app: its tokens die first, then it is told, in Slack's no particular order."""
        self.revoke_token("account_inactive")
        tokens = {"oauth": [], "bot": [self.world.bot_user_id]}
        stamp = {"event_ts": self.world.next_ts()}
        await self.courier.event({"type": "tokens_revoked", "tokens": tokens} | stamp)
        await self.courier.event({"type": "app_uninstalled"} | stamp)

    @property
    def installed(self) -> bool:
        """Whether the app's bot token still works."""
        return self.world.tokens[self.bot_token].dead is None

    def reinstall(self) -> None:
        """Install the app again: its token works as before, with every scope it asks for."""
        self.world.tokens[self.bot_token].dead = None
        self.world.scopes = set(self.declared_scopes)

    def issue_code(self, user_id: str, redirect_uri: str = "") -> str:
        """Return a code as the consent page would send it to the app; good for ten minutes."""
        code = secrets.token_urlsafe(24)
        expires = self.clock.now() + CODE_LIFE
        grant = {"user": user_id, "redirect_uri": redirect_uri, "expires": expires, "used": False}
        self.world.codes[code] = grant
        return code
