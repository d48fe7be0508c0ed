"""What those who run the program are sent: the file they asked for, and the weekly digest."""

from __future__ import annotations

from datetime import timedelta

from bot.dashboard import queries, texts, views
from bot.dashboard.rules import FIGURES_FILE, PERIODS
from bot.delivery.messages import Effect, File, MessageKind, Policy, PostMessage, RenderContext
from bot.people import queries as people


async def _file(context: RenderContext) -> Effect | None:
    """Return the figures of so many days, the row's version, as a file; nothing for whoever lost the role."""
    if not await people.is_admin(context.db, context.recipient.user_id):
        return None
    found = await queries.program_figures(context.db, context.row.version, context.now)
    title, text = context.reader(texts.FILE_TITLE), context.reader(texts.FILE_TEXT)
    return File(filename="program-figures.csv", content=views.as_csv(found), title=title, text=text)


async def _digest(context: RenderContext) -> Effect | None:
    if not await people.is_admin(context.db, context.recipient.user_id):
        return None
    found = await queries.program_figures(context.db, PERIODS[0], context.now)
    said = views.digest(context.reader, found)
    return PostMessage(*said) if said else None


CSV = MessageKind(
    id=FIGURES_FILE,
    title="Figures for a spreadsheet",
    why="Somebody who runs the program has asked for them.",
    render=_file,
    policy=Policy(on_unknown_outcome="repeat"),
)
DIGEST = MessageKind(
    id="dashboard_digest",
    title="The week of the program",
    why="A week is over.",
    render=_digest,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=3)),
)
MESSAGES = (CSV, DIGEST)
