"""When a Slack status says that somebody is away, in English, German and Spanish.

Whom we take for away gets no questions, so that a slip costs their colleagues more than a miss: a status
counts only where it begins with one of a few plain phrases, and says nothing that speaks against it. "In a
meeting", "travelling" or "at lunch" are no absence of days; "vacation from Monday" and "back from holiday"
are none today.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

UNTIL_CHANGED = datetime(9999, 1, 1, tzinfo=UTC)
"""The end of a status without an end: it holds until it is changed."""

# Slack's own suggestions are "Vacationing" with a palm tree and "Out sick" with a thermometer: people leave
# the picture and change the words, or the other way round. An airplane or a house say nothing for sure.
AWAY_EMOJI = frozenset({"palm_tree", "face_with_thermometer", "desert_island", "beach_with_umbrella"})

# Words with which a status may begin before it comes to the point.
_LEAD_INS = (
    *("currently", "i'm", "i am", "am", "on", "off", "out", "my", "a", "the", "enjoying", "family", "summer"),
    *("winter", "home", "annual", "paid", "away", "taking", "bin", "ich", "im", "in", "derzeit", "gerade"),
    *("noch", "den", "auf", "heute", "today", "de", "estoy", "en", "hoy", "actualmente", "por", "mi", "mis"),
)
_AWAY = (
    # holidays
    *("vacation", "vacations", "vacationing", "holiday", "holidays", "pto", "leave", "annual leave"),
    *("urlaub", "jahresurlaub", "ferien", "vacaciones"),
    # out of office
    *("out of office", "out of the office", "ooo", "abwesend", "abwesenheit", "fuera de la oficina"),
    # ill
    *("sick", "out sick", "off sick", "sick leave", "sick day", "krank", "krankgeschrieben"),
    *("enfermo", "enferma", "baja", "baja médica", "baja por enfermedad", "de baja"),
    # with a child
    *(
        "parental leave",
        "maternity leave",
        "paternity leave",
        "elternzeit",
        "mutterschutz",
        "vaterschaftsurlaub",
    ),
    *("permiso parental", "baja parental", "permiso de maternidad", "permiso de paternidad"),
    *("baja de maternidad", "baja de paternidad", "baja por maternidad", "baja por paternidad", "sabbatical"),
)
# What may follow; anything else is about something else: "holiday party", "sick of slides".
_AFTER = (
    *("until", "till", "til", "through", "thru", "to", "back", "returning", "return", "today", "this", "all"),
    *("with", "and", "for", "bis", "zurück", "wieder", "heute", "diese", "mit", "und", "hasta", "vuelvo"),
    *("regreso", "vuelta el", "hoy", "esta", "con", "y"),
)
# What speaks against being away now, wherever it stands: it is still ahead, it is over, or they work there.
_NOT_NOW = (
    *("back from", "next", "soon", "before", "after", "starting", "from", "tomorrow", "planning", "cover"),
    *("covering", "working", "work", "remote", "remotely", "workation", "wfh", "half day", "no longer"),
    *("not on", "not sick", "not away", "nicht im", "nicht krank", "nicht mehr", "no estoy", "ya no"),
    *("ab", "nächste", "nächster", "nächsten", "bald", "morgen", "vor dem", "nach dem", "zurück aus", "vom"),
    *("vertretung", "planung", "homeoffice", "home office", "arbeite"),
    *("a partir", "desde", "próxima", "próximas", "próximo", "pronto", "mañana", "antes de", "después de"),
    *("de vuelta de", "trabajando", "teletrabajo", "remoto"),
)
_EMOJI_CODE = re.compile(r":[a-z0-9_+'-]+:")
_UNSPOKEN = re.compile(r"[^\w\s'.,;:()/–—-]")


def _either(phrases: tuple[str, ...]) -> str:
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return "|".join(longest_first)


_BEGINS = re.compile(
    rf"(?:(?:{_either(_LEAD_INS)})\s+)*(?:{_either(_AWAY)})"
    rf"(?:$|\s*[.,;:()/–—-]|\s+\d|\s+(?:{_either(_AFTER)})\b)"
)
_AGAINST = re.compile(rf"\b(?:{_either(_NOT_NOW)})\b")


def away_until(profile: Mapping[str, Any], now: datetime) -> datetime | None:
    """Return until when a profile (shape: users.info) says that its person is away; None where it does not.

    Slack gives the end in whole seconds since 1970, and 0 for a status without one.
    """
    if not says_away(str(profile.get("status_text") or ""), str(profile.get("status_emoji") or "")):
        return None
    end = _end_of(profile.get("status_expiration"))
    return end if end > now else None


def says_away(text: str, emoji: str) -> bool:
    """Return whether a status clearly says that somebody is away now."""
    said = _plain(text)
    if _AGAINST.search(said):
        return False
    return emoji.strip(":") in AWAY_EMOJI or _BEGINS.match(said) is not None


def _plain(text: str) -> str:
    """Return words without pictures, in one case, with plain apostrophes and single blanks."""
    words = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join(_UNSPOKEN.sub(" ", _EMOJI_CODE.sub(" ", words)).split())


def _end_of(told: Any) -> datetime:
    try:
        seconds = int(told or 0)
        return min(datetime.fromtimestamp(seconds, UTC), UNTIL_CHANGED) if seconds > 0 else UNTIL_CHANGED
    except (TypeError, ValueError, OverflowError, OSError):
        return UNTIL_CHANGED
