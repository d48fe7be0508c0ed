"""What people do in the program area. Each listener's transaction checks anew that they may."""

from __future__ import annotations

from bot.admin import queries, service, views
from bot.admin.forms import MergeForm, PageNumber, TopicForm, TopicMoved, TopicOnPage, read_settings
from bot.admin.rules import TopicDetails
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Options, Result, UpdateView
from bot.kit.router import Router
from bot.kit.search import found
from bot.models import Inbox


async def open_panel(interaction: Interaction) -> Result:
    """Show the list of topics: the button in App Home and `/mentoring admin`."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        data = await queries.panel(db)
    await interaction.open(views.panel(interaction.reader, data, interaction.services.program))
    return None


async def search_topics(interaction: Interaction) -> Result:
    """Find topics by what is typed into a menu of them."""
    async with interaction.read() as db:
        choices = await queries.topic_options(db)
    return Options(found(views.topic_choices(choices), interaction.typed))


async def search_wider_topics(interaction: Interaction) -> Result:
    """Find the topic that another one belongs to, or none."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        choices = await queries.topic_options(db)
    return Options(found(views.wider_choices(interaction.reader, choices), interaction.typed))


async def show_page(interaction: Interaction) -> Result:
    """Show another page of the list."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        data = await queries.panel(db, interaction.pressed(PageNumber).page)
    await interaction.redraw(views.panel(interaction.reader, data, interaction.services.program))
    return None


async def open_new_topic(interaction: Interaction) -> Result:
    """Show an empty topic."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        choices = await queries.topic_options(db)
    await interaction.open(views.topic_form(interaction.reader, None, choices, _page(interaction)))
    return None


async def open_topic(interaction: Interaction) -> Result:
    """Show a topic to change."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        topic = await service.existing(db, interaction.pressed(RowId).id)
        choices = await queries.topic_options(db)
    await interaction.open(views.topic_form(interaction.reader, topic, choices, _page(interaction)))
    return None


async def submit_topic(interaction: Interaction) -> Result:
    """Add or change a topic."""
    form = parse(TopicForm, interaction.state)
    details = TopicDetails(form.name, form.description, form.synonyms, form.steward, form.parent)
    topic_id = interaction.in_view(TopicOnPage).topic
    async with interaction.write() as db:
        if topic_id:
            await service.edit_topic(db, interaction.user_id, topic_id, details, interaction.now)
        elif await db.insert_or_ignore(Inbox, key=interaction.view_key, received_at=interaction.now):
            await service.create_topic(db, interaction.user_id, details, interaction.now)
    await _show_list_below(interaction)
    return None


async def archive(interaction: Interaction) -> Result:
    """Take a topic out of the choice."""
    async with interaction.write() as db:
        await service.archive_topic(db, interaction.user_id, interaction.pressed(RowId).id, interaction.now)
        topic = await service.existing(db, interaction.pressed(RowId).id)
        choices = await queries.topic_options(db)
    await interaction.redraw(views.topic_form(interaction.reader, topic, choices, _page(interaction)))
    await _show_list_below(interaction)
    return None


async def restore(interaction: Interaction) -> Result:
    """Take a topic into the choice again."""
    async with interaction.write() as db:
        await service.restore_topic(db, interaction.user_id, interaction.pressed(RowId).id, interaction.now)
        topic = await service.existing(db, interaction.pressed(RowId).id)
        choices = await queries.topic_options(db)
    await interaction.redraw(views.topic_form(interaction.reader, topic, choices, _page(interaction)))
    await _show_list_below(interaction)
    return None


async def move(interaction: Interaction) -> Result:
    """Give a topic another place in the list."""
    moved = interaction.pressed(TopicMoved)
    async with interaction.write() as db:
        await service.move_topic(db, interaction.user_id, moved.id, moved.place, interaction.now)
    await _show_list_below(interaction)
    return None


async def open_merge(interaction: Interaction) -> Result:
    """Show what moves when another topic takes the place of this one."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        row = await queries.topic_row(db, await service.existing(db, interaction.pressed(RowId).id))
        choices = await queries.topic_options(db)
    # It takes the place of the topic's own modal, which would show what no longer is once it is done.
    await interaction.redraw(views.merge_form(interaction.reader, row, choices, _page(interaction)))
    return None


async def submit_merge(interaction: Interaction) -> Result:
    """Make one topic of two."""
    into, topic_id = parse(MergeForm, interaction.state).into, interaction.in_view(TopicOnPage).topic
    async with interaction.write() as db:
        await service.merge_topics(db, interaction.user_id, topic_id, into, interaction.now)
    await _show_list_below(interaction)
    return None


async def open_log(interaction: Interaction) -> Result:
    """Show what those who run the program did."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        data = await queries.log_page(db)
    await interaction.open(views.log(interaction.reader, data))
    return None


async def show_log_page(interaction: Interaction) -> Result:
    """Show another page of the log."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        data = await queries.log_page(db, interaction.pressed(PageNumber).page)
    await interaction.redraw(views.log(interaction.reader, data))
    return None


async def open_settings(interaction: Interaction) -> Result:
    """Show the settings."""
    async with interaction.read() as db:
        await service.require_admin(db, interaction.user_id)
        data = await queries.settings_page(db, interaction.user_id)
    await interaction.open(views.settings_form(interaction.reader, data))
    return None


async def submit_settings(interaction: Interaction) -> Result:
    """Keep the settings and say which. Who has no field for the managers leaves them as they are."""
    settings, managers = read_settings(interaction.state)
    async with interaction.write() as db:
        changed = await service.change_settings(
            db, interaction.user_id, settings, managers=managers, now=interaction.now
        )
        page = await queries.settings_page(db, interaction.user_id)
    return UpdateView(views.settings_saved(interaction.reader, page, changed))


def _page(interaction: Interaction) -> int:
    return interaction.in_view(PageNumber).page


async def _show_list_below(interaction: Interaction) -> None:
    """Bring the list up to date that comes back into sight when this modal closes."""
    below = interaction.view.get("previous_view_id")
    if below:
        async with interaction.read() as db:
            data = await queries.panel(db, _page(interaction))
        await interaction.client.views_update(
            view_id=below, view=views.panel(interaction.reader, data, interaction.services.program)
        )


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.action(views.OPEN, open_panel)
    router.action(views.PAGE, show_page)
    router.action(views.TOPIC_NEW, open_new_topic)
    router.action(views.TOPIC_OPEN, open_topic)
    router.action(views.ARCHIVE, archive)
    router.action(views.RESTORE, restore)
    router.action(views.MOVE, move)
    router.action(views.MERGE_OPEN, open_merge)
    router.view_submission(views.MERGE, submit_merge)
    router.action(views.LOG_OPEN, open_log)
    router.action(views.LOG_PAGE, show_log_page)
    router.action(views.SETTINGS_OPEN, open_settings)
    router.search(views.SEARCH, search_topics)
    router.search(views.SEARCH_WIDER, search_wider_topics)
    router.view_submission(views.TOPIC, submit_topic)
    router.view_submission(views.SETTINGS, submit_settings)
