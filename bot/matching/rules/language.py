"""From a text to the terms by which texts are compared.

English, German and Spanish are stemmed (Snowball). A text that shows no language, a list of skills say, is
read in every language that the workspace uses: a word then stands for each stem it can have. Of other
languages words count as they are written, and so do their runs of four letters, which survives most endings;
scripts that put no spaces between words count by pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

import Stemmer

LANGUAGES = {"en": "english", "de": "german", "es": "spanish"}
GRAM = 4  # letters; the usual choice for European languages (McNamee and Mayfield 2004)

_ASKING = """
    advice ask ayuda danke frage gracias hello help hi hilfe hola please pregunta question quick rat thank
    thanks
"""
_STOP_TEXT = {
    "en": """
    a about after again all also am an and any are as at be because been before being between both but
    by can could did do does doing done down during each few for from get getting go had has have having
    he her here his how i if in into is it its just let like make more most much my need new no not now
    of off on one only or other our out over own re same she should so some such than that the their
    them then there these they this those through to too under until up us use used using very want
    way we well were what when where which while who why will with without would you your
    """,
    "de": """
    aber als am an auch auf aus bei bin bis bitte da damit das dass dem den der des die dies diese
    dieser dieses doch du durch ein eine einem einen einer eines er es etwas fur gegen habe haben hat
    ich ihr im in ist ja kann kein keine konnen man mehr mein meine meinem meinen meiner mich mir mit
    nach nicht noch nur oder ob ohne sehr sein sich sie sind so soll sollte uber um und uns unser unsere
    unter vom von vor war was weil wenn wer werden wie will wir wird wo wurde zu zum zur
    """,
    "es": """
    al algo ante antes como con cual cuando de del desde donde dos el ella ellas ellos en entre era es
    esa ese eso esta estan estas este esto estos fue ha han hasta hay la las le les lo los mas me mi mis
    mucho muy ni no nos nosotros o os otra otro para pero por porque puede puedo que quien se ser si sin
    sobre son soy su sus tambien tengo tiene todo tu un una uno y ya yo
    """,
}
_STOPS = {code: frozenset(words.split()) for code, words in _STOP_TEXT.items()}
_LITTLE = frozenset().union(*_STOPS.values())
STOP_WORDS = _LITTLE | frozenset(_ASKING.split())
"""Words that say nothing of a subject, without accents: of each language, and of asking itself."""

_TOKEN = re.compile(r"[^\W_]+[+#]*")
_BETWEEN = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]")
_TELLING_WORDS = 2  # this many words of one language are evidence of it
_GOOD_PART = 0.1
_MOST_KNOWN = 200_000  # words
_LONG_TEXT = 8  # words; a shorter text without evidence may be in any language


def words_of(text: str) -> list[str]:
    """Return the words of a text in order, in lower case; pairs of characters for scripts without spaces."""
    text = text.casefold()
    if text.isascii():  # most texts, and twice as fast as by the pattern
        signs = "+" in text or "#" in text
        return _TOKEN.findall(text) if signs else text.translate(_BETWEEN).split()
    found: list[str] = []
    for word in _TOKEN.findall(unicodedata.normalize("NFC", text)):
        if word.isascii() or not _UNSPACED.search(word):
            found.append(word)
        else:
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
    return found


def plain(word: str) -> str:
    """Return a word without its accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def language_of(words: list[str]) -> str | None:
    """Return "en", "de" or "es"; "" for a text that is plainly none of them, None where it cannot be told."""
    return _language(_hits(Counter(words)), len(words))


def _hits(said: Counter[str]) -> list[int]:
    """How often the little words of each language come."""
    little = _LITTLE.intersection(said)
    return [sum(said[word] for word in little & stops) for stops in _STOPS.values()] if little else [0, 0, 0]


def _language(hits: list[int], words: int) -> str | None:
    most = max(hits)
    if most >= _TELLING_WORDS and hits.count(most) == 1:
        return list(_STOPS)[hits.index(most)]
    return "" if words >= _LONG_TEXT and not most else None


def terms(text: str, languages: tuple[str, ...] = ("en",)) -> list[tuple[str, str]]:
    """Return the terms of a text, in order and as often as they come, each with the word it stands for.

    Each line is read in its own language, one that shows none in that of the whole text, and where that shows
    none either, in each of ``languages``. A line in a language that is none of these is read in them as well,
    because that is how those were read that show no language.
    """
    lines = [[(word, plain(word)) for word in words_of(line)] for line in text.split("\n")]
    whole = language_of([bare for line in lines for _, bare in line])
    found: list[tuple[str, str]] = []
    for line in lines:
        spoken = _spoken(language_of([bare for _, bare in line]) or whole, languages)
        known = _terms_in(spoken)
        found += [(term, word) for word, bare in line for term in known[bare]]
    return found


def counts(text: str, languages: tuple[str, ...] = ("en",)) -> dict[str, int]:
    """Return how often each of the terms of a text comes; the same terms as `terms` gives."""
    if text.isascii():
        lines = [Counter(words_of(line)) for line in text.split("\n")]
    else:
        lines = [Counter(map(plain, words_of(line))) for line in text.split("\n")]
    hits, lengths = [_hits(line) for line in lines], [line.total() for line in lines]
    whole = _language([sum(each) for each in zip(*hits, strict=True)], sum(lengths))
    found: dict[str, int] = {}
    for line, hit, length in zip(lines, hits, lengths, strict=True):
        known = _terms_in(_spoken(_language(hit, length) or whole, languages))
        for word, number in line.items():
            for term in known[word]:
                found[term] = found.get(term, 0) + number
    return found


def spoken_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the languages in which a good part of the texts is written, most used first; English else."""
    said = Counter(language_of([plain(word) for word in words_of(text)]) for text in texts)
    known = {code: said[code] for code in LANGUAGES if said[code]}
    enough = sum(known.values()) * _GOOD_PART
    return tuple(sorted((code for code in known if known[code] >= enough), key=lambda c: (-known[c], c))) or (
        "en",
    )


def stems(text: str, languages: tuple[str, ...] = ("en",)) -> dict[str, str]:
    """Return the terms of a text, in order, as {term: the word as first written, in lower case}."""
    found: dict[str, str] = {}
    for term, word in terms(text, languages):
        found.setdefault(term, word)
    return found


def _spoken(language: str | None, languages: tuple[str, ...]) -> tuple[str, ...]:
    if language is None:
        return languages
    return (language,) if language in languages else (language, *languages)


class _Known(dict[str, tuple[str, ...]]):
    """The terms of words read in some languages, worked out once for as many words as fit."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[word] = _terms_of(word, self._languages)
        return found


@lru_cache(maxsize=64)
def _terms_in(languages: tuple[str, ...]) -> _Known:
    return _Known(languages)


def _terms_of(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    if len(word) < 2 or word.isdigit() or word in STOP_WORDS:
        return ()
    found: list[str] = []
    for code in languages:
        if code:
            found.append(_stemmer(code)(word))
        else:
            found += (word, *_grams(word))
    return tuple(dict.fromkeys(found))


def _grams(word: str) -> Iterator[str]:
    return (f"~{word[i : i + GRAM]}" for i in range(len(word) - GRAM + 1) if len(word) > GRAM)


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer.Stemmer(LANGUAGES[language]).stemWord
    return stem
