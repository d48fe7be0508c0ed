"""What somebody who is invited to ask is told."""

from __future__ import annotations

from datetime import timedelta

from bot.dashboard.rules import FIGURES_FILE, csv_lines
from bot.delivery.messages import Below, Effect, MessageKind, Policy, PostMessage, RenderContext
from bot.models import CampaignState, MemberState
from bot.reach import queries, views


async def _invitation(context: RenderContext) -> Effect | None:
    """Return the invitation; to whoever wants none, that there will be none, where one stands."""
    found = await queries.invitation(context.db, context.row.subject_id)
    if found is None:
        return None
    card = f"reach_invitation:{found.member.id}"
    if not found.wanted:
        text, blocks = views.no_more(context.reader)
        return PostMessage(text, blocks, card=card, update_only=True)
    still = found.member.state == MemberState.INVITED and found.campaign.state != CampaignState.STOPPED
    if not (still and await queries.may_be_invited(context.db, found.member, context.now)):
        return None
    text, blocks = views.invitation(context.reader, found.campaign, found.member.id)
    return PostMessage(text, blocks, card=card)


INVITATION = MessageKind(
    id="reach_invitation",
    title="An invitation to ask",
    why="Those who run the program invite a cohort that they are in.",
    render=_invitation,
    policy=Policy(waits_for_hours=True, useful_for=timedelta(days=7)),
)
MESSAGES = (INVITATION,)


async def _figures(context: RenderContext) -> bytes:
    """Return what invitations brought, for the file of the program's figures."""
    return csv_lines(views.rows(await queries.overview(context.db, context.now)))


BELOW = (Below(FIGURES_FILE, lines=_figures),)
