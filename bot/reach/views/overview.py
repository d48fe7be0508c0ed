"""The list of invitations: whom one can invite, how far they are, and stopping them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.kit.blocks import Block, Confirm, View, actions, button, context, divider, modal, section
from bot.kit.carried import RowId
from bot.kit.reader import Reader
from bot.kit.texts import CLOSE
from bot.models import CampaignState, Cohort
from bot.reach import texts
from bot.reach.forms import Plan
from bot.reach.queries import Line
from bot.reach.rules import FEWEST
from bot.reach.views.figures import name_of, result

OPEN = "reach_open"
OVERVIEW = "reach_overview"
CHOOSE = "reach_choose"
STOP = "reach_stop"


def overview(
    reader: Reader, lines: Sequence[Line], now: datetime, *, groups: bool, begun: bool = False
) -> View:
    """Return the list of invitations; ``groups``: Slack may tell its groups; ``begun``: some just have."""
    offered = [cohort for cohort in texts.COHORTS if groups or cohort is not Cohort.GROUP]
    choices = [
        button(reader(texts.COHORTS[one]), f"{CHOOSE}:{one}", Plan(cohort=one).encode()) for one in offered
    ]
    blocks = [
        *([section(reader(texts.STARTED))] if begun else []),
        section(reader(texts.INTRO)),
        context(reader(texts.RULES)),
        section(reader(texts.WHO)),
        actions(*choices),
    ]
    for line in lines:
        blocks += [divider(), *_line(reader, line, now)]
    return modal(OVERVIEW, reader(texts.TITLE), blocks, close=reader(CLOSE))


def _line(reader: Reader, line: Line, now: datetime) -> list[Block]:
    head = reader(texts.LINE, name=name_of(reader, line.campaign), day=reader.day(line.campaign.created_at))
    told = section("\n".join([head, _counts(reader, line), result(reader, line, now)]))
    if line.campaign.state != CampaignState.RUNNING:
        return [told]
    sure: Confirm = {
        "title": reader(texts.STOP_TITLE),
        "text": reader(texts.STOP_TEXT),
        "yes": reader(texts.STOP_YES),
        "no": reader(texts.STOP_NO),
    }
    carried = RowId(id=line.campaign.id).encode()
    return [told, actions(button(reader(texts.STOP), STOP, carried, style="danger", confirm=sure))]


def _counts(reader: Reader, line: Line) -> str:
    if line.people < FEWEST:
        return reader(texts.LINE_FEW)
    if line.campaign.state != CampaignState.RUNNING:
        return reader(texts.LINE_ENDED, invited=line.invited)
    return reader(texts.LINE_COUNTS, invited=line.invited, waiting=line.waiting)
