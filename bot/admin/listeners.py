"""What people do in the program area. Each listener's transaction checks anew that they may."""

from __future__ import annotations

from bot.admin import queries, service, views
from bot.admin.forms import SettingsForm, TopicForm
from bot.kit.act import Act, Result
from bot.kit.forms import parse
from bot.kit.listening import Listeners
from bot.models import Inbox


async def open_panel(act: Act) -> Result:
    """Show the list of topics: the button in App Home and `/mentoring admin`."""
    async with act.read() as tx:
        await service.require_admin(tx, act.user_id)
        data = await queries.panel(tx)
    await act.open(views.panel(data))
    return None


async def turn_page(act: Act) -> Result:
    """Show another page of the list."""
    async with act.read() as tx:
        await service.require_admin(tx, act.user_id)
        data = await queries.panel(tx, int(act.value))
    await act.redraw(views.panel(data))
    return None


async def new_topic(act: Act) -> Result:
    """Show an empty topic."""
    async with act.read() as tx:
        await service.require_admin(tx, act.user_id)
        choices = await queries.topic_options(tx)
    await act.open(views.topic_form(None, choices, _page(act)))
    return None


async def open_topic(act: Act) -> Result:
    """Show a topic to change."""
    async with act.read() as tx:
        await service.require_admin(tx, act.user_id)
        topic = await service.existing(tx, act.value)
        choices = await queries.topic_options(tx)
    await act.open(views.topic_form(topic, choices, _page(act)))
    return None


async def save_topic(act: Act) -> Result:
    """Add or change a topic."""
    form = parse(TopicForm, act.state)
    details = service.TopicDetails(form.name, form.description, form.synonyms, form.steward, form.parent)
    topic_id = str(act.metadata.get("topic") or "")
    async with act.write() as tx:
        if topic_id:
            await service.edit_topic(tx, act.user_id, topic_id, details, act.now)
        elif await tx.add_new(Inbox, key=act.view_key, received_at=act.now):
            await service.create_topic(tx, act.user_id, details, act.now)
    await _show_list_below(act)
    return None


async def archive(act: Act) -> Result:
    """Take a topic out of the choice."""
    async with act.write() as tx:
        await service.archive_topic(tx, act.user_id, act.value, act.now)
        topic = await service.existing(tx, act.value)
        choices = await queries.topic_options(tx)
    await act.redraw(views.topic_form(topic, choices, _page(act)))
    await _show_list_below(act)
    return None


async def restore(act: Act) -> Result:
    """Take a topic into the choice again."""
    async with act.write() as tx:
        await service.restore_topic(tx, act.user_id, act.value, act.now)
        topic = await service.existing(tx, act.value)
        choices = await queries.topic_options(tx)
    await act.redraw(views.topic_form(topic, choices, _page(act)))
    await _show_list_below(act)
    return None


async def open_settings(act: Act) -> Result:
    """Show the settings."""
    async with act.read() as tx:
        await service.require_admin(tx, act.user_id)
        data = await queries.program_settings(tx, act.user_id)
    await act.open(views.settings_form(data))
    return None


async def save_settings(act: Act) -> Result:
    """Keep the settings. Who has no field for the managers leaves them as they are."""
    form = parse(SettingsForm, act.state)
    details = service.SettingsDetails(
        offer_wait_minutes=form.offer_wait * 60,
        late_window_minutes=form.late_window * 60,
        matching_preset=form.preset,
        two_at_once=form.two_at_once,
        newcomer_percent=form.newcomers,
    )
    async with act.write() as tx:
        await service.change_settings(
            tx,
            act.user_id,
            details,
            managers=form.managers if "managers" in act.state else None,
            now=act.now,
        )
    return None


def _page(act: Act) -> int:
    return int(act.metadata.get("page") or 0)


async def _show_list_below(act: Act) -> None:
    """Bring the list up to date that comes back into sight when this modal closes."""
    below = act.view.get("previous_view_id")
    if below:
        async with act.read() as tx:
            data = await queries.panel(tx, _page(act))
        await act.client.views_update(view_id=below, view=views.panel(data))


def register(on: Listeners) -> None:
    """Say what this feature listens to."""
    on.action(views.OPEN, open_panel)
    on.action(views.PAGE, turn_page)
    on.action(views.TOPIC_NEW, new_topic)
    on.action(views.TOPIC_OPEN, open_topic)
    on.action(views.ARCHIVE, archive)
    on.action(views.RESTORE, restore)
    on.action(views.SETTINGS_OPEN, open_settings)
    on.submission(views.TOPIC, save_topic)
    on.submission(views.SETTINGS, save_settings)
