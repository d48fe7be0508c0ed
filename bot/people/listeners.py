"""What Slack tells about its members."""

from __future__ import annotations

from bot.kit.act import Act
from bot.kit.listening import Listeners
from bot.people import service


async def member_changed(act: Act) -> None:
    """A member moved, was renamed, became an admin, or left."""
    async with act.write() as tx:
        await service.learn(tx, [act.body["event"]["user"]], act.now, strangers=False)


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.event("user_change", member_changed)
