"""What people press about flash events."""

from __future__ import annotations

from bot.admin import service as admin
from bot.experts import queries as experts
from bot.flash import queries, service, texts
from bot.flash.forms import (
    EventForm,
    GoOnForm,
    MissingForm,
    NoteForm,
    PresetChosen,
    QuestionForm,
    TopicsForm,
)
from bot.flash.rules import PRESETS
from bot.flash.views import afterwards, announcement, organiser, rounds, seat
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.models import SeatRole


async def open_plan(interaction: Interaction) -> Result:
    """Open the modal that plans an event."""
    async with interaction.read() as db:
        await admin.require_admin(db, interaction.user_id)
        topics = await queries.topics(db, [])
    await interaction.open(organiser.plan_modal(interaction.reader, topics))
    return None


async def choose_preset(interaction: Interaction) -> Result:
    """Fill the numbers with a preset's; what was typed elsewhere stays."""
    chosen = interaction.pressed(PresetChosen)
    preset = next((one for one in PRESETS if one.id == chosen.preset), PRESETS[0])
    async with interaction.read() as db:
        await admin.require_admin(db, interaction.user_id)
        topics = await queries.topics(db, [])
    title = str(interaction.values.get("title") or interaction.reader(organiser.preset_title(preset)))
    await interaction.redraw(organiser.plan_modal(interaction.reader, topics, preset, chosen.draft, title))
    return None


async def submit_plan(interaction: Interaction) -> Result:
    """Announce an event."""
    form = parse(EventForm, interaction.state)
    async with interaction.write() as db:
        await service.create(db, interaction.user_id, form, interaction.view_key, interaction.now)
    return None


async def open_question(interaction: Interaction) -> Result:
    """Open the modal in which somebody joins with a question."""
    event_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        event = await service.joinable(db, event_id, interaction.user_id, SeatRole.MENTEE)
        found = await queries.overview(db, event_id)
        topics = await queries.topics(db, event.topic_ids) if event.topic_ids else []
        mine = await queries.seat(db, event_id, interaction.user_id)
    if found is not None:
        question, topic = (mine.question, next(iter(mine.topic_ids), "")) if mine else ("", "")
        view = announcement.question_modal(interaction.reader, found, topics, question, topic)
        await interaction.open(view)
    return None


async def submit_question(interaction: Interaction) -> Result:
    """Take somebody in with a question."""
    form, event_id = parse(QuestionForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.join_with_question(
            db, event_id, interaction.user_id, form.question, form.topic, interaction.now
        )
    return None


async def open_help(interaction: Interaction) -> Result:
    """Open the modal in which somebody joins as an expert."""
    event_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        event = await service.joinable(db, event_id, interaction.user_id, SeatRole.EXPERT)
        found = await queries.overview(db, event_id)
        topics = await queries.topics(db, event.topic_ids) if event.topic_ids else []
        profile = await experts.profile(db, interaction.user_id, interaction.now)
    chosen = [topic.id for topic in profile.topics] if profile else []
    if found is not None:
        await interaction.open(announcement.expert_modal(interaction.reader, found, topics, chosen))
    return None


async def submit_help(interaction: Interaction) -> Result:
    """Take somebody in as an expert."""
    form, event_id = parse(TopicsForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.join_as_expert(db, event_id, interaction.user_id, form.topics, interaction.now)
    return None


async def leave(interaction: Interaction) -> Result:
    """Take somebody out who can't come or go on."""
    async with interaction.write() as db:
        await service.leave(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def be_late(interaction: Interaction) -> Result:
    """Let somebody come in a round later."""
    async with interaction.write() as db:
        await service.be_late(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def come_back(interaction: Interaction) -> Result:
    """Take somebody in again who was missed."""
    async with interaction.write() as db:
        await service.come_back(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def partner_missing(interaction: Interaction) -> Result:
    """Take note that the other of a talk is not there."""
    async with interaction.write() as db:
        await service.partner_missing(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def call_off(interaction: Interaction) -> Result:
    """Call an event off."""
    async with interaction.write() as db:
        await service.call_off(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def post_again(interaction: Interaction) -> Result:
    """Try an event's channel once more."""
    async with interaction.write() as db:
        await service.post_again(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def open_missing(interaction: Interaction) -> Result:
    """Open the modal in which an organiser says who is missing."""
    event_id = interaction.pressed(RowId).id
    async with interaction.read() as db:
        await service.check_organiser(db, event_id, interaction.user_id)
    await interaction.open(organiser.missing_modal(interaction.reader, event_id))
    return None


async def submit_missing(interaction: Interaction) -> Result:
    """Take note that somebody is missing."""
    form, event_id = parse(MissingForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.mark_missing(db, event_id, form.person, interaction.user_id, interaction.now)
    return None


async def open_note(interaction: Interaction) -> Result:
    """Open the modal for a note on a talk."""
    async with interaction.read() as db:
        found = await service.own_talk(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(afterwards.note_modal(interaction.reader, found))
    return None


async def submit_note(interaction: Interaction) -> Result:
    """Keep a note, a thank-you, and whether to meet again."""
    form, talk_id = parse(NoteForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.note(db, talk_id, interaction.user_id, form, interaction.now)
    return None


async def open_go_on(interaction: Interaction) -> Result:
    """Open the modal in which the two go on with a question."""
    async with interaction.read() as db:
        found = await service.ready_to_go_on(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(afterwards.go_on_modal(interaction.reader, found))
    return None


async def submit_go_on(interaction: Interaction) -> Result:
    """Send the question to the expert alone."""
    form, talk_id = parse(GoOnForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.go_on(
            db, talk_id, interaction.user_id, form.question, interaction.view_key, interaction.now
        )
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.PLAN_BUTTON, organiser.PLAN_OPEN, ProgramGroup.REACH)
    router.action(organiser.PLAN_OPEN, open_plan)
    router.action(organiser.PRESET, choose_preset)
    router.action(organiser.CALL_OFF, call_off)
    router.action(organiser.POST_AGAIN, post_again)
    router.action(organiser.MISSING_OPEN, open_missing)
    router.view_submission(organiser.PLAN, submit_plan)
    router.view_submission(organiser.MISSING, submit_missing)
    router.action(announcement.JOIN_QUESTION, open_question)
    router.action(announcement.JOIN_EXPERT, open_help)
    router.view_submission(announcement.QUESTION, submit_question)
    router.view_submission(announcement.HELP, submit_help)
    router.action(seat.LEAVE, leave)
    router.action(seat.LATE, be_late)
    router.action(seat.HERE, come_back)
    router.action(rounds.NOT_HERE, partner_missing)
    router.action(afterwards.NOTE_OPEN, open_note)
    router.action(afterwards.GO_ON_OPEN, open_go_on)
    router.view_submission(afterwards.NOTE, submit_note)
    router.view_submission(afterwards.GO_ON, submit_go_on)
