"""The pages by which a workspace installs the app: OAuth v2 with a state that works once, in one browser."""

from __future__ import annotations

import hmac
import logging
import secrets
from html import escape
from typing import Any
from urllib.parse import urlencode, urljoin

from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.install import service
from bot.install.service import Grant, Team
from bot.install.tokens import Tokens
from bot.kit.bucket import Bucket
from bot.kit.services import Services

log = logging.getLogger(__name__)

START = "/slack/install"
BACK = "/slack/oauth_redirect"
COOKIE = "pinchpoint-install"
BEGINNINGS_A_MINUTE = 300  # of everybody together; each costs us next to nothing
ENDS_A_MINUTE = 30  # each is a row, and a question to Slack
SPENT = frozenset({"invalid_code", "code_already_used", "code_expired", "invalid_grant"})

SCOPES = ("commands", "chat:write", "im:write", "users:read")
# Without these the app works too: no group DM (each side gets their own message), no calendar file in the
# conversation, a message whose fate is unknown is not looked up, and neither words in the app's own
# conversation nor a mention are heard, or the thread of one is not read; the guide is neither pinned nor a
# canvas, nothing waits for the end of a do-not-disturb, and no user group can be invited to ask.
OPTIONAL_SCOPES = (
    *("mpim:write", "files:write", "users:read.email", "im:history", "mpim:history"),
    *("app_mentions:read", "channels:history", "groups:history", "pins:write", "canvases:write"),
    *("users.profile:read", "dnd:read", "usergroups:read"),
)

# What people read here, in English: whoever installs an app is not known yet.
INSTALLED = "Pinchpoint is in {workspace}"
INSTALLED_NEXT = "Open Slack and look for Pinchpoint under Apps: its Home tab shows how to begin."
OPEN_SLACK = "Open Slack"

CANCELLED = "Nothing was installed"
CANCELLED_NEXT = "You left before the end, and that is fine. Whenever you like, you can begin again."

STALE = "This installation link is no longer good"
STALE_NEXT = (
    "It works once, within ten minutes, in the browser in which it began. "
    "Please begin again from here; it takes a minute."
)

FAILED = "Slack did not finish the installation"
FAILED_NEXT = "Nothing was changed. Please try again in a few minutes (reference {reference})."

BUSY = "Many are installing Pinchpoint just now"
BUSY_NEXT = "Please begin again in a minute."

AGAIN = "Begin again"

_STYLE = (
    "body{font:18px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1d1c1d}"
    "a{display:inline-block;background:#4a154b;color:#fff;padding:.6rem 1.2rem;border-radius:.4rem;"
    "text-decoration:none}"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class InstallPages:
    """The two addresses of an installation: where it begins, and where Slack sends people back to."""

    def __init__(self, services: Services, tokens: Tokens) -> None:
        self._services = services
        self._hooks = tokens.hooks
        self._below = services.settings.public_path
        self._beginnings, self._ends = Bucket(BEGINNINGS_A_MINUTE), Bucket(ENDS_A_MINUTE)

    def add_to(self, app: web.Application) -> None:
        """Serve the pages in this application."""
        for path in both(START, self._below):
            app.router.add_get(path, self.start)
        for path in both(BACK, self._below):
            app.router.add_get(path, self.finish)

    async def start(self, request: web.Request) -> web.StreamResponse:
        """Send the browser to Slack's consent page."""
        if not self._beginnings.take():
            return self._busy()
        state = service.new_state(self._secret(), self._services.clock.now())
        query = {
            "client_id": self._services.settings.slack_client_id or "",
            "scope": ",".join([*SCOPES, *OPTIONAL_SCOPES]),
            "state": state,
            **self._redirect_uri(),
        }
        consent = urljoin(self._services.settings.slack_api_url, "../oauth/v2/authorize")
        answer = web.Response(status=302, headers={**_HEADERS, "Location": f"{consent}?{urlencode(query)}"})
        answer.set_cookie(
            COOKIE,
            state,
            max_age=int(service.STATE_LIFE.total_seconds()),
            path=f"{self._below}/slack/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return answer

    async def finish(self, request: web.Request) -> web.Response:
        """Take what Slack granted. The state is used up first, whatever comes of it."""
        state = request.query.get("state", "")
        known = request.cookies.get(COOKIE, "")
        genuine = hmac.compare_digest(state.encode("utf-8", "replace"), known.encode("utf-8", "replace"))
        if not (genuine and service.is_state(self._secret(), state, self._services.clock.now())):
            return self._page(400, STALE, STALE_NEXT)
        if not self._ends.take():
            return self._busy()
        if not await self._use_state(state):
            return self._page(400, STALE, STALE_NEXT)
        code = request.query.get("code")
        if request.query.get("error") or not code:
            return self._page(200, CANCELLED, CANCELLED_NEXT)
        try:
            answer = await self._exchange(code)
            grant = read_grant(answer, self._services.clock.now())
            await self._take(grant)
        except Exception as error:
            if _code_of(error) in SPENT:
                return self._page(400, STALE, STALE_NEXT)
            reference = secrets.token_hex(4)
            log.exception("error %s in an installation", reference)
            return self._page(502, FAILED, FAILED_NEXT.format(reference=reference))
        return self._success(grant)

    def _secret(self) -> str:
        secret = self._services.settings.slack_client_secret
        return secret.get_secret_value() if secret else ""

    def _busy(self) -> web.Response:
        answer = self._page(429, BUSY, BUSY_NEXT)
        answer.headers["Retry-After"] = "60"
        return answer

    async def _use_state(self, state: str) -> bool:
        return await service.use_state(self._services.database, state, self._services.clock.now())

    async def _exchange(self, code: str) -> Any:
        return await self._services.slack.with_token(None).oauth_v2_access(
            client_id=self._services.settings.slack_client_id or "",
            client_secret=self._secret(),
            code=code,
            **self._redirect_uri(),
        )

    async def _take(self, grant: Grant) -> None:
        database, now = self._services.database, self._services.clock.now()
        hooks = [] if grant.for_enterprise else self._hooks
        await service.arrive(database, grant.team, hooks, now, anew=True)
        await service.keep(database, grant, now)
        log.info("the app was installed in workspace %s", grant.team.id)
        self._services.wake()

    def _redirect_uri(self) -> dict[str, str]:
        """Name the address to come back to, where it is known; otherwise Slack takes the configured one."""
        public = self._services.settings.public_url
        return {} if public is None else {"redirect_uri": urljoin(public, BACK.lstrip("/"))}

    def _page(self, status: int, heading: str, text: str) -> web.Response:
        return _page(status, heading, text, AGAIN, self._below + START)

    def _success(self, grant: Grant) -> web.Response:
        link = f"slack://app?{urlencode({'team': grant.team.id, 'id': grant.app_id, 'tab': 'home'})}"
        heading = INSTALLED.format(workspace=grant.team.name or "your workspace")
        answer = _page(200, heading, INSTALLED_NEXT, OPEN_SLACK, link)
        answer.del_cookie(COOKIE, path=f"{self._below}/slack/")
        return answer


def read_grant(answer: Any, now: Any) -> Grant:
    """Read the answer of oauth.v2.access. Raises KeyError or TypeError when it lacks what it must have."""
    enterprise = answer.get("enterprise") or {}
    for_all = bool(answer.get("is_enterprise_install"))
    team = enterprise if for_all else answer["team"]
    return Grant(
        team=Team(
            id=str(team["id"]),
            name=str(team.get("name") or ""),
            bot_user_id=str(answer["bot_user_id"]),
            enterprise_id=enterprise.get("id"),
        ),
        token=str(answer["access_token"]),
        for_enterprise=for_all,
        app_id=str(answer.get("app_id") or ""),
        scopes=str(answer.get("scope") or ""),
        refresh_token=answer.get("refresh_token"),
        expires_at=service.expiry(answer, now),
        installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
    )


def both(path: str, below: str) -> list[str]:
    """Return the paths at which something is served: a proxy may leave the path below which we are."""
    return [path, below + path] if below else [path]


def _code_of(error: Exception) -> str:
    body = getattr(error.response, "data", None) if isinstance(error, SlackApiError) else None
    return str(body.get("error")) if isinstance(body, dict) else ""


def _page(status: int, heading: str, text: str, button: str, link: str) -> web.Response:
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(heading)}</title><style>{_STYLE}</style></head><body>"
        f'<h1>{escape(heading)}</h1><p>{escape(text)}</p><a href="{escape(link)}">{escape(button)}</a>'
        "</body></html>"
    )
    return web.Response(status=status, text=html, content_type="text/html", headers=_HEADERS)
