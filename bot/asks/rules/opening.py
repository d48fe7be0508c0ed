"""A sharper opening, made of the person's own words."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from bot.asks.rules.findings import ASKED, OPENS, REQUEST, main_clauses
from bot.asks.rules.private import private_kinds
from bot.asks.rules.shapes import Draft
from bot.asks.rules.wording import (
    AID,
    AUX,
    GENERIC,
    KNOW,
    WH,
    content_of,
    core_of,
    is_english,
    sentences_in,
    words_in,
)

_SUBJECT = r"(?:i|we|one|you)"
_REVIEW = r"(?:review|check|proofread|look at|look over|(?:take|have) a look at|comment on)"
_TRYING = r"(?: (?:want|need|would like|have|am trying|are trying|must)|'d like|'m trying|'re trying)"
_STUCK = r"(?: am| are|'m|'re) (?:struggling|stuck|having (?:trouble|problems|issues|difficulties))"
_HOW_MUCH = r"how (?:much|many|often|long|early|late|far|big|detailed)"
_STATE = r"(?:need|have|want|get|lose|see|feel|think)\b"  # "what do we need" is not "what to need"
_GIVE = r"(?:give|share) (?:me |us )?(?:your |some |any )?"
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"^{pattern}$", re.I), result)
    for pattern, result in (
        (r"what do you think (?:of|about) (.+)", r"advice on \1"),
        (
            rf"how (?:do|can|should|could|would|might|shall|to) {_SUBJECT} (?:best )?(.+)",
            r"advice on how to \1",
        ),
        (r"(?:on |with )?(how to .+)", r"advice on \1"),
        (
            rf"(?:(?:should|shall) {_SUBJECT}|(?:if|whether) {_SUBJECT} should) (.+)",
            r"advice on whether to \1",
        ),
        (r"(?:if|whether) (.+)", r"advice on whether \1"),
        (rf"({WH}\b.*?) (?:i|we) (?:should|can|could|might) (.+)", r"advice on \1 to \2"),
        (rf"(?!{WH}(?:['’]s| (?:[\w-]+ ){{0,3}}?{AUX})\b)({WH}\b.+)", r"advice on \1"),
        (r"walk (?:me|us) through (.+)", r"advice on \1"),
        (
            rf"((?:what|which|who|whom|when|where|{_HOW_MUCH})\b.*?)"
            rf" (?:should|shall|do|can|could|would) {_SUBJECT} (?!{_STATE})(.+)",
            r"advice on \1 to \2",
        ),
        (r"(?:what|which)(?: is| are|['’]s| would be| could be) ((?:the|a|an|our|my) .+)", r"advice on \1"),
        (r"(?:can|could) (i|we) (.+)", r"advice on whether \1 can \2"),
        (
            r"(?:i|we) (?:can't|cannot|don't know how to) (?:figure out (?:how to )?)?(.+)",
            r"advice on how to \1",
        ),
        (rf"{_GIVE}(?:feedback|thoughts|input) (?:on|about) (.+)", r"advice on \1"),
        (r"(?:your |some |any )?feedback (?:on|about|for) (.+)", r"advice on \1"),
        (rf"(?:help (?:me |us )?)?(?:to )?{_REVIEW} (.+)", r"advice on \1"),
        (rf"(?:please )?(?:help (?:me |us )?)?(?:to )?{KNOW} ({WH}\b.+)", r"advice on \1"),
        (r"(?:tell|teach) (?:me|us) (?:everything |more |all |something )?about (.+)", r"advice on \1"),
        (rf"(?:{AID}|help me|help us) (?:with|on|about|for|regarding) (.+)", r"advice on \1"),
        (rf"(?:i|we){_TRYING} (?:to )?{KNOW}(?: (?:more|all|a bit))? about (.+)", r"advice on \1"),
        (rf"(?:i|we){_TRYING} to (.+)", r"advice on how to \1"),
        (rf"(?:i|we){_STUCK}(?: (?:with|on|in|about))? (.+)", r"advice on \1"),
        (r"help (?:me|us) (?:to )?(.+)", r"advice on how to \1"),
    )
)
_FIRST_LOWER = GENERIC | {"their", "his", "each", "every", "both", "two", "three"}
_COMMON_NOUN = re.compile(r"^[A-Z][a-z]+(?:ing|ions?|ments?|ness|ity|ies)$")
_PLACES_TIME = re.compile(r"\b(?:before|by|until|till|after|next|tomorrow|in (?:[A-Z]|20))")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_LONGEST = 24
_ALREADY = re.compile(r"\b(?:could|can|may) i (?:have|get) \d+ minutes\b", re.I)


def sharper_opening(draft: Draft) -> str | None:
    """An opening such as "Could I have 45 minutes for your advice on ...?", or None if none reads well."""
    text = draft.question
    if not is_english(text) or _ALREADY.search(text):
        return None
    sentence = _best_sentence(text)
    core = re.sub(r"\bi\b(?!\.)", "I", _shorten(_first_question(core_of(sentence))))
    if len(content_of(core)) < 2 or private_kinds(core):
        return None
    when = f" by {_day(draft.needed_by)}" if draft.needed_by else ""
    opening = f"Could I have {draft.minutes} minutes"
    wish = _wish(core)
    if wish is None:
        lead, end = ("one question", "?") if ASKED.search(sentence) else ("your advice on this", ".")
        return f"{opening}{when} for {lead}: {_lower(core)}{end}"
    if _PLACES_TIME.search(wish) or "," in wish or len(wish.split()) > 11:
        return f"{opening}{when} for your {wish}?"
    return f"{opening} for your {wish}{when}?"


def _best_sentence(text: str) -> str:
    """The first sentence that asks, else the first that names a wish, else the first with a subject."""
    sentences = [one for one in sentences_in(text) if len(content_of(core_of(one))) > 1]
    ways: tuple[Callable[[str], object], ...] = (
        lambda one: ASKED.search(one) or OPENS.search(core_of(one)),
        lambda one: _wish(core_of(one)) if REQUEST.search(one) else None,
        lambda one: one,
    )
    return next((one for way in ways for one in sentences if way(one)), "")


def _first_question(core: str) -> str:
    """A sentence up to the second question in it."""
    if len(begins := main_clauses(core)) < 2:
        return core
    return re.sub(r"(?:[ ,;]|\b(?:and|or|also|then)\b)+$", "", core[: begins[1]], flags=re.I)


def _shorten(core: str) -> str:
    """At most two dozen words, cut where a clause ends; nothing when there is no such place."""
    if len(core.split()) <= _LONGEST:
        return core
    cuts = re.finditer(r"(?:[,;:(–]| - | because | since | as )", core)
    ends = [cut.start() for cut in cuts if 6 <= len(core[: cut.start()].split()) <= _LONGEST]
    return core[: ends[-1]].rstrip() if ends else ""


def _wish(core: str) -> str | None:
    """What the expert is asked for, as "advice on ..."; None if the words do not fit.

    Never feedback: whoever is asked for advice says more that can be acted on (Yoon and others 2019).
    """
    for pattern, result in _REWRITES:
        if match := pattern.match(core):
            return f"advice on {_lower(match.expand(result).partition(' on ')[2])}"
    if OPENS.search(core) or _has_verb(words_in(core)):
        return None
    return f"advice on {_lower(core)}"


_VERBS = frozenset(
    {
        "i",
        "we",
        "is",
        "are",
        "was",
        "were",
        "am",
        "has",
        "have",
        "had",
        "keep",
        "keeps",
        "need",
        "want",
        "seems",
    }
)


def _has_verb(words: Iterable[str]) -> bool:
    """Whether words are surely a statement rather than the name of a thing."""
    return any(word in _VERBS or word.endswith(("n't", "'m", "'re", "'ve", "'s")) for word in words)


def _lower(phrase: str) -> str:
    """The phrase with a small first letter, unless the first word may be a name."""
    first = re.split(r"[ '’]", phrase, maxsplit=1)[0]
    if first != "I" and (first.casefold() in _FIRST_LOWER or _COMMON_NOUN.match(first)):
        return phrase[0].lower() + phrase[1:]
    return phrase


def _day(day: date) -> str:
    """A day as "Friday 4 December", without the process's locale."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
