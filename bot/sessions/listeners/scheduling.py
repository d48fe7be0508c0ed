"""Finding a time, changing it, and calling a session off."""

from __future__ import annotations

from bot.kit.forms import parse
from bot.kit.interaction import Ephemeral, Interaction, Result
from bot.kit.router import Router
from bot.models import Inbox, SessionState
from bot.sessions import texts
from bot.sessions.forms import CancelForm, MoveForm, PlaceForm, ProposeForm
from bot.sessions.listeners.common import pair_of, start_of
from bot.sessions.service import booking, changes, common
from bot.sessions.service.booking import Answer, Wanted
from bot.sessions.views import modals, scheduling


async def booked(interaction: Interaction) -> Result:
    """Pick one of the proposed times."""
    session_id, start = start_of(interaction.value)
    async with interaction.write() as db:
        wanted = await booking.pick(db, session_id, interaction.user_id, start, interaction.now)
    return _answer(wanted)


async def agreed(interaction: Interaction) -> Result:
    """Confirm what the other side proposed."""
    session_id, start = start_of(interaction.value)
    async with interaction.write() as db:
        wanted = await booking.agree(db, session_id, interaction.user_id, start, interaction.now)
    return _answer(wanted)


def _answer(wanted: Wanted) -> Result:
    sentences = {
        Answer.PROPOSED: texts.proposed(wanted.who.name),
        Answer.TAKEN: texts.taken(wanted.who.name),
        Answer.GONE: texts.GONE,
    }
    sentence = sentences.get(wanted.answer)
    return Ephemeral(sentence) if sentence else None


async def suggested(interaction: Interaction) -> Result:
    """Open the form for a time of one's own."""
    async with interaction.read() as db:
        meeting = await common.mine(db, interaction.value, interaction.user_id)
        common.expect(meeting, interaction.now, SessionState.SCHEDULING)
    await interaction.open(modals.propose(meeting, meeting.other(interaction.user_id)))
    return None


async def proposed(interaction: Interaction) -> Result:
    """Put that time before the other side."""
    form, seen = parse(ProposeForm, interaction.state), interaction.metadata
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await booking.propose(
                db,
                seen["session"],
                seen["version"],
                interaction.user_id,
                start=form.at,
                place=form.place,
                now=interaction.now,
            )
    return None


async def wants_to_move(interaction: Interaction) -> Result:
    """Open the form that gives up the booked time for another."""
    return await _open_move(interaction, interaction.value, cannot=False)


async def cannot_come(interaction: Interaction) -> Result:
    """Open the same form from the message of the start."""
    return await _open_move(interaction, pair_of(interaction.value)[0], cannot=True)


async def _open_move(interaction: Interaction, session_id: str, *, cannot: bool) -> Result:
    async with interaction.read() as db:
        meeting = await common.mine(db, session_id, interaction.user_id)
        common.expect(meeting, interaction.now, SessionState.BOOKED)
        needed = await changes.needs_reason(db, meeting, interaction.now)
    other = meeting.other(interaction.user_id)
    await interaction.open(modals.move(meeting, other, reason_needed=needed, cannot=cannot))
    return None


async def moved(interaction: Interaction) -> Result:
    """Give up the booked time for another."""
    form, seen = parse(MoveForm, interaction.state), interaction.metadata
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await changes.move(
                db,
                seen["session"],
                seen["version"],
                interaction.user_id,
                proposal=form.at,
                reason=form.reason,
                now=interaction.now,
            )
    return None


async def wants_to_cancel(interaction: Interaction) -> Result:
    """Open the form that calls a session off."""
    async with interaction.read() as db:
        meeting = await common.mine(db, interaction.value, interaction.user_id)
        common.expect(meeting, interaction.now, *changes.OPEN)
        needed = await changes.needs_reason(db, meeting, interaction.now)
    await interaction.open(modals.cancel(meeting, meeting.other(interaction.user_id), reason_needed=needed))
    return None


async def cancelled(interaction: Interaction) -> Result:
    """Call it off."""
    form, seen = parse(CancelForm, interaction.state), interaction.metadata
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await changes.cancel(
                db,
                seen["session"],
                seen["version"],
                interaction.user_id,
                reason=form.reason,
                still_needed=form.needed == "yes",
                now=interaction.now,
            )
    return None


async def wants_place(interaction: Interaction) -> Result:
    """Open the form for where the two meet."""
    async with interaction.read() as db:
        meeting = await common.mine(db, interaction.value, interaction.user_id)
        common.expect(meeting, interaction.now, *changes.OPEN)
    await interaction.open(modals.set_place(meeting))
    return None


async def placed(interaction: Interaction) -> Result:
    """Set where they meet; the same place again changes nothing."""
    form = parse(PlaceForm, interaction.state)
    async with interaction.write() as db:
        await changes.set_place(
            db, interaction.metadata["session"], interaction.user_id, form.place, interaction.now
        )
    return None


async def kept(interaction: Interaction) -> Result:
    """The mentee still needs the session."""
    session_id, version = pair_of(interaction.value)
    async with interaction.write() as db:
        meeting = await common.mine(db, session_id, interaction.user_id)
        await changes.keep(db, session_id, version, interaction.user_id, interaction.now)
    return Ephemeral(texts.KEPT.format(expert=texts.plainly(meeting.expert.name)))


async def let_go(interaction: Interaction) -> Result:
    """The mentee no longer needs it."""
    session_id, version = pair_of(interaction.value)
    async with interaction.write() as db:
        await changes.let_go(db, session_id, version, interaction.user_id, interaction.now)
    return Ephemeral(texts.CLOSED)


def register(router: Router) -> None:
    """Say what is listened to."""
    router.action(scheduling.BOOK, booked)
    router.action(scheduling.AGREE, agreed)
    router.action(scheduling.SUGGEST, suggested)
    router.view_submission(modals.PROPOSE_MODAL, proposed)
    router.action(scheduling.MOVE, wants_to_move)
    router.view_submission(modals.MOVE_MODAL, moved)
    router.action(scheduling.CANCEL, wants_to_cancel)
    router.view_submission(modals.CANCEL_MODAL, cancelled)
    router.action(scheduling.PLACE, wants_place)
    router.view_submission(modals.PLACE_MODAL, placed)
    router.action(scheduling.KEEP, kept)
    router.action(scheduling.LET_GO, let_go)
