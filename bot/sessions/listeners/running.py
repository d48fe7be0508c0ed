"""The meeting itself: begun, not possible after all, or alone; and what came of it."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.sessions import queries
from bot.sessions.forms import SessionVersion, WrapUpForm
from bot.sessions.listeners.scheduling import open_cannot_come
from bot.sessions.service import changes, common
from bot.sessions.service import wrap_up as wrap_up_service
from bot.sessions.views import running, wrap_up


async def start(interaction: Interaction) -> Result:
    """Note that the two have begun."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await changes.start(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def report_absence(interaction: Interaction) -> Result:
    """Note that the other one is not there."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await changes.report_absence(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def open_wrap_up(interaction: Interaction) -> Result:
    """Open the wrap-up, as the person left it."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, shown.id, interaction.user_id)
        common.expect(meeting, interaction.now, *wrap_up_service.ANSWERABLE)
        said = await queries.wrap_up(db, meeting.session, interaction.user_id)
        agreed = await queries.actions(db, meeting.session)
    own = [action for action in agreed if action.written_by == interaction.user_id]
    await interaction.open(
        wrap_up.form(interaction.reader, meeting, meeting.party(interaction.user_id), said, own)
    )
    return None


async def submit_wrap_up(interaction: Interaction) -> Result:
    """Keep what the person says; the same form again changes nothing."""
    form, seen = parse(WrapUpForm, interaction.state), interaction.in_view(SessionVersion)
    async with interaction.write() as db:
        await wrap_up_service.wrap_up(
            db, seen.id, seen.version, interaction.user_id, form=form, now=interaction.now
        )
    return None


async def accept_handover(interaction: Interaction) -> Result:
    """Have the colleague asked whom the expert named."""
    return await _answer_handover(interaction, True)


async def decline_handover(interaction: Interaction) -> Result:
    """Ask nobody."""
    return await _answer_handover(interaction, False)


async def _answer_handover(interaction: Interaction, yes: bool) -> Result:
    session_id = interaction.pressed(RowId).id
    async with interaction.write() as db:
        await wrap_up_service.answer_handover(db, session_id, interaction.user_id, yes, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what is listened to."""
    router.action(running.STARTED, start)
    router.action(running.CANNOT, open_cannot_come)
    router.action(running.ABSENT, report_absence)
    router.action(wrap_up.WRAP_UP, open_wrap_up)
    router.view_submission(wrap_up.WRAP_UP_MODAL, submit_wrap_up)
    router.action(wrap_up.HANDOVER_YES, accept_handover)
    router.action(wrap_up.HANDOVER_NO, decline_handover)
