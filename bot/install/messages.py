"""What the app says about its own access to a workspace."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.delivery.messages import Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.install import views
from bot.models import Installation


async def _access_ends(context: RenderContext) -> Effect | None:
    """Say it while it is so: another installation, or a renewal that came after all, makes it void."""
    row = await context.db.scalar(select(Installation))
    if row is None or row.renewal_error is None or row.expires_at is None:
        return None
    return PostMessage(*views.access_ends(context.reader, row.expires_at))


async def _let_in_again(context: RenderContext) -> Effect | None:
    """It was planned when the workspace turned the app away: that it can be sent says that this is over."""
    return PostMessage(*views.let_in_again(context.reader, context.row.created_at))


ACCESS_ENDS = MessageKind(
    id="install_access_ends",
    title="The app has to be installed again",
    why="Slack refused to renew the app's token.",
    render=_access_ends,
    policy=Policy(on_unknown_outcome="repeat"),
)
LET_IN_AGAIN = MessageKind(
    id="install_let_in_again",
    title="The workspace turned the app away for a while",
    why="Slack refused every call until an admin acted.",
    render=_let_in_again,
    policy=Policy(useful_for=timedelta(days=30)),
)
MESSAGES = (ACCESS_ENDS, LET_IN_AGAIN)
