"""StandIn: a local Slack at the HTTP boundary. The app under test cannot tell it from the real one.

Use in a test::

    async with StandIn(clock) as slack:              # port 0: any free port; binds to 127.0.0.1
        ada = slack.add_person("ada", "Ada Lovelace", tz="Europe/Berlin")
        slack.add_person("noor", "Noor Said", is_admin=True)
        general = slack.add_channel("general")       # everybody and the bot are in it
        slack.use_manifest(manifest)                 # a dict: commands, shortcuts, scopes, events
        # start the app with slack.api_url, slack.bot_token, slack.signing_secret, and then either
        slack.connect_http("http://127.0.0.1:3000/slack/events")
        # or, for Socket Mode, let the app connect with slack.app_token:
        slack.connect_socket(); await slack.wait_until(lambda: slack.socket_mode.connections)

        from tests.support.person import Person      # sees and presses like a human
        await Person(slack, ada.id).command("/ask-expert", "How do I ...?")

``clock`` is anything with ``.now()`` (aware UTC); message timestamps, token life and response_url life follow
it. Signatures, trigger expiry (3 s) and HTTP time-outs run in real time.

What tests look at: ``slack.violations`` (every limit that a message or view broke; assert it is empty),
``slack.traffic.calls`` / ``.calls_of("chat.postMessage")`` (method, args, answer, seconds),
``slack.traffic.deliveries`` / ``.deliveries_of("view_submission")`` (payload, status, body, failure,
seconds), ``slack.workspace`` (users, channels, views as plain data). ``await slack.wait_until(predicate)``
waits for a state, ``await slack.settle()`` until nothing has been under way for a moment.

Bad weather: ``slack.weather.add("chat.postMessage", "rate_limited", times=2, seconds=30)`` (also
server_error, hang, lost, slow, error), ``slack.api.limits = PostLimits()``,
``slack.weather.duplicate_events = 1``,
``await slack.dispatcher.redeliver(delivery)``, ``await slack.deactivate(user_id)``,
``slack.revoke_token()``, ``await slack.uninstall()``, ``await slack.socket_mode.disconnect()``.
Installation: ``slack.issue_code(user_id)`` gives a code for oauth.v2.access.
"""

from __future__ import annotations

import secrets
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.playground.slack import guard, manifest
from bot.playground.slack.actor import Actor
from bot.playground.slack.administration import Administration
from bot.playground.slack.dispatcher import Dispatcher
from bot.playground.slack.file_routes import FileRoutes
from bot.playground.slack.http_transport import HttpTransport
from bot.playground.slack.objects import Token, User
from bot.playground.slack.response_urls import ResponseUrls
from bot.playground.slack.socket_mode import SocketMode
from bot.playground.slack.traffic import Traffic
from bot.playground.slack.waiter import Waiter
from bot.playground.slack.weather import Weather
from bot.playground.slack.web_api import WebApi
from bot.playground.slack.workspace import Clock, Workspace

DEFAULT_SCOPES = frozenset(
    (
        *("channels:history", "channels:read", "groups:history", "groups:read", "im:history", "im:read"),
        *("im:write", "mpim:history", "mpim:read", "mpim:write", "chat:write", "commands", "dnd:read"),
        *("canvases:write", "files:read", "files:write", "pins:write", "team:read"),
        "usergroups:read",
        *("users.profile:read", "users:read", "users:read.email"),
    )
)
DEFAULT_EVENTS = frozenset(
    ["app_home_opened", "app_uninstalled", "tokens_revoked", "message.im", "team_join", "user_change"]
)
MOST_BYTES = 64 * 1024 * 1024


class StandIn(Administration):
    """The server, the workspace it holds, and everything that can be done to both.

    A page of its own may be served beside it: ``web_app`` is extended with routes and given to ``start``.
    """

    def __init__(self, clock: Clock, *, token_rotation: bool = False) -> None:
        self.clock = clock
        workspace = Workspace(clock, scopes=set(DEFAULT_SCOPES), events=set(DEFAULT_EVENTS))
        workspace.token_rotation = token_rotation
        self.traffic = Traffic()
        self.weather = Weather()
        dispatcher = Dispatcher(workspace, self.traffic, self.weather)
        super().__init__(workspace, dispatcher, f"xoxb-{secrets.token_hex(16)}")
        self.actor = Actor(workspace, dispatcher)
        self.socket_mode = SocketMode(workspace)
        self.api = WebApi(workspace, self.traffic, self.weather)
        self.signing_secret = secrets.token_hex(16)
        self.app_token = f"xapp-1-{secrets.token_hex(16)}"
        self.configuration_token = f"xoxe.xoxp-1-{secrets.token_hex(16)}"
        self.files = FileRoutes(workspace)
        self._response_urls = ResponseUrls(workspace, self.traffic, self.weather)
        self._add_app_identity(workspace)
        waiter = Waiter(workspace, self.traffic)
        self.wait_until, self.settle = waiter.wait_until, waiter.settle
        self._runner: web.AppRunner | None = None

    def _add_app_identity(self, workspace: Workspace) -> None:
        """Give a new workspace what is always there: the app's tokens and its bot user."""
        workspace.tokens[self.bot_token] = Token(self.bot_token, "bot")
        workspace.tokens[self.app_token] = Token(self.app_token, "app")
        workspace.tokens[self.configuration_token] = Token(self.configuration_token, "configuration")
        workspace.add_user(User(workspace.bot_user_id, "pinchpoint", "Pinchpoint", is_bot=True))

    # --- serving -----------------------------------------------------------------------------------

    def web_app(self, *middlewares: Middleware) -> web.Application:
        """Return the application with Slack's routes; ``middlewares`` stand before each of them."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=[guard.local_only, *middlewares])
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_post("/response/{id}/{secret}", self._response_urls.handle)
        app.router.add_post("/upload/{file}", self.files.upload)
        app.router.add_get("/files/{file}/{name}", self.files.download)
        app.router.add_get("/link/", self.socket_mode.handle)
        return app

    async def start(self, port: int = 0, host: str = "127.0.0.1", app: web.Application | None = None) -> None:
        """Start to listen; port 0 takes any free one. ``app`` is a ``web_app`` that was extended."""
        self._runner = web.AppRunner(app or self.web_app(), access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound: int = self._runner.addresses[0][1]
        self.workspace.base_url = f"http://{host}:{bound}"

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        await self.dispatcher.close()
        await self.socket_mode.close()
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
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """The address for ``SLACK_API_URL`` or ``AsyncWebClient(base_url=...)``."""
        return f"{self.workspace.base_url}/api/"

    @property
    def violations(self) -> list[str]:
        """Every limit that anything the app sent has broken."""
        return self.workspace.violations

    async def reset(self, workspace: Workspace | None = None) -> None:
        """Forget everything and go on with another workspace (a new one unless given); the address stays.

        Commands, shortcuts, scopes and events are those declared before.
        """
        await self.disconnect()
        await self.socket_mode.close()
        if workspace is None:
            workspace = Workspace(
                self.clock, scopes=set(self.declared_scopes), events=set(self.workspace.events)
            )
            workspace.declare_as(self.workspace)
            workspace.token_rotation = self.workspace.token_rotation
            self._add_app_identity(workspace)
        self.workspace.replace_with(workspace)
        self.traffic.clear()
        self.weather.clear()

    # --- the app -----------------------------------------------------------------------------------

    def connect_http(self, url: str) -> None:
        """Deliver by signed HTTP requests to the app's URL."""
        self.dispatcher.transport = HttpTransport(url, self.signing_secret)

    async def disconnect(self) -> None:
        """Stop what is under way to the app, and know no way to it any more."""
        await self.dispatcher.close()
        self.dispatcher.transport = None

    def connect_socket(self) -> None:
        """Deliver over the connections that the app opens by apps.connections.open."""
        self.dispatcher.transport = self.socket_mode

    def use_manifest(self, declared: dict[str, Any]) -> None:
        """Take commands, shortcuts, bot scopes (optional ones too) and events from an app manifest."""
        self.declared_scopes = manifest.apply(self.workspace, declared)

    def declare_command(
        self, command: str, description: str = "", usage_hint: str = "", should_escape: bool = False
    ) -> None:
        """Let people type this slash command."""
        manifest.declare_command(self.workspace, command, description, usage_hint, should_escape)

    def declare_shortcut(self, kind: str, name: str, callback_id: str, description: str = "") -> None:
        """Let people use this shortcut; ``kind`` is "global" or "message"."""
        manifest.declare_shortcut(self.workspace, kind, name, callback_id, description)
