"""The meeting itself: begun, not possible after all, or alone; and what came of it."""

from __future__ import annotations

from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.sessions import queries
from bot.sessions.forms import WrapUpForm
from bot.sessions.listeners.common import pair_of
from bot.sessions.listeners.scheduling import cannot_come
from bot.sessions.service import changes, common
from bot.sessions.service import wrap_up as wrap_up_service
from bot.sessions.views import running, wrap_up


async def started(interaction: Interaction) -> Result:
    """The two have begun."""
    session_id, version = pair_of(interaction.value)
    async with interaction.write() as db:
        await changes.started(db, session_id, version, interaction.user_id, interaction.now)
    return None


async def absent(interaction: Interaction) -> Result:
    """The other one is not there."""
    session_id, version = pair_of(interaction.value)
    async with interaction.write() as db:
        await changes.absent(db, session_id, version, interaction.user_id, interaction.now)
    return None


async def wraps_up(interaction: Interaction) -> Result:
    """Open the wrap-up, as the person left it."""
    async with interaction.read() as db:
        meeting = await common.mine(db, interaction.value, interaction.user_id)
        common.expect(meeting, interaction.now, *wrap_up_service.ANSWERABLE)
        said = await queries.wrap_up(db, meeting.session, interaction.user_id)
        agreed = await queries.actions(db, meeting.session)
    own = [action for action in agreed if action.written_by == interaction.user_id]
    await interaction.open(wrap_up.form(meeting, meeting.party(interaction.user_id), said, own))
    return None


async def wrapped_up(interaction: Interaction) -> Result:
    """Keep what the person says; the same form again changes nothing."""
    form, seen = parse(WrapUpForm, interaction.state), interaction.metadata
    async with interaction.write() as db:
        await wrap_up_service.wrap_up(
            db, seen["session"], seen["version"], interaction.user_id, form=form, now=interaction.now
        )
    return None


async def hands_over(interaction: Interaction) -> Result:
    """The mentee agrees that the colleague whom the expert named is asked."""
    async with interaction.write() as db:
        await wrap_up_service.answer_handover(
            db, interaction.value, interaction.user_id, True, interaction.now
        )
    return None


async def keeps_it(interaction: Interaction) -> Result:
    """The mentee would rather not."""
    async with interaction.write() as db:
        await wrap_up_service.answer_handover(
            db, interaction.value, interaction.user_id, False, interaction.now
        )
    return None


def register(router: Router) -> None:
    """Say what is listened to."""
    router.action(running.STARTED, started)
    router.action(running.CANNOT, cannot_come)
    router.action(running.ABSENT, absent)
    router.action(wrap_up.WRAP_UP, wraps_up)
    router.view_submission(wrap_up.WRAP_UP_MODAL, wrapped_up)
    router.action(wrap_up.HANDOVER_YES, hands_over)
    router.action(wrap_up.HANDOVER_NO, keeps_it)
