"""For whom something is written: their language, their zone, and how their clock shows the hour."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from string import Formatter
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    get_day_names,
    get_timezone_gmt,
    get_timezone_name,
)
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from bot.kit import spanish, texts
from bot.kit.catalogs import ENGLISH, languages, translations
from bot.kit.hours import DAY_MINUTES, zone_of
from bot.kit.i18n import Param, Sentence, Words

Clock = Literal[12, 24]

# What stands before a sentence: nothing, the end of another, a bullet or a colon; then markup or quotes.
_BEGINS = re.compile(r"""(?:^|[.!?…:•\n])[\s*_~>“”„"«‹(\[¡¿–—-]*\Z""")

# The English sentences are written this way: "Fri 4 Dec", and no comma before "and".
DEFAULT_LOCALE = "en_GB"
LONGEST_ZONE_NAME = 5
_LIST_STYLES: dict[str, Literal["standard", "or"]] = {"and": "standard", "or": "or"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Says sentences, times, lists and numbers as one person reads them. Nothing is escaped.

    ``locale`` is a CLDR name such as "en_GB" and decides language and forms; ``zone`` is an IANA name;
    ``clock`` is 12 or 24. ``in_several_zones``: people of different zones read it together.
    """

    locale: str = DEFAULT_LOCALE
    zone: str = "UTC"
    clock: Clock = 24
    in_several_zones: bool = False

    @classmethod
    def of(cls, locale: str, zone: str, language: str = "") -> Reader:
        """Return the reader for a locale as Slack names it, such as "pt-BR"; unknown or empty is English.

        ``language``: what they chose instead, one of `languages`. The clock stays that of their locale.
        """
        form, clock = _form_of(locale)
        if language in languages() and form.partition("_")[0] != language:
            form = DEFAULT_LOCALE if language == ENGLISH else language
        return cls(form, zone, clock)

    @classmethod
    def of_all(cls, readers: Iterable[Reader]) -> Reader:
        """Return one reader for several people; what they do not share is English, UTC, 24 hours.

        Where only the country differs, as in Germany and Austria, it is the language they share.
        """
        several = set(readers)
        shared = {name: {getattr(one, name) for one in several} for name in ("locale", "zone", "clock")}
        spoken = {locale.partition("_")[0] for locale in shared["locale"]}
        if len(shared["locale"]) > 1 and len(spoken - {ENGLISH}) == len(spoken) == 1:
            shared["locale"] = spoken
        apart = len(shared["zone"]) > 1 or any(one.in_several_zones for one in several)
        common = {name: found.pop() for name, found in shared.items() if len(found) == 1}
        return replace(NEUTRAL, **common, in_several_zones=apart)

    def in_zone(self, zone: str) -> Reader:
        """Return the same reader with times told in another zone."""
        return replace(self, zone=zone)

    def __call__(self, words: Words, /, **params: Param) -> str:
        """Return a sentence in the reader's language. Raises KeyError where a placeholder is not supplied.

        A string is returned as it is: people wrote it.
        """
        if isinstance(words, str):
            if params:
                raise TypeError("Only a sentence has placeholders.")
            return words
        given = {**words.params, **params}
        said = {name: self._said(value) for name, value in given.items()}
        template = self._template(words, given)
        if spanish.is_spanish(self.locale):
            template = spanish.agreed(template, said)
        return _filled(template, said, self._somebody)

    @property
    def _somebody(self) -> str:
        """How somebody is called whose name is not known."""
        return self._template(texts.SOMEBODY, {})

    def _template(self, sentence: Sentence, given: dict[str, Param]) -> str:
        found = translations(self.locale)
        if sentence.context:
            return found.pgettext(sentence.context, sentence.text)
        if not sentence.plural:
            return found.gettext(sentence.text)
        count = given["count"]
        if not isinstance(count, int):
            raise TypeError("The count of a sentence is a whole number.")
        return found.ngettext(sentence.text, sentence.plural, count)

    def _said(self, value: Param) -> str:
        if isinstance(value, str):
            return value
        return self.number(value) if isinstance(value, int) else value.localize(self)

    def number(self, value: int) -> str:
        """Return a whole number: "1,500"."""
        return str(value) if -1000 < value < 1000 else format_decimal(value, locale=self.locale)

    def list(self, items: Iterable[Param], word: Literal["and", "or"] = "and") -> str:
        """Return several things in a row: "Ada, Eli and Noor", or with "or" between the last two."""
        said = [self._said(item) for item in items]
        said[1:] = [_inside(one) if one == self._somebody else one for one in said[1:]]
        listed = format_list(said, _LIST_STYLES[word], locale=self.locale) if said else ""
        shown = spanish.joined(listed, said[-1]) if spanish.is_spanish(self.locale) and said else listed
        return _Listed(shown) if said and said[0] == self._somebody else shown

    def duration(self, minutes: int) -> str:
        """Return a length of time: "3 hours 45 minutes"."""
        return _duration_in(self.locale, minutes)

    def day(self, at: date, *, long: bool = False) -> str:
        """Return a date, or the day of an instant: "Fri 4 Dec", or when ``long`` "Friday 4 December"."""
        local = self._local(at)
        return _day_in(self.locale, local.date() if isinstance(local, datetime) else local, long)

    def month(self, at: date) -> str:
        """Return the month of a date: "November 2026"."""
        return str(format_skeleton("yMMMM", at, locale=self.locale))

    def weekday(self, at: date) -> str:
        """Return the day of the week: "Friday"."""
        return format_date(self._local(at), "EEEE", locale=self.locale)

    def weekday_short(self, number: int) -> str:
        """Return the name of a day of the week, which Monday as 0 begins: "Mon"."""
        return str(get_day_names("abbreviated", "stand-alone", self.locale)[number])

    def wall_time(self, minute: int) -> str:
        """Return a time of day in minutes since midnight: "9:00", or "9:00 am"; a day's end is "24:00"."""
        return _wall_time_in(self.locale, self.clock, minute)

    def time(self, at: datetime) -> str:
        """Return an instant's time of day: "14:00", or "2:00 pm"."""
        return format_skeleton("Hm" if self.clock == 24 else "hm", self._local(at), locale=self.locale)

    def spoken(self, at: datetime) -> str:
        """Return an instant in words, for notifications and screen readers: "Fri 4 Dec at 14:00 CET"."""
        return self(texts.DAY_AT_TIME, day=self.day(at), time=self._time_and_zone(at))

    def when(self, at: datetime) -> str:
        """Return an instant: "Fri 4 Dec at 14:00", with weekday and clock as everywhere in the same message.

        Where people of several zones read it, or somebody whose zone is not known, Slack shows it to each
        viewer in their own; `spoken` is the fallback.
        """
        if self._knows_zone:
            return self(texts.DAY_AT_TIME, day=self.day(at), time=self.time(at))
        day = spanish.SLACK_DAY if spanish.is_spanish(self.locale) else "{date_long_pretty}"
        shown = self(texts.DAY_AT_TIME, day=day, time="{time}")
        return f"<!date^{int(at.timestamp())}^{shown}|{self.spoken(at)}>"

    def clock_time(self, at: datetime) -> str:
        """Return an instant's time of day, as `when` does."""
        if self._knows_zone:
            return self.time(at)
        return f"<!date^{int(at.timestamp())}^{{time}}|{self._time_and_zone(at)}>"

    def by(self, at: datetime) -> str:
        """Return about when something is over that lies within a week: "Monday morning"."""
        if not self._knows_zone:
            return self.when(at)
        hour = at.astimezone(zone_of(self.zone)).hour
        part = next(sentence for until, sentence in texts.PARTS_OF_DAY if hour < until)
        return self(part, weekday=self.weekday(at))

    @property
    def _knows_zone(self) -> bool:
        return not self.in_several_zones and zone_of(self.zone).key != NEUTRAL.zone

    def _time_and_zone(self, at: datetime) -> str:
        return f"{self.time(at)} {_zone_name(self.locale, at.astimezone(zone_of(self.zone)))}"

    def _local(self, at: date) -> date:
        return at.astimezone(zone_of(self.zone)) if isinstance(at, datetime) else at


class _Listed(str):
    """A list that begins with somebody whose name is not known."""

    __slots__ = ()


def _filled(template: str, said: dict[str, str], somebody: str) -> str:
    """Return a template with its placeholders filled in.

    After "4. Dez." a sentence needs no full stop, and "A colleague" is "a colleague" inside of one.
    """
    unnamed = {name for name, words in said.items() if words == somebody or isinstance(words, _Listed)}
    if not unnamed and not any(words.endswith(".") for words in said.values()):
        return template.format_map(said)
    parts: list[str] = []
    for literal, name, _spec, _conversion in Formatter().parse(template):
        ended = bool(parts) and parts[-1].endswith(".")
        parts.append(literal[1:] if ended and literal[:1] == "." else literal)
        if name is not None:
            begins = name not in unnamed or _BEGINS.search("".join(parts)) is not None
            parts.append(said[name] if begins else _inside(said[name]))
    return "".join(parts)


def _inside(words: str) -> str:
    return words[:1].lower() + words[1:]


def first_name(reader: Reader, name: Words) -> str:
    """Return how somebody is called in a sentence: their first name; words for somebody stay whole."""
    said = reader(name)
    return said.split(maxsplit=1)[0] if isinstance(name, str) and said.split() else said


def first_names(reader: Reader, *names: Words) -> list[str]:
    """Return how several people are called in one sentence: by first names, or whole where two share one."""
    short = [first_name(reader, name) for name in names]
    folded = [name.casefold() for name in short]
    return [
        one if folded.count(one.casefold()) == 1 else reader(name)
        for one, name in zip(short, names, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FirstName:
    """How somebody is called in a sentence that its reader says later: `first_names`, told from ``other``."""

    name: Words
    other: Words = ""

    def localize(self, reader: Reader) -> str:
        """Return their first name, or all of it where the other one has the same."""
        return first_names(reader, self.name, self.other)[0]


@dataclass(frozen=True, slots=True)
class Day:
    """A day in a sentence that its reader says later."""

    day: date

    def localize(self, reader: Reader) -> str:
        """Return it as the reader's language writes days."""
        return reader.day(self.day)


# What Slack calls otherwise than CLDR: Spanish as in Latin America.
_SLACKS_OWN = {"es-LA": "es-419"}


@lru_cache(maxsize=256)
def _form_of(locale: str) -> tuple[str, Clock]:
    """Return the CLDR name in which to write to somebody with this locale, and how their clock goes."""
    try:
        own = Locale.parse(_SLACKS_OWN.get(locale, locale), sep="-")
    except (ValueError, UnknownLocaleError):
        return DEFAULT_LOCALE, 24
    clock: Clock = 12 if "h" in own.time_formats["short"].pattern else 24
    known = {str(own), own.language} & languages()
    return (str(own) if known else DEFAULT_LOCALE), clock


# Babel takes 5 to 30 microseconds for each, and the same few days and lengths come again and again.
@lru_cache(maxsize=4096)
def _day_in(locale: str, day: date, long: bool) -> str:
    known = Locale.parse(locale).datetime_skeletons
    pattern = str(known["MMMEd"].pattern)
    if long and "MMMMEd" in known:
        pattern = re.sub("E+|c+", "EEEE", known["MMMMEd"].pattern)  # both names spelled out
    if spanish.is_spanish(locale):
        pattern = spanish.without_comma(pattern)
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=4096)
def _wall_time_in(locale: str, clock: Clock, minute: int) -> str:
    hours = "k" if minute == DAY_MINUTES else "H"
    pattern = str(Locale.parse(locale).datetime_skeletons["Hm" if clock == 24 else "hm"].pattern)
    at = time(minute // 60 % 24, minute % 60)
    return format_time(at, re.sub("H+", hours, pattern), locale=locale)


def _zone_name(locale: str, local: datetime) -> str:
    """Return what a language calls a zone: "MEZ", or the usual "CET"; where there is neither, "GMT-05:00"."""
    for name in (get_timezone_name(local, "short", locale=locale), str(local.tzname())):
        if name.isalpha() and len(name) <= LONGEST_ZONE_NAME:
            return name
    return get_timezone_gmt(local, "long", locale=locale)


@lru_cache(maxsize=4096)
def _duration_in(locale: str, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [format_unit(hours, "duration-hour", locale=locale)] if hours else []
    if rest or not hours:
        parts.append(format_unit(rest, "duration-minute", locale=locale))
    return format_list(parts, "unit-narrow", locale=locale)


NEUTRAL = Reader()
"""Who is not known yet, or several people at once: English, UTC, 24 hours."""
