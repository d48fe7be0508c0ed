"""How many could help with a topic, and how soon somebody usually says yes: said before it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from bot.asks import texts
from bot.experts.queries import Supply
from bot.experts.rules import Forecast
from bot.kit.i18n import Param
from bot.kit.reader import Reader


def supply_line(reader: Reader, found: Supply) -> str:
    """Return who offers the chosen topic, and how soon one of them usually says yes."""
    if not found.experts:
        return reader(texts.SUPPLY_NOBODY)
    supply = supply_words(reader, found)
    if found.forecast is None or not found.there:
        return reader(texts.SUPPLY, supply=supply)
    return _forecast(reader, supply, found.forecast)


def _forecast(reader: Reader, supply: str, found: Forecast) -> str:
    least, most = found.wait.days
    held: dict[str, Param] = {"supply": supply, "held": found.held, "all": found.judged}
    if not most:
        return reader(texts.SUPPLY_HOURS, **held)
    if not least or least == most:
        return reader(texts.SUPPLY_DAYS, count=most, **held)
    return reader(texts.SUPPLY_RANGE, least=least, most=most, **held)


def supply_words(reader: Reader, found: Supply) -> str:
    """Return who offers a topic, as the list of topics says it."""
    if not found.experts:
        return reader(texts.NOBODY_OFFERS)
    if not found.there:
        return reader(texts.OFFERED_ALL_PAUSED)
    return reader(texts.OFFERED, count=found.there)


def said_of_topic(view: Mapping[str, Any]) -> list[str]:
    """Return what a form says about its topic."""
    blocks = list(view.get("blocks") or [])
    at = next((place for place, block in enumerate(blocks) if block.get("block_id") == "topic"), len(blocks))
    below = takewhile(lambda block: block.get("type") == "context", blocks[at + 1 :])
    return [str(element.get("text")) for block in below for element in block.get("elements") or []]
