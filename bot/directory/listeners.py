"""What those who run the program press to import people."""

from __future__ import annotations

from bot.admin.service import require_admin
from bot.directory import queries, service, texts, views
from bot.directory.forms import Looked, RowsForm
from bot.directory.rules import Unreadable
from bot.kit.errors import FormErrors
from bot.kit.forms import parse
from bot.kit.interaction import Interaction, Result, UpdateView
from bot.kit.router import Router


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


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.program_button(texts.OPEN_BUTTON, views.OPEN)
    router.action(views.OPEN, open_import)
    router.view_submission(views.IMPORT, submit_import)
