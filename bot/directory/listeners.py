"""What those who run the program press to import people."""

from __future__ import annotations

import asyncio

from bot.admin.service import require_admin
from bot.directory import queries, service, texts, views
from bot.directory.forms import FollowForm, Looked, RowsForm
from bot.directory.rules import ProfileField, Unreadable, fields_of
from bot.kit.errors import FormErrors, UserMessage
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.kit.slack import FAILED, Refused, classify

LOOKUP_SECONDS = 1.2  # of the three that Slack waits


async def open_import(interaction: Interaction) -> Result:
    """Open the modal in which rows are pasted."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        held = await queries.count(db)
    await interaction.open(views.import_modal(interaction.reader, held))
    return None


async def submit_import(interaction: Interaction) -> Result:
    """Show what the rows would change; once that was seen, change it."""
    form = parse(RowsForm, interaction.state)
    try:
        if interaction.in_view(Looked).digest == form.digest:
            async with interaction.write() as db:
                applied = await service.apply(db, form.content, interaction.user_id, interaction.now)
            return UpdateView(views.done(interaction.reader, applied))
        async with interaction.read() as db:
            plan = await service.plan(db, form.content, interaction.user_id)
            held = await queries.count(db)
    except Unreadable as error:
        names = views.unreadable(interaction.reader, error.names)
        raise FormErrors({"rows": texts.FAULTS[error.fault].format(names=names)}) from None
    seen = form.digest if plan.changes else ""
    return UpdateView(views.import_modal(interaction.reader, held, form.rows, plan, seen))


async def open_profiles(interaction: Interaction) -> Result:
    """Open which fields of Slack's profiles are followed."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found = await queries.following(db)
    await interaction.open(views.profiles_modal(interaction.reader, await _fields(interaction), found))
    return None


async def _fields(interaction: Interaction) -> list[ProfileField]:
    """Ask Slack for the fields of its profiles. Raises UserMessage where it does not tell."""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            answer = await interaction.client.team_profile_get()
    except FAILED as error:
        failure = classify(error)
        unread = isinstance(failure, Refused) and failure.kind == "scope"
        raise UserMessage(texts.PROFILES_NO_SCOPE if unread else texts.PROFILES_NOT_NOW) from None
    return fields_of(answer.get("profile"))


async def submit_profiles(interaction: Interaction) -> Result:
    """Follow these fields, or none."""
    form = parse(FollowForm, interaction.state)
    async with interaction.write() as db:
        await service.follow(db, interaction.user_id, *form.fields, interaction.now)
        found = await queries.following(db)
    return UpdateView(views.followed(interaction.reader, found))


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN_BUTTON, views.OPEN, ProgramGroup.SET_UP)
    router.action(views.OPEN, open_import)
    router.view_submission(views.IMPORT, submit_import)
    router.action(views.PROFILES_OPEN, open_profiles)
    router.view_submission(views.PROFILES, submit_profiles)
