"""The meeting itself: begun, not possible after all, or alone; and what came of it."""

from __future__ import annotations

from bot.kit.act import Act, Result
from bot.kit.forms import parse
from bot.kit.listening import Listeners
from bot.sessions import queries
from bot.sessions.forms import WrapUpForm
from bot.sessions.listeners.common import pair_of
from bot.sessions.listeners.scheduling import cannot_come
from bot.sessions.service import changing, steps, wrapping
from bot.sessions.views import running, wrap_up


async def started(act: Act) -> Result:
    """The two have begun."""
    session_id, version = pair_of(act.value)
    async with act.write() as tx:
        await changing.started(tx, session_id, version, act.user_id, act.now)
    return None


async def absent(act: Act) -> Result:
    """The other one is not there."""
    session_id, version = pair_of(act.value)
    async with act.write() as tx:
        await changing.absent(tx, session_id, version, act.user_id, act.now)
    return None


async def wraps_up(act: Act) -> Result:
    """Open the wrap-up, as the person left it."""
    async with act.read() as tx:
        meeting = await steps.mine(tx, act.value, act.user_id)
        steps.expect(meeting, act.now, *wrapping.ANSWERABLE)
        said = await queries.wrap_up(tx, meeting.session, act.user_id)
        agreed = await queries.actions(tx, meeting.session)
    own = [action for action in agreed if action.written_by == act.user_id]
    await act.open(wrap_up.form(meeting, meeting.party(act.user_id), said, own))
    return None


async def wrapped_up(act: Act) -> Result:
    """Keep what the person says; the same form again changes nothing."""
    form, seen = parse(WrapUpForm, act.state), act.metadata
    async with act.write() as tx:
        await wrapping.wrap_up(tx, seen["session"], seen["version"], act.user_id, form=form, now=act.now)
    return None


async def hands_over(act: Act) -> Result:
    """The mentee agrees that the colleague whom the expert named is asked."""
    async with act.write() as tx:
        await wrapping.answer_handover(tx, act.value, act.user_id, True, act.now)
    return None


async def keeps_it(act: Act) -> Result:
    """The mentee would rather not."""
    async with act.write() as tx:
        await wrapping.answer_handover(tx, act.value, act.user_id, False, act.now)
    return None


def register(on: Listeners) -> None:
    """Say what is listened to."""
    on.action(running.STARTED, started)
    on.action(running.CANNOT, cannot_come)
    on.action(running.ABSENT, absent)
    on.action(wrap_up.WRAP_UP, wraps_up)
    on.submission(wrap_up.WRAP_UP_MODAL, wrapped_up)
    on.action(wrap_up.HANDOVER_YES, hands_over)
    on.action(wrap_up.HANDOVER_NO, keeps_it)
