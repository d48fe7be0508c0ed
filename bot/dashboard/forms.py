"""What buttons of the figures carry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.dashboard.rules import PERIODS
from bot.kit.carried import Carried


class Period(Carried):
    """For how many days back figures are shown."""

    days: Annotated[int, Field(ge=1, le=PERIODS[-1])]
