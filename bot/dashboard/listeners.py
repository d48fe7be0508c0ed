"""What those who run the program do with its figures. Each press checks anew that they may."""

from __future__ import annotations

from bot.admin.service import record, require_admin
from bot.dashboard import queries, service, texts, views
from bot.dashboard.forms import Behind, PageLink, Period
from bot.dashboard.rules import PERIODS
from bot.kit.blocks import Block, View
from bot.kit.db import WorkspaceSession
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.models import Act


async def open_figures(interaction: Interaction) -> Result:
    """Show how the program goes: the button in App Home, in the program area and in the digest."""
    async with interaction.write(decides=False) as db:
        await require_admin(db, interaction.user_id)
        await record(db, interaction.user_id, Act.FIGURES_OPENED, interaction.now)
    async with interaction.read() as db:
        found = await queries.program_figures(db, PERIODS[0], interaction.now)
        more = await _of_features(db, interaction)
    page_url = _page_of(interaction, found.days)
    await interaction.open(views.modal_of(interaction.reader, found, more, page_url))
    return None


async def show_period(interaction: Interaction) -> Result:
    """Show another period."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found = await queries.program_figures(db, interaction.pressed(Period).days, interaction.now)
        more = await _of_features(db, interaction)
    page_url = _page_of(interaction, found.days)
    await interaction.redraw(views.modal_of(interaction.reader, found, more, page_url))
    return None


async def _of_features(db: WorkspaceSession, interaction: Interaction) -> list[Block]:
    """Return what other features tell below the figures."""
    told = [await part(db, interaction.reader, interaction.now) for part in interaction.services.figures]
    return [block for blocks in told for block in blocks]


async def show_topics(interaction: Interaction) -> Result:
    """Show what each format brought in each topic."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found = await queries.program_figures(db, interaction.pressed(Period).days, interaction.now)
    await interaction.open(views.by_topic_modal(interaction.reader, found))
    return None


async def show_behind(interaction: Interaction) -> Result:
    """Show the list behind a figure."""
    await interaction.open(await _behind(interaction))
    return None


async def turn_page(interaction: Interaction) -> Result:
    """Show another page of it."""
    await interaction.redraw(await _behind(interaction))
    return None


async def _behind(interaction: Interaction) -> View:
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        wanted = interaction.pressed(Behind)
        found = await queries.behind(db, wanted.listed, wanted.days, interaction.now)
    return views.list_modal(interaction.reader, found, wanted.page)


async def send_file(interaction: Interaction) -> Result:
    """Send the figures as a file."""
    async with interaction.write() as db:
        await require_admin(db, interaction.user_id)
        await record(db, interaction.user_id, Act.FIGURES_SENT, interaction.now)
        await service.send_file(db, interaction.user_id, interaction.in_view(Period).days, interaction.now)
    await interaction.redraw(views.file_comes(interaction.reader))
    return None


def _page_of(interaction: Interaction, days: int) -> str | None:
    """Return where these figures are to be printed; None where no browser can reach this server."""
    services = interaction.services
    if services.settings.public_url is None:
        return None
    who = {"workspace": interaction.workspace_id, "user": interaction.user_id}
    link = PageLink(**who, days=days, made_at=interaction.now)
    return link.address(services.database.keyring, services.settings.public_url)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN, views.OPEN, ProgramGroup.SEE)
    router.action(views.OPEN, open_figures)
    router.action(views.SHOW, show_period)
    router.action(views.BY_TOPIC, show_topics)
    router.action(views.BEHIND, show_behind)
    router.action(views.TURN, turn_page)
    router.action(views.FILE, send_file)
