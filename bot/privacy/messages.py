"""What somebody is sent about their data."""

from __future__ import annotations

from bot.delivery.messages import Effect, File, MessageKind, Policy, PostMessage, RenderContext
from bot.privacy import queries, texts, views


async def _page(context: RenderContext) -> Effect | None:
    """Return all that is held about somebody as a page that people can read."""
    found = await queries.everything(context.db, context.recipient.user_id)
    content = views.document(views.page(context.reader, found, context.now)).encode()
    title, text = context.reader(texts.PAGE_TITLE), context.reader(texts.PAGE_TEXT)
    return File(filename="my-data.html", content=content, title=title, text=text)


async def _data(context: RenderContext) -> Effect | None:
    """Return the same for machines."""
    found = await queries.everything(context.db, context.recipient.user_id)
    title, text = context.reader(texts.DATA_TITLE), context.reader(texts.DATA_TEXT)
    return File(filename="my-data.json", content=views.data(found, context.now), title=title, text=text)


async def _receipt(context: RenderContext) -> Effect | None:
    found = await queries.receipt(context.db, context.row.subject_id)
    return PostMessage(*views.receipt(context.reader, found.gone, found.kept)) if found else None


PAGE = MessageKind(
    id="privacy_page",
    title="All that is held, as a page",
    why="Somebody has asked for their data.",
    render=_page,
    policy=Policy(on_unknown_outcome="repeat"),
)
DATA = MessageKind(
    id="privacy_data",
    title="All that is held, as a file",
    why="Somebody has asked for their data.",
    render=_data,
    policy=Policy(on_unknown_outcome="repeat"),
)
RECEIPT = MessageKind(
    id="privacy_receipt",
    title="The receipt of an erasure",
    why="Somebody asked to be erased.",
    render=_receipt,
    policy=Policy(on_unknown_outcome="repeat"),
)
MESSAGES = (PAGE, DATA, RECEIPT)
