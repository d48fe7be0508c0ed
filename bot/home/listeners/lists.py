"""The lists of the inbox outside App Home: turned, and made anew after whatever is done in them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.home import queries, views
from bot.home.forms import ListPage, Part
from bot.kit.blocks import View
from bot.kit.interaction import Interaction, Result
from bot.kit.slack import FAILED

ANSWERS_FOR = timedelta(minutes=25)  # so long a list is kept current; Slack takes answers for thirty minutes
MOST_KEPT = 1000
IN_MESSAGE = 2  # past sessions that the answer to a command shows itself

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a person sees a list: in an answer that this address replaces, or in a modal."""

    response_url: str
    view_id: str
    page: ListPage | None
    at: datetime


class ShownLists:
    """The list that each person pressed something in last, as far as this process took the press."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, str], Shown] = {}

    def keep(self, interaction: Interaction, shown: Shown) -> None:
        """Remember a list."""
        while len(self._shown) >= MOST_KEPT:
            del self._shown[next(iter(self._shown))]
        self._shown[interaction.workspace_id, interaction.user_id] = shown

    def of(self, interaction: Interaction) -> Shown | None:
        """Return the person's list while it can still be changed."""
        shown = self._shown.get((interaction.workspace_id, interaction.user_id))
        return shown if shown and interaction.now - shown.at < ANSWERS_FOR else None


async def show(interaction: Interaction) -> Result:
    """Show a part of the inbox as a whole, or another page of it."""
    view = await _modal(interaction, interaction.pressed(ListPage))
    if interaction.view.get("callback_id") == views.MODAL:
        await interaction.redraw(view)
    else:
        await interaction.open(view)
    return None


async def _modal(interaction: Interaction, page: ListPage) -> View:
    size = views.PAGE[Part.DONE]
    async with interaction.read() as db:
        inbox = await queries.inbox(db, interaction.user_id, interaction.now)
        past = await queries.past(db, interaction.user_id, page.page * size, size)
    return views.list_modal(interaction.reader, page, inbox, past, interaction.now)


async def bring_up_to_date(interaction: Interaction) -> None:
    """Make the list anew in which somebody has just done something, so that nothing stays that is done."""
    kept = interaction.services.caches.of(ShownLists)
    if str(interaction.element.get("block_id") or "").startswith(views.MARK):
        if str(interaction.element.get("action_id") or "").startswith(views.SHOW):
            return
        kept.keep(interaction, _shown(interaction))
    elif interaction.element:
        return
    shown = kept.of(interaction)
    if shown is None:
        return
    try:
        await _redraw(interaction, shown)
    except FAILED as error:
        log.info("a list could not be brought up to date: %s", type(error).__name__)


def _shown(interaction: Interaction) -> Shown:
    in_modal = interaction.view.get("callback_id") == views.MODAL
    return Shown(
        response_url=str(interaction.body.get("response_url") or ""),
        view_id=str(interaction.view.get("id") or "") if in_modal else "",
        page=interaction.in_view(ListPage) if in_modal else None,
        at=interaction.now,
    )


async def _redraw(interaction: Interaction, shown: Shown) -> None:
    if shown.page:
        view = await _modal(interaction, shown.page)
        await interaction.client.views_update(view_id=shown.view_id, view=view)
    elif shown.response_url:
        async with interaction.read() as db:
            inbox = await queries.inbox(db, interaction.user_id, interaction.now)
            past = await queries.past(db, interaction.user_id, 0, IN_MESSAGE)
        text, blocks = views.sessions_message(interaction.reader, inbox, past, interaction.now)
        answer = {"replace_original": True, "text": text, "blocks": blocks}
        await interaction.services.slack.respond(shown.response_url, answer)
