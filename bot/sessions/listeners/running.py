"""The meeting itself: begun, not possible after all, or alone; and what came of it."""

from __future__ import annotations

from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.sessions import queries
from bot.sessions.forms import SessionVersion, WrapUpForm
from bot.sessions.listeners.scheduling import open_cannot_come
from bot.sessions.service import attendance, common
from bot.sessions.service import wrap_up as wrap_up_service
from bot.sessions.views import running, scheduling, wrap_up


async def start(interaction: Interaction) -> Result:
    """Note that the two have begun."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.start(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def report_absence(interaction: Interaction) -> Result:
    """Have the other one asked, who is not there."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.report_absence(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def take_back(interaction: Interaction) -> Result:
    """Undo that the other one is not there."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.take_back(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def am_here(interaction: Interaction) -> Result:
    """Tell the one who waits that the person is there."""
    return await _answer_where(interaction, late=False)


async def am_late(interaction: Interaction) -> Result:
    """Tell the one who waits that the person is on the way."""
    return await _answer_where(interaction, late=True)


async def _answer_where(interaction: Interaction, *, late: bool) -> Result:
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.here(db, seen.id, seen.version, interaction.user_id, late=late, now=interaction.now)
    return None


async def took_place(interaction: Interaction) -> Result:
    """Keep that it took place, from somebody who was asked again."""
    return await _answer_again(interaction, True)


async def did_not(interaction: Interaction) -> Result:
    """Keep that it did not take place, from somebody who was asked again."""
    return await _answer_again(interaction, False)


async def _answer_again(interaction: Interaction, took_place: bool) -> Result:
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.answer_again(
            db, seen.id, seen.version, interaction.user_id, took_place=took_place, now=interaction.now
        )
    return None


async def took_place_after_all(interaction: Interaction) -> Result:
    """Take back that a session was missed."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await attendance.took_place_after_all(db, seen.id, seen.version, interaction.user_id, interaction.now)
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
    router.action(running.TAKE_BACK, take_back)
    router.action(running.HERE, am_here)
    router.action(running.LATE, am_late)
    router.action(wrap_up.TOOK_PLACE, took_place)
    router.action(wrap_up.DID_NOT, did_not)
    router.action(scheduling.AFTER_ALL, took_place_after_all)
    router.action(wrap_up.WRAP_UP, open_wrap_up)
    router.view_submission(wrap_up.WRAP_UP_MODAL, submit_wrap_up)
    router.action(wrap_up.HANDOVER_YES, accept_handover)
    router.action(wrap_up.HANDOVER_NO, decline_handover)
