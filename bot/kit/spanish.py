"""How Spanish words follow from what stands beside them: "e Inés", "u Óscar", "a la 1:30", "el vie 4 dic"."""

from __future__ import annotations

import re
from collections.abc import Mapping

SPANISH = "es"
# Slack writes "hoy" for `date_long_pretty`, before which no article can stand.
SLACK_DAY = "{date_long}"
_BEFORE_A_VALUE = re.compile(r"\b(y|o|las) ([*_~]*)\{(\w+)\}")
_LIKE_I = re.compile(r"h?[ií](?![aeou])", re.IGNORECASE)
_LIKE_O = re.compile(r"h?[oó]", re.IGNORECASE)
_ONE_O_CLOCK = re.compile(r"0?1:\d\d")
_TURNS = {"y": (_LIKE_I, "e"), "o": (_LIKE_O, "u"), "las": (_ONE_O_CLOCK, "la")}


def is_spanish(locale: str) -> bool:
    """Tell whether a CLDR name such as "es_419" means Spanish."""
    return locale.partition("_")[0] == SPANISH


def agreed(template: str, said: Mapping[str, str]) -> str:
    """Return a template whose words agree with what fills its placeholders: "y {name}" becomes "e {name}"."""
    return _BEFORE_A_VALUE.sub(
        lambda found: f"{_turned(found[1], said[found[3]])} {found[2]}{{{found[3]}}}", template
    )


def joined(listed: str, last: str) -> str:
    """Return a list whose last word agrees with what it stands before: "Ada e Inés"."""
    rest = listed.removesuffix(last)
    if rest == listed or " " not in rest.rstrip():
        return listed
    before, _, word = rest.rstrip().rpartition(" ")
    return f"{before} {_turned(word, last)} {last}"


def without_comma(pattern: str) -> str:
    """Return the pattern of a date as it stands inside a sentence: "vie 4 dic", not "vie, 4 dic"."""
    return pattern.replace(",", "")


def _turned(word: str, before: str) -> str:
    like, other = _TURNS.get(word, (None, word))
    return other if like and like.match(before) else word
