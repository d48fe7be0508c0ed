"""Finding a time, changing it, and calling a session off."""

from __future__ import annotations

from bot.kit.act import Act, Reply, Result
from bot.kit.forms import parse
from bot.kit.listening import Listeners
from bot.models import Inbox, SessionState
from bot.sessions import texts
from bot.sessions.forms import CancelForm, MoveForm, PlaceForm, ProposeForm
from bot.sessions.listeners.common import pair_of, start_of
from bot.sessions.service import booking, changing, steps
from bot.sessions.service.booking import Answer, Wanted
from bot.sessions.views import modals, scheduling


async def booked(act: Act) -> Result:
    """Pick one of the proposed times."""
    session_id, start = start_of(act.value)
    async with act.write() as tx:
        wanted = await booking.pick(tx, session_id, act.user_id, start, act.now)
    return _answer(wanted)


async def agreed(act: Act) -> Result:
    """Confirm what the other side proposed."""
    session_id, start = start_of(act.value)
    async with act.write() as tx:
        wanted = await booking.agree(tx, session_id, act.user_id, start, act.now)
    return _answer(wanted)


def _answer(wanted: Wanted) -> Result:
    sentences = {
        Answer.PROPOSED: texts.proposed(wanted.who.name),
        Answer.TAKEN: texts.taken(wanted.who.name),
        Answer.GONE: texts.GONE,
    }
    sentence = sentences.get(wanted.answer)
    return Reply(sentence) if sentence else None


async def suggested(act: Act) -> Result:
    """Open the form for a time of one's own."""
    async with act.read() as tx:
        meeting = await steps.mine(tx, act.value, act.user_id)
        steps.expect(meeting, act.now, SessionState.SCHEDULING)
    await act.open(modals.propose(meeting, meeting.other(act.user_id)))
    return None


async def proposed(act: Act) -> Result:
    """Put that time before the other side."""
    form, seen = parse(ProposeForm, act.state), act.metadata
    async with act.write() as tx:
        if await tx.add_new(Inbox, key=act.view_key, received_at=act.now):
            await booking.propose(
                tx,
                seen["session"],
                seen["version"],
                act.user_id,
                start=form.at,
                place=form.place,
                now=act.now,
            )
    return None


async def wants_to_move(act: Act) -> Result:
    """Open the form that gives up the booked time for another."""
    return await _open_move(act, act.value, cannot=False)


async def cannot_come(act: Act) -> Result:
    """Open the same form from the message of the start."""
    return await _open_move(act, pair_of(act.value)[0], cannot=True)


async def _open_move(act: Act, session_id: str, *, cannot: bool) -> Result:
    async with act.read() as tx:
        meeting = await steps.mine(tx, session_id, act.user_id)
        steps.expect(meeting, act.now, SessionState.BOOKED)
        needed = await changing.needs_reason(tx, meeting, act.now)
    other = meeting.other(act.user_id)
    await act.open(modals.move(meeting, other, reason_needed=needed, cannot=cannot))
    return None


async def moved(act: Act) -> Result:
    """Give up the booked time for another."""
    form, seen = parse(MoveForm, act.state), act.metadata
    async with act.write() as tx:
        if await tx.add_new(Inbox, key=act.view_key, received_at=act.now):
            await changing.move(
                tx,
                seen["session"],
                seen["version"],
                act.user_id,
                proposal=form.at,
                reason=form.reason,
                now=act.now,
            )
    return None


async def wants_to_cancel(act: Act) -> Result:
    """Open the form that calls a session off."""
    async with act.read() as tx:
        meeting = await steps.mine(tx, act.value, act.user_id)
        steps.expect(meeting, act.now, *changing.OPEN)
        needed = await changing.needs_reason(tx, meeting, act.now)
    await act.open(modals.cancel(meeting, meeting.other(act.user_id), reason_needed=needed))
    return None


async def cancelled(act: Act) -> Result:
    """Call it off."""
    form, seen = parse(CancelForm, act.state), act.metadata
    async with act.write() as tx:
        if await tx.add_new(Inbox, key=act.view_key, received_at=act.now):
            await changing.cancel(
                tx,
                seen["session"],
                seen["version"],
                act.user_id,
                reason=form.reason,
                still_needed=form.needed == "yes",
                now=act.now,
            )
    return None


async def wants_place(act: Act) -> Result:
    """Open the form for where the two meet."""
    async with act.read() as tx:
        meeting = await steps.mine(tx, act.value, act.user_id)
        steps.expect(meeting, act.now, *changing.OPEN)
    await act.open(modals.set_place(meeting))
    return None


async def placed(act: Act) -> Result:
    """Set where they meet; the same place again changes nothing."""
    form = parse(PlaceForm, act.state)
    async with act.write() as tx:
        await changing.set_place(tx, act.metadata["session"], act.user_id, form.place, act.now)
    return None


async def kept(act: Act) -> Result:
    """The mentee still needs the session."""
    session_id, version = pair_of(act.value)
    async with act.write() as tx:
        meeting = await steps.mine(tx, session_id, act.user_id)
        await changing.keep(tx, session_id, version, act.user_id, act.now)
    return Reply(texts.KEPT.format(expert=texts.plainly(meeting.expert.name)))


async def let_go(act: Act) -> Result:
    """The mentee no longer needs it."""
    session_id, version = pair_of(act.value)
    async with act.write() as tx:
        await changing.let_go(tx, session_id, version, act.user_id, act.now)
    return Reply(texts.CLOSED)


def register(on: Listeners) -> None:
    """Say what is listened to."""
    on.action(scheduling.BOOK, booked)
    on.action(scheduling.AGREE, agreed)
    on.action(scheduling.SUGGEST, suggested)
    on.submission(modals.PROPOSE_MODAL, proposed)
    on.action(scheduling.MOVE, wants_to_move)
    on.submission(modals.MOVE_MODAL, moved)
    on.action(scheduling.CANCEL, wants_to_cancel)
    on.submission(modals.CANCEL_MODAL, cancelled)
    on.action(scheduling.PLACE, wants_place)
    on.submission(modals.PLACE_MODAL, placed)
    on.action(scheduling.KEEP, kept)
    on.action(scheduling.LET_GO, let_go)
