"""What could tell who a story is about: found in its words, and replaced by plain ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ANSWER_WITHIN = timedelta(days=14)  # silence for so long is a no
QUESTION_CHARS = 400
HELPED_CHARS = 900
MOST_LOOKS = 5
SHOWN_BEFORE = 2  # stories that are shown to somebody who is about to ask


class Kind(StrEnum):
    """What was replaced."""

    PERSON = "person"
    TEAM = "team"
    CLIENT = "client"
    MONEY = "money"
    DAY = "day"
    NUMBER = "number"
    LINK = "link"
    ADDRESS = "address"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a workspace, casefolded but for ``teams``: words of names, and words that stay."""

    names: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Replaced:
    """Something that was replaced, as it stood there."""

    kind: Kind
    was: str


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: Kind


# Words of names that are words of the language, too: a name only where they have a capital that nothing else
# explains.
_COMMON_TEXT = """
a an and art august bay best bill black blue bright brown chance chase christian clay con day dawn dean
del drew faith field fox frank gene glen good grace grant gray green guy hall harmony heath hope hunter
ivy jack jean joy june king kit lane lee long love major mark marshall max may melody mercy miles mill
my nick noble olive page park pat paul penny pierce price ray reed rich rob robin rose ruby sage sandy
sharp short sky small sue summer van violet wade walker ward west white will win wise wood young alle
alt am bach berg braun ernst es fest frei fuchs groß grün haus heil herz hell horn im jung kaiser klein
koch kurz lang lange lieb licht neu recht reich richter ring roth sommer stark stein still sturm tag tor
vogel wald weber weiß wild wolf ángel alba amor bello blanca blanco bueno calvo campo casas claro
consuelo cruz cuesta delgado dolores franco gallo guerra iglesia jardín leal león luna luz mar mayor
mercedes miel moreno paz pilar prado real reyes rico río rosa rojo rubio santa santos seco sol soledad
torre valle vega
"""
_COMMON = frozenset(_COMMON_TEXT.split())
# Those of them with which a sentence may well begin; the last two only before such a word.
_OPENERS_TEXT = "a alle alt am an and best day es good im in long major neu recht short small still"
_OPENERS = frozenset(_OPENERS_TEXT.split())
_ASKING = frozenset({"will", "may"})
_AFTER_ASKING = re.compile(
    r" (?:a|an|any\w*|he|i|it|my|our|she|some\w*|that|the|there|these|they|this|we|you|your)\b", re.IGNORECASE
)
# What stands in people's names here and is nobody's: particles, forms of address, pronouns, what they do.
_NO_NAME_TEXT = """
and bot da de del den der di die dr du el er ext extern external he her hers him his ihr in la las le
los mr mrs ms of prof she sie siehe sr sra team the their them they to und van vom von y zu zum zur
"""
_NO_NAME = frozenset(_NO_NAME_TEXT.split())
_CAP = r"[A-ZÀ-ÖØ-Þ][\w&’'-]*"
_CAPS = rf"{_CAP}(?: {_CAP})*"
_NUM = r"\d(?:[\d.,’']*\d)?(?: ?(?:k|K|M|m|bn|million|billion|Mio\.?|Mrd\.?|Tsd\.?|millones|mil)(?!\w))?"
_CURRENCY = r"(?:[$€£¥]|(?:USD|EUR|GBP|CHF|[Ee]uros?|[Dd]ollars?|[Dd]ólares|[Pp]ounds|Franken|francos)\b)"
_MONTH = (
    r"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|March|Mar|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli|"
    r"Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Okt(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?|"
    r"[Ee]nero|[Ff]ebrero|[Mm]arzo|[Aa]bril|[Mm]ayo|[Jj]unio|[Jj]ulio|[Aa]gosto|[Ss]eptiembre|[Oo]ctubre|"
    r"[Nn]oviembre|[Dd]iciembre)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_LEGAL = r"(?:GmbH|AG|SE|KG|Inc|Ltd|LLC|LLP|Corp|PLC|S\.A\.|S\.L\.)(?!\w)"
_CLIENTS = r"(?:[Cc]lient|[Cc]ustomer|Kunden?|Kundin|[Cc]liente)"
_OUR = r"\b(?:[Tt]he |[Oo]ur |[Aa]n? |[Uu]nsere?n? )?"
_NO_TEAM = r"(?!(?:Our|My|The|This|Your|His|Her|Their|Each|Which|A|An)\b)"
_TITLE = r"\b(?:Mrs?|Ms|Dr|Prof|Herrn?|Frau|Sra?|Don|Doña)\b\.?"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.LINK, r"(?:https?://|www\.)[^\s<>|]*[^\s<>|.,;:!?)\]\"'”“]"),
        (Kind.ADDRESS, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        (Kind.PERSON, r"<@\w+(?:\|[^>]*)?>|(?<!\w)@\w[\w.-]*(?<![.-])"),
        (Kind.CHANNEL, r"<#\w+(?:\|[^>]*)?>|(?<!\w)#[^\W\d][\w-]*(?<!-)"),
        (
            Kind.LINK,
            r"(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|de|es|eu|at|ch|dev|app|ai)\b(?:/\S*)?",
        ),
        (Kind.MONEY, rf"(?<!\w){_CURRENCY} ?{_NUM}|(?<!\w){_NUM} ?{_CURRENCY}"),
        (Kind.DAY, r"\d{4}-\d\d?-\d\d?|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)?|\d{1,2}/\d{1,2}(?:/\d{2,4})?"),
        (Kind.DAY, rf"(?<!\w){_DAY} (?:of |de )?{_MONTH}(?:,? (?:de |del )?\d{{4}})?"),
        (Kind.DAY, rf"(?<!\w){_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?(?!\w)"),
        (Kind.DAY, rf"(?<!\w){_MONTH} (?:de |del )?\d{{4}}(?!\w)"),
        (Kind.PERSON, rf"{_TITLE} {_CAPS}"),
        (Kind.CLIENT, rf"{_CAP}(?: (?:& )?{_CAP})* {_LEGAL}"),
        (Kind.CLIENT, rf"{_OUR}{_CLIENTS} {_CAPS}"),
        (Kind.TEAM, rf"{_OUR}(?:[Tt]eam|[Dd]epartment|[Ss]quad|Abteilung|[Ee]quipo(?: de)?) {_CAPS}"),
        (Kind.TEAM, rf"(?:\b[Tt]he )?{_NO_TEAM}{_CAPS} (?:team|department|squad)\b"),
    )
)
_NUMBER = re.compile(r"[^\W_]*\d(?:[\w.,:/’']*\w)?(?: ?%)?")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_TITLES_BEFORE = re.compile(rf"(?:{_TITLE} )+\Z")
_BEGINS = '.!?:;\n„“"«(•-–'


def name_words(names: Iterable[str]) -> frozenset[str]:
    """Return the single words of people's names, by which a story could name them."""
    found: set[str] = set()
    for name in names:
        for word in _WORD.findall(_IN_BRACKETS.sub(" ", name)):
            parts = {word, *re.split(r"[-'’]", word)}
            found |= {part.casefold() for part in parts if len(part) > 1}
    return frozenset(found - _NO_NAME)


def topic_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of a topic, which say nothing about anybody."""
    return frozenset(word.casefold().strip(".,:;()") for text in texts for word in text.split())


def anonymised(words: str, known: Known, say: Mapping[Kind, str]) -> tuple[str, tuple[Replaced, ...]]:
    """Return words without what could tell who they are about, and what was replaced.

    ``say``: what stands in place of each kind.
    """
    left, found = _replaced(words, known, say)
    for _ in range(MOST_LOOKS):  # what was put in may stand before a word that it makes a name
        again, more = _replaced(left, known, say)
        if not more:
            break
        left = again
    return left, found


def _replaced(words: str, known: Known, say: Mapping[Kind, str]) -> tuple[str, tuple[Replaced, ...]]:
    ours = _put_in(words, say)
    found_in = _spans(words, known)
    spans = [one for one in found_in if not any(a <= one.start and one.end <= b for a, b in ours)]
    parts, at = [], 0
    for span in spans:
        put = say[span.kind]
        begins = _begins(words, span.start)
        parts += [words[at : span.start], put[:1].upper() + put[1:] if begins else put]
        at = span.end
    found = {Replaced(span.kind, words[span.start : span.end]): None for span in spans}
    return "".join([*parts, words[at:]]), tuple(found)


def _put_in(words: str, say: Mapping[Kind, str]) -> list[tuple[int, int]]:
    """Return where our own words stand, which name nobody: not even somebody who is called "Colleague"."""
    forms = {form for put in say.values() for form in (put, put[:1].upper() + put[1:])}
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return [found.span() for found in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", words)]


def _spans(words: str, known: Known) -> list[_Span]:
    """Return what is to be replaced, in order; what is found first by the list above wins."""
    taken: list[_Span] = []
    for span in (
        *_patterns(words, known),
        *_teams(words, known),
        *_names(words, known),
        *_numbers(words, known),
    ):
        if all(span.end <= one.start or one.end <= span.start for one in taken):
            taken.append(span)
    return _joined(words, sorted(taken, key=lambda one: one.start))


def _patterns(words: str, known: Known) -> Iterator[_Span]:
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(words):
            if not _of_topic(found[0], known):
                yield _Span(*found.span(), kind)


def _of_topic(text: str, known: Known) -> bool:
    return {part.casefold().strip(".,:;()") for part in text.split()} <= known.topic


def _teams(words: str, known: Known) -> Iterator[_Span]:
    for team in sorted(known.teams, key=len, reverse=True):
        if not _of_topic(team, known):
            for found in re.finditer(rf"(?<!\w){re.escape(team)}(?!\w)", words):
                yield _Span(*found.span(), Kind.TEAM)


def _names(words: str, known: Known) -> Iterator[_Span]:
    for found in _WORD.finditer(words):
        word = _POSSESSIVE.sub("", found[0])
        if _is_name(word, known, opens=_opens(words, found)):
            end = found.start() + len(word)
            if titles := _TITLES_BEFORE.search(words[: found.start()]):
                yield _Span(titles.start(), end, Kind.PERSON)
            yield _Span(found.start(), end, Kind.PERSON)  # where the titles are taken for a name already


def _opens(words: str, found: re.Match[str]) -> bool:
    """Return whether a word begins a sentence, as words do that are no name."""
    folded = found[0].casefold()
    asks = folded in _ASKING and _AFTER_ASKING.match(words, found.end()) is not None
    return (folded in _OPENERS or asks) and _begins(words, found.start())


def _is_name(word: str, known: Known, *, opens: bool) -> bool:
    folded, big = word.casefold(), word[:1].isupper()
    if folded in known.topic:
        return False
    parts = {folded, *re.split(r"[-'’]", folded)}
    if big and len(folded) > 3 and folded.endswith("s"):
        parts.add(folded[:-1])  # the German genitive
    hits = parts & known.names
    if not hits:
        return False
    if hits <= _COMMON:
        return big and not opens
    return big or (folded in hits and len(folded) > 2)


def _numbers(words: str, known: Known) -> Iterator[_Span]:
    for found in _NUMBER.finditer(words):
        if not _of_topic(found[0], known):
            yield _Span(*found.span(), Kind.NUMBER)


def _begins(words: str, at: int) -> bool:
    """Return whether a sentence begins at a place, so that a capital there says nothing."""
    before = words[:at].rstrip(" ")
    return not before or (before[-1] in _BEGINS and not _TITLES_BEFORE.search(f"{before} "))


def _joined(words: str, spans: list[_Span]) -> list[_Span]:
    """Return the spans, those of one whole name as one."""
    found: list[_Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last and last.kind is span.kind is Kind.PERSON and words[last.end : span.start] in (" ", "-"):
            found[-1] = _Span(last.start, span.end, span.kind)
        else:
            found.append(span)
    return found
