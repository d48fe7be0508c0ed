"""What became of agreed actions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.kit.blocks import View
from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Handler, Router
from bot.sessions import queries
from bot.sessions.forms import ActionDayForm
from bot.sessions.service import actions, common
from bot.sessions.views import actions as views

Step = Callable[[WorkspaceSession, str, str, datetime], Awaitable[object]]


def _settles(step: Step) -> Handler:
    """Return the listener of a button that says what became of an action."""

    async def settle(interaction: Interaction) -> Result:
        action_id = interaction.pressed(RowId).id
        async with interaction.write() as db:
            await step(db, action_id, interaction.user_id, interaction.now)
        return await _redraw(interaction)

    return settle


async def _redraw(interaction: Interaction) -> Result:
    """Show the list as it stands, where it was pressed in the list."""
    if interaction.view.get("callback_id") == views.ACTIONS_MODAL:
        session_id = interaction.in_view(RowId).id
        await interaction.redraw(await _list(interaction, session_id))
    return None


async def _list(interaction: Interaction, session_id: str) -> View:
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, session_id, interaction.user_id)
        own = await queries.own_actions(db, interaction.user_id, session_id)
    return views.all_actions(interaction.reader, meeting, meeting.party(interaction.user_id), own)


async def open_list(interaction: Interaction) -> Result:
    """Open the person's actions of a session."""
    await interaction.open(await _list(interaction, interaction.pressed(RowId).id))
    return None


async def open_day(interaction: Interaction) -> Result:
    """Open the form for another day."""
    async with interaction.read() as db:
        own = await actions.own_action(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.another_day(interaction.reader, own))
    return None


async def submit_day(interaction: Interaction) -> Result:
    """Move the action to that day."""
    form, action_id = parse(ActionDayForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await actions.postpone(db, action_id, interaction.user_id, form.due, interaction.now)
    return None


async def show(interaction: Interaction) -> Result:
    """Let the other one see what became of the actions."""
    session_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await actions.show(db, session_id, interaction.user_id, interaction.now)
    return await _redraw(interaction)


def register(router: Router) -> None:
    """Say what is listened to."""
    router.action(views.DONE, _settles(actions.finish))
    router.action(views.DROP, _settles(actions.drop))
    router.action(views.UNDO, _settles(actions.undo))
    router.action(views.MOVE, open_day)
    router.view_submission(views.MOVE_MODAL, submit_day)
    router.action(views.OPEN, open_list)
    router.action(views.SHOW, show)
