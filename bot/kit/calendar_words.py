"""By which words people name weekdays and months."""

from __future__ import annotations

from functools import lru_cache

from babel.dates import get_day_names, get_month_names

from bot.kit.reader import DEFAULT_LOCALE

# How people shorten them beside what CLDR names.
_SHORTER = ({"tues": 1, "weds": 2, "thur": 3, "thurs": 3}, {"sept": 9})


@lru_cache(maxsize=256)
def calendar_words(locale: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the names of weekdays (Monday is 0) and months (January is 1), in English and a locale.

    They are in lower case and without full stops.
    """
    weekdays, months = dict(_SHORTER[0]), dict(_SHORTER[1])
    for one in (DEFAULT_LOCALE, locale):
        for width in ("wide", "abbreviated"):
            for found, names in ((weekdays, get_day_names), (months, get_month_names)):
                for context in ("format", "stand-alone"):
                    named = names(width, context, one)
                    found |= {str(name).casefold().rstrip("."): number for number, name in named.items()}
    return weekdays, months
