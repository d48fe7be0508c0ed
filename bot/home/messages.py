"""App Home as the outbox publishes it."""

from __future__ import annotations

from bot.delivery import outbox
from bot.delivery.messages import Effect, Home, MessageKind, Policy, RenderContext
from bot.home import queries, views


async def _home(context: RenderContext) -> Effect | None:
    """Return a person's App Home as it should be now; nothing for those who never open it."""
    user_id = context.recipient.user_id
    if not await queries.keeps_home(context.db, user_id):
        return None
    page = await queries.page(context.db, user_id, context.now)
    return Home(views.home(context.reader, page, context.now))


HOME = MessageKind(
    id=outbox.HOME,
    title="App Home",
    why="Something on this Home has changed.",
    render=_home,
    policy=Policy(low_priority=True, on_unknown_outcome="repeat"),
)
MESSAGES = (HOME,)
