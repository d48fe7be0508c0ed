"""api.*, auth.*, oauth.*, apps.*: tokens, and the address of a Socket Mode connection."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.playground.slack.errors import SlackError
from bot.playground.slack.methods.table import Args, Method
from bot.playground.slack.objects import Json, Token
from bot.playground.slack.workspace import Workspace

TOKEN_LIFE = timedelta(hours=12)
CODE_LIFE = timedelta(minutes=10)


def api_test(workspace: Workspace, args: Args) -> Json:
    """api.test: says back what it was told."""
    said = {name: value for name, value in args.raw.items() if name != "token"}
    if args.text("error"):
        raise SlackError(args.text("error"), args=said)
    return {"args": said}


def auth_test(workspace: Workspace, args: Args) -> Json:
    """auth.test: who the token belongs to."""
    bot = workspace.users[workspace.bot_user_id]
    return {
        "url": f"https://{workspace.team_domain}.slack.com/",
        "team": workspace.team_name,
        "user": bot.name,
        "team_id": workspace.team_id,
        "user_id": bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(workspace: Workspace, args: Args) -> Json:
    """auth.revoke: this token works no more."""
    if not args.flag("test"):
        workspace.tokens[args.text("token")].dead = "token_revoked"
    return {"revoked": not args.flag("test")}


def connections_open(workspace: Workspace, args: Args) -> Json:
    """apps.connections.open: a WebSocket address, good for one connection."""
    ticket = secrets.token_urlsafe(24)
    workspace.tokens[f"ticket:{ticket}"] = Token(ticket, "app")
    base = workspace.base_url.replace("http", "ws", 1)
    return {
        "url": f"{base}/link/?ticket={ticket}&app_id={workspace.app_id}",
    }


def new_bot_token(workspace: Workspace) -> Json:
    """Issue a bot token, and with token rotation on its refresh token, as oauth.v2.access words it."""
    prefix = "xoxe.xoxb-" if workspace.token_rotation else "xoxb-"
    token = Token(f"{prefix}1-{secrets.token_hex(16)}", "bot")
    answer: Json = {"access_token": token.value, "token_type": "bot"}
    if workspace.token_rotation:
        token.expires = workspace.clock.now() + TOKEN_LIFE
        refresh = f"xoxe-1-{secrets.token_hex(24)}"
        workspace.refresh_tokens[refresh] = token.value
        answer |= {"expires_in": int(TOKEN_LIFE.total_seconds()), "refresh_token": refresh}
    workspace.tokens[token.value] = token
    return answer


def oauth_access(workspace: Workspace, args: Args) -> Json:
    """oauth.v2.access: a code, or a refresh token, for a bot token."""
    if args.text("client_id") != workspace.client_id:
        raise SlackError("invalid_client_id")
    if args.text("client_secret") != workspace.client_secret:
        raise SlackError("bad_client_secret")
    installer = workspace.bot_user_id
    if args.text("grant_type") == "refresh_token":
        _spend_refresh_token(workspace, args.text("refresh_token"))
    else:
        installer = _spend_code(workspace, args)
    return {
        **new_bot_token(workspace),
        "scope": ",".join(sorted(workspace.scopes)),
        "bot_user_id": workspace.bot_user_id,
        "app_id": workspace.app_id,
        "team": {"id": workspace.team_id, "name": workspace.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer},
    }


def _spend_refresh_token(workspace: Workspace, given: str) -> None:
    if workspace.refresh_tokens.get(given) is None:
        raise SlackError("invalid_refresh_token")
    workspace.refresh_tokens[given] = None


def _spend_code(workspace: Workspace, args: Args) -> str:
    code = workspace.codes.get(args.text("code"))
    if code is None:
        raise SlackError("invalid_code")
    if code["used"]:
        raise SlackError("code_already_used")
    if workspace.clock.now() > code["expires"]:
        raise SlackError("invalid_code")
    if code["redirect_uri"] and args.text("redirect_uri") != code["redirect_uri"]:
        raise SlackError("bad_redirect_uri")
    code["used"] = True
    installer: str = code["user"]
    return installer


METHODS = {
    "api.test": Method(api_test, bearer="nobody"),
    "auth.test": Method(auth_test),
    "auth.revoke": Method(auth_revoke),
    "apps.connections.open": Method(connections_open, bearer="app"),
    "oauth.v2.access": Method(oauth_access, bearer="nobody"),
}
