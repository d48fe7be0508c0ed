"""From a text to the terms by which texts are compared, in any language.

A term is a word as it is written (without case and accents) and, for longer words, their first five letters:
what endings and compounds of most European languages leave alone (McNamee and Mayfield 2004). Scripts that
put no spaces between words count by pairs of characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import chain

PREFIX = 5  # letters
_MOST_KNOWN = 200_000  # words
MOST_PARTS = 12  # of one profile, so that nobody wins by length alone

_STOP_TEXT = """
    a about advice after again all also am an and any are as ask at be because been before being between both
    but by can could did do does doing done down during each few for from get getting go going gone got had
    has have having he hello help her here hi his how i if in into is it its just let like make me more most
    much my need new no not now of off on one only or other our out over own please question quick re same she
    should so some such than thank thanks that the their them then there these they this those through to too
    under until up us use used using very want was way we well were what when where which while who why will
    with without would you your aber alle als am an auch auf aus bei beim bin bis bitte da damit danke das
    dass dem den der des die dies diese dieser dieses doch du durch ein eine einem einen einer eines er es
    etwas frage fur gegen habe haben hallo hat hilfe ich ihr im in ist ja jemand kann kein keine konnen man
    mehr mein meine meinem meinen meiner mich mir mit nach nicht noch nur oder ob ohne sehr sein sich sie sind
    so soll sollte uber um und uns unser unsere unter vom von vor war was weil welche welcher wenn wer werden
    wie will wir wird wo wurde zu zum zur al algo ante antes ayuda como con cual cuando de del desde donde dos
    el ella ellas ellos en entre era es esa ese eso esta estan estas este esto estos fue gracias ha han hasta
    hay hola la las le les lo los mas me mi mis mucho muy ni no nos nosotros o os otra otro para pero por
    porque pregunta puede puedo que quien se ser si sin sobre son soy su sus tambien tengo tiene todo tu un
    una uno y ya yo aide au aux avec bonjour ce ces cette comment dans des du elle en est et faut il ils je la
    le les leur lui ma mais merci mes moi mon ne nos notre nous on ou par pas peut peux plus pour puis qu
    quand quel quelle qui sa sans se ses son sont sur ta te tes toi ton tu une vos votre vous
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
"""Words that say nothing of a subject, without accents.

English, German, Spanish, French, and of asking itself.
"""

_TOKEN = re.compile(r"[^\W_]+[+#]*")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]")
_ITEMS = re.compile(r"[,;\n•]+")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")


def plain(word: str) -> str:
    """Return a word without its accents."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


class _Terms(dict[str, tuple[str, ...]]):
    """The terms of words, worked out once for as many words as fit."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        found = self[word] = tuple(_terms_of(word))
        return found


_known = _Terms()


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Give the terms of a text in order, as often as they come, each with the word it stands for."""
    for word in _words(text):
        for term in _known[word]:
            yield term, word


def counts(text: str) -> Counter[str]:
    """Return how often each term comes."""
    return Counter(chain.from_iterable(map(_known.__getitem__, _words(text))))


def _words(text: str) -> list[str]:
    text = text.casefold()
    return _TOKEN.findall(text if text.isascii() else unicodedata.normalize("NFC", text))


def _terms_of(word: str) -> Iterator[str]:
    if not word.isascii() and _UNSPACED.search(word):
        yield from _pairs(word)
        return
    word = plain(word)
    if len(word) < 2 or word in STOP_WORDS:
        return
    yield word
    if len(word) > PREFIX and not word.isdigit():
        yield f"{word[:PREFIX]}~"


def parts_of(skills: str, about: str) -> list[str]:
    """Return what a profile says, one thing each: skills as listed, sentences of what somebody writes."""
    items = [part.strip() for part in _ITEMS.split(skills)]
    sentences = [part.strip() for part in _SENTENCES.split(about)]
    found = [part for part in items if part] + [part for part in sentences if len(part.split()) > 1]
    return list(dict.fromkeys(found))[:MOST_PARTS]


def profile_texts(topics: str, skills: str, about: str) -> list[str]:
    """Return the texts of a profile that get a vector each: the whole first, then its parts."""
    whole = "\n".join(part for part in (topics, skills, about) if part.strip())
    return [whole, *parts_of(skills, about)] if whole else []


def question_text(question: str, background: str = "", outcome: str = "") -> str:
    """Return the text of a question that gets a vector."""
    return "\n".join(part for part in (question, background, outcome) if part.strip())


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]
