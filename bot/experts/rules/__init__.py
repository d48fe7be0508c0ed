"""Pure rules about experts: months, pauses and weeks, and how long a yes takes."""

from bot.experts.rules.profile import (
    DAYS_BEGIN,
    OPEN,
    OWN,
    WEEKS,
    days_by_hours,
    end_of_pause,
    month_of,
    paused_through,
    runs_of,
    week_named,
)
from bot.experts.rules.waits import Forecast, PastAsk, Wait, forecast_of

__all__ = [
    "DAYS_BEGIN",
    "OPEN",
    "OWN",
    "WEEKS",
    "Forecast",
    "PastAsk",
    "Wait",
    "days_by_hours",
    "end_of_pause",
    "forecast_of",
    "month_of",
    "paused_through",
    "runs_of",
    "week_named",
]
