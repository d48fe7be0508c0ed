"""Opening a checklist and saving it."""

from __future__ import annotations

from bot.checklists import service, views
from bot.kit.act import Act, Result
from bot.kit.listening import Listeners


async def opened(act: Act) -> Result:
    """Open the checklist of whoever pressed, as they left it."""
    async with act.read() as tx:
        found = await service.mine(tx, act.value, act.user_id)
    await act.open(views.form(found))
    return None


async def saved(act: Act) -> Result:
    """Keep what was ticked and written; saving the same form again changes nothing."""
    async with act.write() as tx:
        await service.save(tx, act.metadata["session"], act.user_id, act.values, act.now)
    return None


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.action(views.OPEN, opened)
    on.submission(views.MODAL, saved)
