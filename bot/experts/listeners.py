"""What people do about being an expert."""

from __future__ import annotations

from dataclasses import replace

from bot.experts import forms, queries, service, texts, views
from bot.experts.rules import WEEKS
from bot.kit.carried import RowId
from bot.kit.i18n import Sentence
from bot.kit.interaction import Ephemeral, Interaction, Result, UpdateView
from bot.kit.reader import Reader
from bot.kit.router import Router
from bot.people import queries as people
from bot.people import service as people_service


async def open_profile(interaction: Interaction) -> Result:
    """Show the profile: the buttons in App Home and of an invitation, and `/mentoring profile`."""
    wished = interaction.pressed(RowId).id if interaction.value else ""
    async with interaction.read() as db:
        draft = await queries.draft(db, interaction.user_id, interaction.now, wished)
    await interaction.open(views.profile_modal(interaction.reader, draft))
    return None


async def show_whole_profile(interaction: Interaction) -> Result:
    """Show what few profiles need, below what was typed; hours as they were chosen."""
    async with interaction.read() as db:
        draft = await queries.draft(db, interaction.user_id, interaction.now)
    chosen = WEEKS.get(str(interaction.values.get("when")))
    if chosen is not None:
        hours = replace(draft.profile.hours, windows=chosen)
        draft = replace(draft, profile=replace(draft.profile, hours=hours))
    await interaction.redraw(views.profile_modal(interaction.reader, draft, whole=True))
    return None


async def submit_profile(interaction: Interaction) -> Result:
    """Join, or change the profile."""
    async with interaction.write() as db:
        today = await queries.today(db, interaction.user_id, interaction.now)
        form = forms.profile_of(interaction.state, interaction.user_id, today)
        week = form.week()
        if week is None:
            week = list((await people.hours_of(db, interaction.user_id)).windows)
        details = service.Details(
            topic_ids=form.topics,
            windows=week,
            skills=form.skills,
            about=form.about,
            capacity=form.capacity,
            lengths=form.lengths,
            paused_through=form.paused_through,
            avoids=form.avoid,
        )
        joined = await service.join_or_update(db, interaction.user_id, details, interaction.now)
        profile = await queries.profile(db, interaction.user_id, interaction.now)
    if joined and profile:
        return UpdateView(views.thanks_for_joining(interaction.reader, profile.topics))
    return None


async def open_preferences(interaction: Interaction) -> Result:
    """Show when somebody can meet and whom they would rather not, whether or not they help others."""
    async with interaction.read() as db:
        draft = await queries.draft(db, interaction.user_id, interaction.now)
        day = await queries.own_day(db, interaction.user_id)
    await interaction.open(views.preferences_modal(interaction.reader, draft.profile, draft.zone, day))
    return None


async def submit_preferences(interaction: Interaction) -> Result:
    """Name when one can meet, and whom one would rather not."""
    user_id, now = interaction.user_id, interaction.now
    form = forms.preferences_of(interaction.state, user_id)
    async with interaction.write() as db:
        await service.set_preferences(db, user_id, form.windows(), form.avoid, now)
        if form.day_begins is not None:
            await people_service.set_day(db, user_id, form.day_begins, reminders=form.remind != "sessions")
        if form.offers is not None:
            daily = form.offers == "daily"
            await people_service.set_quiet(db, user_id, offers_daily=daily, hours=form.quiet())
        if form.invitations is not None:
            await people_service.set_invitations(db, user_id, wanted=form.invitations == "some")
        await people_service.set_language(db, user_id, form.language)
    return UpdateView(views.preferences_saved(await _reader_anew(interaction)))


async def _reader_anew(interaction: Interaction) -> Reader:
    """Return how somebody reads who may have chosen another language; what they do next follows it, too."""
    outdated = interaction.services.caches.of(people_service.OutdatedReaders)
    outdated.people.add((interaction.workspace_id, interaction.user_id))
    async with interaction.read() as db:
        return await people.reader_of(db, [interaction.user_id])


async def leave(interaction: Interaction) -> Result:
    """Opt out."""
    async with interaction.write() as db:
        await service.leave(db, interaction.user_id, interaction.now)
    return await _say(interaction, texts.LEFT)


async def open_pause(interaction: Interaction) -> Result:
    """Show the pause: the button in App Home and `/mentoring pause`."""
    async with interaction.read() as db:
        profile = await queries.profile(db, interaction.user_id, interaction.now)
    await interaction.open(views.pause_modal(interaction.reader, profile))
    return None


async def submit_pause(interaction: Interaction) -> Result:
    """Take a break."""
    async with interaction.write() as db:
        until = forms.pause_of(
            interaction.state, await queries.today(db, interaction.user_id, interaction.now)
        )
        await service.pause(db, interaction.user_id, until, interaction.now)
    return None


async def unpause(interaction: Interaction) -> Result:
    """Come back from a break."""
    async with interaction.write() as db:
        await service.unpause(db, interaction.user_id, interaction.now)
    return await _say(interaction, texts.IS_OVER) if interaction.view.get("type") == "modal" else None


async def say_here(interaction: Interaction) -> Result:
    """Take somebody for here, whatever their Slack status says."""
    async with interaction.write() as db:
        await service.say_here(db, interaction.user_id, interaction.now)
    return None


async def _say(interaction: Interaction, sentence: Sentence) -> Result:
    """Show a sentence in place of the modal in which the button was, or else beside it."""
    if interaction.view.get("type") != "modal":
        return Ephemeral(sentence)
    await interaction.redraw(views.told(interaction.reader, sentence))
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, open_profile)
    router.action(views.MORE, show_whole_profile)
    router.action(views.LEAVE, leave)
    router.action(views.PAUSE_OPEN, open_pause)
    router.action(views.UNPAUSE, unpause)
    router.action(views.HERE, say_here)
    router.action(views.PREFERENCES_OPEN, open_preferences)
    router.view_submission(views.PROFILE, submit_profile)
    router.view_submission(views.PREFERENCES, submit_preferences)
    router.view_submission(views.PAUSE, submit_pause)
