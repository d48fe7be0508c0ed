"""Several offers that reach their expert together, in one message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.kit.blocks import divider, escape, header, section
from bot.kit.reader import Reader
from bot.models import LIVE_OFFER
from bot.offers import texts
from bot.offers.queries import Offered
from bot.offers.views.card import Message, in_list


def listed(reader: Reader, found: Sequence[Offered]) -> Message:
    """Return the list as its expert sees it now: each question with what answers it, or what came of it."""
    waiting = [one for one in found if one.offer.state in LIVE_OFFER]
    topics = reader.list([escape(reader(one.topic)) for one in waiting])
    if waiting:
        title = reader(texts.LIST_TITLE, count=len(waiting))
        spoken = reader(texts.LIST_SPOKEN, count=len(waiting), topics=topics)
    else:
        title = spoken = reader(texts.LIST_OVER)
    blocks = [header(title)]
    for one in found:
        blocks += [divider(), *in_list(reader, one)]
    return spoken, blocks


def list_reminder(reader: Reader, found: Sequence[Offered]) -> Message:
    """Return the list with the one reminder above it."""
    sentence = reader(texts.LIST_REMINDER)
    return sentence, [section(sentence), *listed(reader, found)[1]]
