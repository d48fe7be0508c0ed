"""What people press about pooled asks."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.pooled import service
from bot.pooled.forms import PickForm
from bot.pooled.views import expert, meeting, mentee


async def say_yes(interaction: Interaction) -> Result:
    """Agree to share."""
    return await _answer(interaction, yes=True)


async def say_no(interaction: Interaction) -> Result:
    """Rather wait alone, before or after a yes."""
    return await _answer(interaction, yes=False)


async def _answer(interaction: Interaction, *, yes: bool) -> Result:
    place_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await service.answer(db, place_id, interaction.user_id, yes=yes, now=interaction.now)
    return None


async def open_pick(interaction: Interaction) -> Result:
    """Open the modal in which an expert picks a time for everybody."""
    async with interaction.read() as db:
        found = await service.to_pick(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    await interaction.open(expert.pick_modal(interaction.reader, found))
    return None


async def submit_pick(interaction: Interaction) -> Result:
    """Book the time for everybody."""
    form, pool_id = parse(PickForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.accept(db, pool_id, interaction.user_id, form.start, interaction.now)
    return None


async def decline(interaction: Interaction) -> Result:
    """Say no to all of them."""
    async with interaction.write() as db:
        await service.decline(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def open_move(interaction: Interaction) -> Result:
    """Open the modal in which the expert picks another time."""
    if await _open_return(interaction):
        return None
    async with interaction.read() as db:
        pool_id, by = interaction.pressed(RowId).id, interaction.user_id
        found = await service.to_move(db, pool_id, by, interaction.now)
    await interaction.open(meeting.move_modal(interaction.reader, found))
    return None


async def submit_move(interaction: Interaction) -> Result:
    """Move a shared session for everybody."""
    form, pool_id = parse(PickForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.move_to(db, pool_id, interaction.user_id, form.start, interaction.now)
    return None


async def open_cant_come(interaction: Interaction) -> Result:
    """Open the modal that says what follows when somebody can't come."""
    if await _open_return(interaction):
        return None
    async with interaction.read() as db:
        found = await service.to_leave(
            db, interaction.pressed(RowId).id, interaction.user_id, interaction.now
        )
    await interaction.open(meeting.cant_come_modal(interaction.reader, found, interaction.user_id))
    return None


async def _open_return(interaction: Interaction) -> bool:
    """Open the way back to whoever said that they can't come; return whether that is them.

    What stands in a conversation is the same for everybody, so its buttons can't be hidden from them.
    """
    pool_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        found = await service.to_return(db, pool_id, interaction.user_id, interaction.now)
    if found is not None:
        await interaction.open(meeting.return_modal(interaction.reader, found))
    return found is not None


async def submit_return(interaction: Interaction) -> Result:
    """Take somebody in again who comes after all."""
    async with interaction.write() as db:
        await service.come_back(db, interaction.in_view(RowId).id, interaction.user_id, interaction.now)
    return None


async def submit_cant_come(interaction: Interaction) -> Result:
    """Take note that somebody can't come."""
    async with interaction.write() as db:
        await service.cannot_come(db, interaction.in_view(RowId).id, interaction.user_id, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(mentee.YES, say_yes)
    router.action(mentee.NO, say_no)
    router.action(expert.PICK_OPEN, open_pick)
    router.action(expert.NOT_ME, decline)
    router.view_submission(expert.PICK, submit_pick)
    router.action(meeting.MOVE_OPEN, open_move)
    router.view_submission(meeting.MOVE, submit_move)
    router.view_submission(meeting.RETURN, submit_return)
    router.action(meeting.CANT_COME_OPEN, open_cant_come)
    router.view_submission(meeting.CANT_COME, submit_cant_come)
