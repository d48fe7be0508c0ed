"""What people press as a program begins. Each transaction checks anew that they may."""

from __future__ import annotations

from bot.admin import queries as admin_queries
from bot.admin.service import require_admin
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.models import PostKind
from bot.pilot import queries, service, texts, views
from bot.pilot.forms import Draft, InviteForm, ManagersForm, PostForm, Shown, read_topics
from bot.pilot.rules import INVITED_AT_MOST


async def open_topics(interaction: Interaction) -> Result:
    """Show the topics to keep or put away."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        topics = await queries.starter_choices(db, interaction.reader)
    await interaction.open(views.topics_modal(interaction.reader, topics))
    return None


async def submit_topics(interaction: Interaction) -> Result:
    """Keep the chosen topics."""
    kept, new = read_topics(interaction.state)
    shown = interaction.in_view(Shown).ids
    async with interaction.write() as db:
        reader, now = interaction.reader, interaction.now
        await service.choose_topics(db, interaction.user_id, shown, kept, new, reader, now)
    return None


async def open_managers(interaction: Interaction) -> Result:
    """Show who runs the program."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        managers = await admin_queries.managers(db)
    await interaction.open(views.managers_modal(interaction.reader, managers))
    return None


async def submit_managers(interaction: Interaction) -> Result:
    """Name who runs the program."""
    form = parse(ManagersForm, interaction.state)
    async with interaction.write() as db:
        await service.appoint(db, interaction.user_id, form.managers, interaction.now)
    return None


async def open_invitations(interaction: Interaction) -> Result:
    """Open the modal in which several colleagues are invited."""
    async with interaction.read() as db:
        topics = await service.may_invite(db, interaction.user_id)
    await interaction.open(views.invite_modal(interaction.reader, topics, INVITED_AT_MOST))
    return None


async def submit_invitations(interaction: Interaction) -> Result:
    """Have a personal word sent to each of them."""
    form = parse(InviteForm, interaction.state)
    async with interaction.write() as db:
        await service.invite(db, interaction.user_id, form, interaction.view_key, interaction.now)
    return None


async def open_posts(interaction: Interaction) -> Result:
    """Show the drafts."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        canvas = await queries.may_make_canvas(db)
    await interaction.open(views.posts_modal(interaction.reader, canvas=canvas))
    return None


async def open_post(interaction: Interaction) -> Result:
    """Open one draft."""
    kind = interaction.pressed(Draft).kind
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        channel = await queries.last_channel(db)
        topics = await queries.new_topics(db, interaction.now) if kind is PostKind.NEW_EXPERTS else []
    await interaction.open(views.post_modal(interaction.reader, kind, channel, topics))
    return None


async def submit_post(interaction: Interaction) -> Result:
    """Have it posted."""
    form, kind = parse(PostForm, interaction.state), interaction.in_view(Draft).kind
    async with interaction.write() as db:
        await service.post(db, interaction.user_id, kind, form, interaction.view_key, interaction.now)
    return None


async def post_again(interaction: Interaction) -> Result:
    """Try the channel of a post once more."""
    async with interaction.write() as db:
        await service.post_again(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return None


async def put_away(interaction: Interaction) -> Result:
    """Put the first steps away."""
    async with interaction.write() as db:
        await service.put_away(db, interaction.user_id, interaction.now)
    return None


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.POSTS_BUTTON, views.POSTS_OPEN, ProgramGroup.REACH)
    router.action(views.TOPICS_OPEN, open_topics)
    router.action(views.MANAGERS_OPEN, open_managers)
    router.action(views.INVITE_OPEN, open_invitations)
    router.action(views.POSTS_OPEN, open_posts)
    router.action(views.POST_OPEN, open_post)
    router.action(views.POST_AGAIN, post_again)
    router.action(views.PUT_AWAY, put_away)
    router.view_submission(views.TOPICS, submit_topics)
    router.view_submission(views.MANAGERS, submit_managers)
    router.view_submission(views.INVITE, submit_invitations)
    router.view_submission(views.POST, submit_post)
