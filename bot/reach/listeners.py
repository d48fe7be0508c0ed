"""What those who run the program press to invite people, and what an invited person presses."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.admin.service import require_admin
from bot.directory import queries as directory
from bot.kit.blocks import Block, View
from bot.kit.carried import RowId
from bot.kit.db import WorkspaceSession
from bot.kit.errors import UserMessage
from bot.kit.forms import parse
from bot.kit.hours import zone_of
from bot.kit.i18n import Sentence
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.reader import Reader
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.kit.slack import FAILED
from bot.models import Cohort
from bot.reach import queries, service, texts, views
from bot.reach.forms import Plan, PlanForm
from bot.reach.service import Chosen

SLACK_SECONDS = 1.0  # of the three in which a modal has to open
OPTIONS = 100  # of a menu
VALUE_CHARS = 75  # of a choice


async def open_overview(interaction: Interaction) -> Result:
    """Show whom one can invite, and how far invitations are."""
    await interaction.open(await _overview(interaction))
    return None


async def _overview(interaction: Interaction, *, begun: bool = False) -> View:
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        lines = await queries.overview(db, interaction.now)
        groups = await queries.may_read_groups(db)
    return views.overview(interaction.reader, lines, interaction.now, groups=groups, begun=begun)


async def choose(interaction: Interaction) -> Result:
    """Show the form for a cohort, in place of the list: behind it, that would be out of date."""
    cohort = interaction.pressed(Plan).cohort
    options = await _options(interaction, cohort)
    await interaction.redraw(views.plan_modal(interaction.reader, cohort, options), whatever=True)
    return None


async def submit(interaction: Interaction) -> Result:
    """Show whom it would reach and how it would look; once that was seen, begin."""
    form, plan = parse(PlanForm, interaction.state), interaction.in_view(Plan)
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
    group = await _members(interaction, form.chosen) if plan.cohort is Cohort.GROUP else ()
    chosen = Chosen(plan.cohort, form, interaction.reader, group)
    if plan.digest == form.digest:
        async with interaction.write() as db:
            await service.start(db, interaction.user_id, chosen, interaction.view_key, interaction.now)
        return UpdateView(await _overview(interaction, begun=True))
    async with interaction.write(decides=False) as db:
        outlook = await service.look(db, interaction.user_id, chosen, interaction.now)
    preview = views.Preview(form.model_dump(), outlook, form.digest)
    options = await _options(interaction, plan.cohort)
    return UpdateView(views.plan_modal(interaction.reader, plan.cohort, options, preview))


async def _options(interaction: Interaction, cohort: Cohort) -> views.Options:
    """Return what there is to choose from. Raises UserMessage where there is nothing."""
    reader = interaction.reader
    today = interaction.now.astimezone(zone_of(reader.zone)).date()
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        if cohort is Cohort.ROLE:
            return views.Options(today, await _roles(db))
        hint = await _hint(db, cohort)
    groups = await _groups(interaction) if cohort is Cohort.GROUP else ()
    return views.Options(today, groups, hint)


async def _roles(db: WorkspaceSession) -> list[tuple[str, str]]:
    roles = [one for one in await directory.roles(db) if len(one) <= VALUE_CHARS][:OPTIONS]
    if not roles:
        raise UserMessage(texts.NO_ROLES)
    return [(one, one) for one in roles]


async def _hint(db: WorkspaceSession, cohort: Cohort) -> Sentence | None:
    """Return what has to be known of a cohort that the directory tells."""
    if cohort is Cohort.LEADS:
        return texts.NO_LEADS
    dated = cohort in (Cohort.NEWCOMERS, Cohort.STARTED)
    return texts.NO_DATES if dated and not await directory.has_dates(db) else None


async def _groups(interaction: Interaction) -> Sequence[tuple[str, str]]:
    """Return Slack's user groups: what they are called, and how they are known here."""
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            answer = await interaction.client.usergroups_list()
    except FAILED:
        raise UserMessage(texts.GROUPS_REFUSED) from None
    found = [one for one in answer.get("usergroups") or [] if not one.get("date_delete")]
    if not found:
        raise UserMessage(texts.NO_GROUPS)
    handles = sorted(f"@{one['handle']}" for one in found)
    return [(one, one) for one in handles if len(one) <= VALUE_CHARS][:OPTIONS]


async def _members(interaction: Interaction, handle: str) -> Sequence[str]:
    """Return who is in a user group. Raises UserMessage where Slack does not tell."""
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            answer = await interaction.client.usergroups_list(include_users=True)
    except FAILED:
        raise UserMessage(texts.GROUPS_REFUSED) from None
    found = [one for one in answer.get("usergroups") or [] if f"@{one.get('handle')}" == handle]
    return [str(user_id) for one in found for user_id in one.get("users") or []]


async def stop(interaction: Interaction) -> Result:
    """Stop inviting."""
    async with interaction.write() as db:
        await service.stop(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    await interaction.redraw(await _overview(interaction), whatever=True)
    return None


async def no_more(interaction: Interaction) -> Result:
    """Invite somebody never again."""
    async with interaction.write() as db:
        await service.decline(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def figures(db: WorkspaceSession, reader: Reader, now: datetime) -> Sequence[Block]:
    """Return what invitations brought, for the figures of the program."""
    return views.figures(reader, await queries.overview(db, now), now)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN_BUTTON, views.OPEN, ProgramGroup.REACH)
    router.program_figures(figures)
    router.action(views.OPEN, open_overview)
    router.action(views.CHOOSE, choose)
    router.action(views.STOP, stop)
    router.action(views.NO_MORE, no_more)
    router.view_submission(views.PLAN, submit)
