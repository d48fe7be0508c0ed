"""Finding a time, changing it, and calling a session off."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.forms import parse
from bot.kit.interaction import Ephemeral, Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.models import OPEN_SESSION, UNDER_WAY, Inbox, SessionState
from bot.sessions import texts
from bot.sessions.forms import (
    CancelForm,
    MoveForm,
    PlaceForm,
    ProposalSeen,
    ProposeForm,
    SessionVersion,
    SlotChoice,
)
from bot.sessions.queries import Meeting
from bot.sessions.service import booking, changes, common
from bot.sessions.service import scheduling as scheduling_service
from bot.sessions.service.booking import BookingOutcome, BookingResult
from bot.sessions.views import modals, scheduling
from bot.sessions.views.common import Doubtful


async def book(interaction: Interaction) -> Result:
    """Pick one of the proposed times."""
    slot = interaction.pressed(SlotChoice)
    async with interaction.write() as db:
        result = await booking.pick(db, slot.id, interaction.user_id, slot.at, interaction.now)
    return _answer(result)


async def agree(interaction: Interaction) -> Result:
    """Confirm what the other side proposed."""
    slot = interaction.pressed(SlotChoice)
    async with interaction.write() as db:
        result = await booking.agree(db, slot.id, interaction.user_id, slot.at, interaction.now)
    return _answer(result)


def _answer(result: BookingResult) -> Result:
    name = result.meeting.called(result.party)
    sentences = {
        BookingOutcome.PROPOSED: texts.ASKING_FIRST.format(other=name),
        BookingOutcome.TAKEN: texts.TAKEN.format(name=name),
        BookingOutcome.PASSED: texts.TIME_PASSED,
    }
    sentence = sentences.get(result.outcome)
    return Ephemeral(sentence) if sentence else None


async def open_proposal(interaction: Interaction) -> Result:
    """Open the form for a time of one's own."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, shown.id, interaction.user_id)
        common.expect(meeting, interaction.now, SessionState.SCHEDULING)
    await interaction.open(modals.propose(interaction.reader, meeting, meeting.other(interaction.user_id)))
    return None


async def submit_proposal(interaction: Interaction) -> Result:
    """Put that time before the other side."""
    form, seen = parse(ProposeForm, interaction.state), interaction.in_view(ProposalSeen)
    async with interaction.read() as db:
        meeting, doubtful = await _doubts(db, interaction, seen, form.moment)
    if doubtful:
        other = meeting.other(interaction.user_id)
        return UpdateView(modals.propose(interaction.reader, meeting, other, doubtful))
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await booking.propose(
                db,
                seen.id,
                seen.version,
                interaction.user_id,
                start=form.at,
                place=form.place,
                now=interaction.now,
            )
    return None


async def _doubts(
    db: WorkspaceSession, interaction: Interaction, seen: ProposalSeen, moment: int | None
) -> tuple[Meeting, Doubtful | None]:
    """Return the session, and what its author has not read yet that speaks against a time."""
    user_id = interaction.user_id
    meeting = await common.own_meeting(db, seen.id, user_id)
    if moment is None or moment == seen.doubted:
        return meeting, None
    at = datetime.fromtimestamp(moment, UTC)
    found = await booking.doubts(db, meeting, user_id, at, interaction.now)
    return meeting, Doubtful(at, found) if found else None


async def open_move(interaction: Interaction) -> Result:
    """Open the form that gives up the booked time for another."""
    return await _open_move_form(interaction, interaction.pressed(RowId).id, cannot=False)


async def open_cannot_come(interaction: Interaction) -> Result:
    """Open the same form from the message of the start."""
    return await _open_move_form(interaction, interaction.pressed(SessionVersion).id, cannot=True)


async def _open_move_form(interaction: Interaction, session_id: str, *, cannot: bool) -> Result:
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, session_id, interaction.user_id)
        common.expect(meeting, interaction.now, *UNDER_WAY)
        needed = await changes.needs_reason(db, meeting, interaction.now)
    other = meeting.other(interaction.user_id)
    await interaction.open(
        modals.move(interaction.reader, meeting, other, reason_needed=needed, cannot=cannot)
    )
    return None


async def submit_move(interaction: Interaction) -> Result:
    """Give up the booked time for another."""
    form, seen = parse(MoveForm, interaction.state), interaction.in_view(ProposalSeen)
    async with interaction.read() as db:
        meeting, doubtful = await _doubts(db, interaction, seen, form.moment)
        needed = await changes.needs_reason(db, meeting, interaction.now)
    if doubtful:
        other, reader = meeting.other(interaction.user_id), interaction.reader
        return UpdateView(modals.move(reader, meeting, other, reason_needed=needed, doubtful=doubtful))
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await changes.move(
                db,
                seen.id,
                seen.version,
                interaction.user_id,
                proposal=form.at,
                reason=form.reason,
                now=interaction.now,
            )
    return None


async def open_cancel(interaction: Interaction) -> Result:
    """Open the form that calls a session off."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, shown.id, interaction.user_id)
        common.expect(meeting, interaction.now, *OPEN_SESSION)
        needed = await changes.needs_reason(db, meeting, interaction.now)
    await interaction.open(
        modals.cancel(interaction.reader, meeting, meeting.other(interaction.user_id), reason_needed=needed)
    )
    return None


async def submit_cancel(interaction: Interaction) -> Result:
    """Call it off."""
    form, seen = parse(CancelForm, interaction.state), interaction.in_view(SessionVersion)
    async with interaction.write() as db:
        if await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await changes.cancel(
                db,
                seen.id,
                seen.version,
                interaction.user_id,
                reason=form.reason,
                still_needed=form.needed == "yes",
                now=interaction.now,
            )
    return None


async def open_place(interaction: Interaction) -> Result:
    """Open the form for where the two meet."""
    shown = interaction.pressed(RowId)
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, shown.id, interaction.user_id)
        common.expect(meeting, interaction.now, *OPEN_SESSION)
    await interaction.open(modals.set_place(interaction.reader, meeting))
    return None


async def submit_place(interaction: Interaction) -> Result:
    """Set where they meet; the same place again changes nothing."""
    form, seen = parse(PlaceForm, interaction.state), interaction.in_view(RowId)
    async with interaction.write() as db:
        await changes.set_place(db, seen.id, interaction.user_id, form.place, interaction.now)
    return None


async def show_later(interaction: Interaction) -> Result:
    """Show times after the day by which the answer was needed."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await scheduling_service.show_later(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return None


async def want_calendar_file(interaction: Interaction) -> Result:
    """Send the person the calendar file."""
    shown = interaction.pressed(RowId)
    async with interaction.write() as db:
        await changes.want_calendar_file(db, shown.id, interaction.user_id, interaction.now)
    return Ephemeral(texts.CALENDAR_FILE_SENT)


async def keep(interaction: Interaction) -> Result:
    """Go on with a session that the mentee still needs."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        meeting = await common.own_meeting(db, seen.id, interaction.user_id)
        await changes.keep(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return Ephemeral(texts.KEPT.format(expert=meeting.called(meeting.expert)))


async def close(interaction: Interaction) -> Result:
    """Close a session that the mentee no longer needs."""
    seen = interaction.pressed(SessionVersion)
    async with interaction.write() as db:
        await changes.close_unneeded(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return Ephemeral(texts.CLOSED)


def register(router: Router) -> None:
    """Say what is listened to."""
    router.action(scheduling.BOOK, book)
    router.action(scheduling.AGREE, agree)
    router.action(scheduling.PROPOSE, open_proposal)
    router.view_submission(modals.PROPOSE_MODAL, submit_proposal)
    router.action(scheduling.MOVE, open_move)
    router.view_submission(modals.MOVE_MODAL, submit_move)
    router.action(scheduling.CANCEL, open_cancel)
    router.view_submission(modals.CANCEL_MODAL, submit_cancel)
    router.action(scheduling.PLACE, open_place)
    router.view_submission(modals.PLACE_MODAL, submit_place)
    router.action(scheduling.SHOW_LATER, show_later)
    router.action(scheduling.CALENDAR_FILE, want_calendar_file)
    router.action(scheduling.KEEP, keep)
    router.action(scheduling.CLOSE, close)
