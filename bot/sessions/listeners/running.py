"""The meeting itself: begun, not possible after all, or alone; and what came of it."""

from __future__ import annotations

from datetime import datetime

from bot.kit.blocks import View
from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Options, Result
from bot.kit.router import Router
from bot.kit.search import found
from bot.models import OVER_SESSION, Ask, PresenceSaid
from bot.offers import queries as offers
from bot.offers.queries import Colleague
from bot.sessions import queries
from bot.sessions.forms import SessionVersion, WrapUpForm, WrapUpSeen
from bot.sessions.listeners.scheduling import open_cannot_come
from bot.sessions.service import attendance, common
from bot.sessions.service import wrap_up as wrap_up_service
from bot.sessions.service.page import Reading
from bot.sessions.views import running, scheduling, wrap_up
from bot.sessions.views.actions import typed_line, vocabulary


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
    """Keep that it took place, from somebody who was asked again or has nothing to add."""
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
    """Open the wrap-up as it was saved last."""
    await interaction.open(await _wrap_up_form(interaction, interaction.pressed(RowId).id))
    return None


async def show_all_of_it(interaction: Interaction) -> Result:
    """Show what stands behind *Add more*; what was typed stays."""
    seen = interaction.in_view(WrapUpSeen)
    await interaction.redraw(await _wrap_up_form(interaction, seen.id, seen))
    return None


async def _wrap_up_form(interaction: Interaction, session_id: str, seen: WrapUpSeen | None = None) -> View:
    """Return the form; ``seen`` is what an open one carries, which is shown whole."""
    user_id, now = interaction.user_id, interaction.now
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, session_id, user_id)
        common.expect(meeting, now, *OVER_SESSION)
        said = await queries.wrap_up(db, meeting.session, user_id)
        page = await queries.page(db, meeting.session)
        pressed = await queries.presence(db, meeting.session)
        known = await _successors(db, meeting, user_id, now)
    started = True if pressed.get(user_id) is PresenceSaid.STARTED else None
    more = bool(page.resource or (said and (said.handover_to or said.meet_again is not None)))
    shown = wrap_up.FormState(
        whole=seen is not None or more,
        saved_at=seen.saved_at if seen else page.saved_at,
        mendable=wrap_up_service.is_mendable(meeting.session, now),
        took_place=said.took_place if said else started,
        known=tuple(known),
    )
    return wrap_up.form(interaction.reader, meeting, meeting.party(user_id), said, page, shown)


async def _successors(
    db: WorkspaceSession, meeting: queries.Meeting, by: str, now: datetime
) -> list[Colleague]:
    """Return whom the expert of a session can suggest in their place."""
    if by != meeting.expert.user_id:
        return []
    ask = await db.get_one(Ask, meeting.session.ask_id)
    return await offers.colleagues(db, ask, by, now, open_name=True)


async def search_experts(interaction: Interaction) -> Result:
    """Find whom the expert can suggest, by what is typed."""
    session_id, user_id = interaction.in_view(WrapUpSeen).id, interaction.user_id
    async with interaction.read() as db:
        meeting = await common.own_meeting(db, session_id, user_id)
        known = await _successors(db, meeting, user_id, interaction.now)
    return Options(found(wrap_up.expert_options(interaction.reader, known), interaction.typed))


async def submit_wrap_up(interaction: Interaction) -> Result:
    """Keep what the person says; the same form again changes nothing."""
    form, seen = parse(WrapUpForm, interaction.state), interaction.in_view(WrapUpSeen)
    reader, user_id = interaction.reader, interaction.user_id
    async with interaction.write() as db:
        meeting = await common.own_meeting(db, seen.id, user_id)
        agreed = await queries.actions(db, seen.id)
        words = vocabulary(reader, meeting, meeting.party(user_id))
        reading = Reading(words, {typed_line(reader, meeting, action): action.id for action in agreed})
        await wrap_up_service.wrap_up(db, seen, user_id, form=form, reading=reading, now=interaction.now)
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
    router.search(wrap_up.SEARCH, search_experts)
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
    router.action(wrap_up.MORE, show_all_of_it)
    router.view_submission(wrap_up.WRAP_UP_MODAL, submit_wrap_up)
    router.action(wrap_up.HANDOVER_YES, accept_handover)
    router.action(wrap_up.HANDOVER_NO, decline_handover)
