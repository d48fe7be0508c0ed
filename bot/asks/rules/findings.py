"""What may be better about a draft."""

import re

from bot.asks.rules.shapes import Draft
from bot.asks.rules.wording import (
    AUX,
    SOMEBODY,
    UNSPACED,
    WH,
    content_of,
    core_of,
    count_words,
    is_english,
    sentences_in,
)

WORDS_PER_MINUTE = 10
"""How many written words a minute of the time box bears: 300 for 30 minutes.

A reasoned default, not a measured one: told aloud at a usual 150 words a minute it takes two of the five
minutes that the agenda gives the story, and the rest is left to the expert's questions.
"""

QUESTION_MINUTES = 15
"""How long one question takes to answer with care; our default: 30 minutes bear two, 45 three, 60 four."""


ASKED = re.compile(r"[?？؟;](?:\s|$)|[？؟]")
OPENS = re.compile(rf"^(?:{WH}|{AUX})\b", re.I)
THING = r"(?:i|we|you|they|it|he|she|our|my|the|a|an|this|that|these|those|there)"
MAIN_CLAUSE = re.compile(  # an inversion; "what is in and what is out" asks for one thing
    rf"^{AUX} {THING}\b|\b(?:(?:what|which|how)(?: (?!{THING}\b)[\w-]+){{0,3}}|{WH}) {AUX} {THING}\b",
    re.I,
)
REQUEST = re.compile(
    r"\b(?:how to|whether|which|choos(?:e|ing)|decid(?:e|ing)|between|feedback|advice|advise|review|check"
    r"|proofread|look at|look over|comment on|walk me through|show me|input on|thoughts on|second opinion"
    r"|help (?:me |us )?(?:to |with |on )?\w+)\b",
    re.I,
)
BROAD = re.compile(
    rf"\bpick(?:ing)? (?:your|{SOMEBODY}'s|an expert's) brains?\b"
    r"|\b(?:everything|anything|all there is to know) (?:\w+ ){0,3}about\b|\btell me (?:more |all )?about\b"
    r"|\bgeneral (?:advice|tips|guidance|thoughts|ideas|suggestions|feedback)\b"
    r"|\bany (?:advice|tips|guidance|thoughts|ideas|suggestions|feedback) *(?:[?.!]|$)"
    r"|\b(?:i|we)(?:'d| would|'m| am)? (?:want|like|love|need|hoping|trying) to (?:learn|know|hear)"
    r"(?: (?:more|all))? about\b"
    r"|\b(?:mentor me|be my mentor|career advice|introduction to|the basics of|some tips)\b"
    r"|\b(?:get|be|become|getting|becoming) (?:much |more )?(?:better|good|great|successful)"
    r"(?: (?:at|in|with|as)\b| *[?.!]|$)|\b(?:be|become|becoming) a (?:much )?better\b"
    r"|\balles (?:über|rund um)\b|\ballgemeine (?:tipps|fragen)\b|\btodo sobre\b|\bconsejos generales\b",
    re.I,
)
PURPOSE = re.compile(
    r"\b(?:deci[ds]\w*|choos\w*|choice|whether|should (?:i|we|our|my)|deadline|due|before|until|launch\w*"
    r"|go[- ]live|pitch\w*|interview\w*|meeting|demo|workshop|audit|kick-?off|renew\w*|negotiat\w*"
    r"|in order to|so that|so we can|present(?:ing|ation)? (?:it |this |to|for|on|at|next)"
    r"|(?:next|this|coming) (?:week|month|quarter|year|sprint)|tomorrow|today|tonight"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september"
    r"|october|november|december|q[1-4]|\d{1,2}[./]\d{1,2}|20\d\d)\b",
    re.I,
)
OUTCOME = re.compile(
    r"\b(?:so that|good result|(?:leave|(?:walk|come) away) with|success (?:is|would|looks)|(?:my|our) goal"
    r"|i(?:'d| would) like to (?:end|have|get|leave)|damit|mein ziel|unser ziel|objetivo|para que)\b",
    re.I,
)
NOTHING = frozenset({"", "n/a", "na", "none", "nothing", "tbd", "?", "-", "idk", "keine", "nada"})


def questions_in(text: str) -> list[str]:
    """The sentences that ask, without those that only ask for company ("Any ideas?") or go on with "or"."""
    asked = [sentence for sentence in sentences_in(text) if ASKED.search(sentence)]
    if not is_english(text):
        return asked
    return [one for one in asked if content_of(core_of(one)) and not re.match(r"or\b", one, re.I)]


def main_clauses(core: str) -> list[int]:
    """Where in a sentence a question begins."""
    return [match.start() for match in MAIN_CLAUSE.finditer(core)]


def no_single_question(draft: Draft) -> bool:
    """Nothing asked, or several things at once. Outside English only the plainest cases."""
    text, asked = draft.question, questions_in(draft.question)
    if not is_english(text):
        few = count_words(text) <= 3 and not UNSPACED.search(text)
        return (not asked and few) or len(asked) > 2
    if len(asked) > 1 or any(main_clauses(core_of(one))[1:] for one in asked):
        return True
    return not asked and not any(
        OPENS.search(core_of(one)) or REQUEST.search(one) for one in sentences_in(text)
    )


def too_broad(draft: Draft) -> bool:
    """A subject rather than a question. A clear question behind "pick your brain" is forgiven."""
    text = draft.question
    if not is_english(text):
        short = 0 < count_words(text) <= 2 and not UNSPACED.search(text)
        return short or bool(BROAD.search(text))
    cores = [core_of(one) for one in sentences_in(text)]
    if any(OPENS.search(core) and len(content_of(core)) >= 3 and not BROAD.search(core) for core in cores):
        return False
    thin = len(content_of(text)) <= 1 and count_words(draft.background) < 12
    return thin or bool(BROAD.search(text))


def too_long(draft: Draft) -> bool:
    """More words, or more questions, than the time box bears."""
    words = sum(count_words(text) for text in (draft.question, draft.background, draft.outcome))
    questions = len(questions_in(draft.question))
    return words > WORDS_PER_MINUTE * draft.minutes or questions > max(1, draft.minutes // QUESTION_MINUTES)


def no_purpose(draft: Draft) -> bool:
    """No date, and no decision or occasion in the words; asked of English only."""
    said = " ".join((draft.question, draft.background, draft.outcome))
    return draft.needed_by is None and is_english(draft.question) and not PURPOSE.search(said)


def no_outcome(draft: Draft) -> bool:
    """The field is empty, and the other words do not say it either."""
    said = f"{draft.question} {draft.background}"
    return draft.outcome.strip(" .!").casefold() in NOTHING and not OUTCOME.search(said)
