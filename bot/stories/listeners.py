"""What people press about stories. Each transaction checks anew whose it is, or who runs the program."""

from __future__ import annotations

from bot.admin.service import require_admin
from bot.kit.carried import RowId
from bot.kit.forms import parse
from bot.kit.i18n import Sentence
from bot.kit.interaction import ClearViews, Interaction, Result, UpdateView
from bot.kit.router import Router
from bot.kit.services import ProgramGroup
from bot.stories import queries, service, texts, views
from bot.stories.forms import PublishForm, StoryForm, StoryVersion, Written


async def open_draft(interaction: Interaction) -> Result:
    """Open a story with the words of a thank-you, without what could tell who it is about."""
    session_id, reader = interaction.pressed(RowId).id, interaction.reader
    async with interaction.read() as db:
        thanked, draft = await service.begin(db, session_id, interaction.user_id, reader)
    words, written = (draft.question, draft.helped), Written(session_id=session_id)
    await interaction.open(views.write_modal(reader, thanked.other, words, written, draft.replaced))
    return None


async def open_change(interaction: Interaction) -> Result:
    """Open the words of a story for changes."""
    seen = interaction.pressed(StoryVersion)
    async with interaction.read() as db:
        told = await service.to_answer(db, seen.id, interaction.user_id)
    words = (told.story.question, told.story.helped)
    written = Written(id=seen.id, version=told.story.version)
    await interaction.open(views.write_modal(interaction.reader, told.other, words, written))
    return None


async def submit(interaction: Interaction) -> Result:
    """Put the words before the other one, or show them once more where something was replaced."""
    form, written = parse(StoryForm, interaction.state), interaction.in_view(Written)
    by, reader, now = interaction.user_id, interaction.reader, interaction.now
    async with interaction.read() as db:
        other, draft = await service.looked_at(db, written, by, form, reader)
    if draft.replaced:
        again = written.model_copy(update={"round": written.round + 1})
        words = (draft.question, draft.helped)
        return UpdateView(views.write_modal(reader, other, words, again, draft.replaced))
    async with interaction.write() as db:
        if written.id:
            await service.change(db, written.id, written.version, by, form, now)
        else:
            await service.offer(db, written.session_id, by, form, now)
    return ClearViews() if written.id else UpdateView(views.sent(reader, other))


async def read(interaction: Interaction) -> Result:
    """Show a story to one of its two."""
    async with interaction.read() as db:
        told = await service.of_theirs(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.read_modal(interaction.reader, told))
    return None


async def agree(interaction: Interaction) -> Result:
    """Take a yes to the words that were read."""
    seen = interaction.pressed(StoryVersion)
    async with interaction.write() as db:
        await service.agree(db, seen.id, seen.version, interaction.user_id, interaction.now)
    return await _done(interaction, texts.AGREED_DONE)


async def decline(interaction: Interaction) -> Result:
    """Take a no."""
    async with interaction.write() as db:
        await service.decline(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return await _done(interaction, texts.PRIVATE)


async def withdraw(interaction: Interaction) -> Result:
    """Take a story back."""
    async with interaction.write() as db:
        await service.withdraw(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return await _done(interaction, texts.GONE)


async def _done(interaction: Interaction, said: Sentence) -> Result:
    """Say in the modal, where it was pressed in one, what was done; elsewhere the card says it."""
    if interaction.view.get("type") == "modal":
        await interaction.redraw(views.done(interaction.reader, said), whatever=True)
    return None


async def open_program(interaction: Interaction) -> Result:
    """Show the stories that may be shared."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found, shared = await queries.to_publish(db), await queries.published(db)
    await interaction.open(views.program_modal(interaction.reader, found, shared))
    return None


async def open_shared(interaction: Interaction) -> Result:
    """Show where the shared stories stand."""
    async with interaction.read() as db:
        await require_admin(db, interaction.user_id)
        found, shared = await queries.where_shared(db), await queries.published(db)
    await interaction.open(views.shared_modal(interaction.reader, found, shared))
    return None


async def open_publish(interaction: Interaction) -> Result:
    """Open the choice of a channel for a story."""
    async with interaction.read() as db:
        found = await service.to_publish(db, interaction.pressed(RowId).id, interaction.user_id)
    await interaction.open(views.publish_modal(interaction.reader, found))
    return None


async def submit_publish(interaction: Interaction) -> Result:
    """Share a story and post it."""
    form, story_id = parse(PublishForm, interaction.state), interaction.in_view(RowId).id
    async with interaction.write() as db:
        await service.publish(db, story_id, interaction.user_id, interaction.now, form.channel)
    return UpdateView(views.posted(interaction.reader, form.channel))


async def keep(interaction: Interaction) -> Result:
    """Share a story with those only who are about to ask."""
    async with interaction.write() as db:
        await service.publish(db, interaction.pressed(RowId).id, interaction.user_id, interaction.now)
    return await _done(interaction, texts.PUBLISHED)


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN_STORIES, views.PROGRAM, ProgramGroup.REACH)
    router.action(views.TELL, open_draft)
    router.action(views.READ, read)
    router.action(views.AGREE, agree)
    router.action(views.CHANGE, open_change)
    router.action(views.DECLINE, decline)
    router.action(views.WITHDRAW, withdraw)
    router.action(views.PROGRAM, open_program)
    router.action(views.SHARED, open_shared)
    router.action(views.PUBLISH_OPEN, open_publish)
    router.action(views.KEEP, keep)
    router.view_submission(views.WRITE, submit)
    router.view_submission(views.PUBLISH, submit_publish)
