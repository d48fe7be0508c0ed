"""The clinic: plain rules that look at a question before it goes out, and never stop it.

Private data is found in any language, and so is what needs no language (an empty outcome, a text too long for
its time box). Advice on wording is given in English only: a wrong hint in a language we read badly is worse
than none.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

MOST_FINDINGS = 3

WORDS_PER_MINUTE = 10
"""How many written words a minute of the time box bears: 300 for 30 minutes.

A reasoned default, not a measured one: told aloud at a usual 150 words a minute it takes two of the seven
minutes that the agenda gives the story, and the rest is left to the expert's questions.
"""

QUESTION_MINUTES = 15
"""How long one question takes to answer with care; our default: 30 minutes bear two, 45 three, 60 four."""


class Finding(StrEnum):
    """What may be better about a draft, the most important first."""

    PRIVATE_DATA = "private_data"
    NO_SINGLE_QUESTION = "no_single_question"
    TOO_BROAD = "too_broad"
    TOO_LONG = "too_long"
    NO_PURPOSE = "no_purpose"
    NO_OUTCOME = "no_outcome"


class PrivateKind(StrEnum):
    """What kind of private data a draft holds. Card and account numbers are secrets."""

    EMAIL = "email"
    PHONE = "phone"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    MENTION = "mention"


@dataclass(frozen=True)
class Draft:
    """An ask before it goes out; `needed_by` is a day of the mentee's calendar."""

    question: str
    background: str = ""
    outcome: str = ""
    minutes: int = 45
    needed_by: date | None = None
    topic: str = ""


@dataclass(frozen=True)
class Review:
    """What the clinic says: at most three findings, kinds of private data, perhaps a sharper opening."""

    findings: tuple[Finding, ...]
    private: tuple[PrivateKind, ...]
    sharper: str | None


def review(draft: Draft) -> Review:
    """Look at a draft. Any text is fine, and the same draft always gets the same review."""
    private = private_kinds("\n".join((draft.question, draft.background, draft.outcome)))
    checks: dict[Finding, Callable[[Draft], bool]] = {
        Finding.NO_SINGLE_QUESTION: _no_single_question,
        Finding.TOO_BROAD: _too_broad,
        Finding.TOO_LONG: _too_long,
        Finding.NO_PURPOSE: _no_purpose,
        Finding.NO_OUTCOME: _no_outcome,
    }
    found = [finding for finding, check in checks.items() if check(draft)]
    return Review(
        findings=tuple([Finding.PRIVATE_DATA] * bool(private) + found)[:MOST_FINDINGS],
        private=private,
        sharper=_sharper(draft) if found or _has_filler(draft.question) else None,
    )


# --- Private data -------------------------------------------------------------------------------------------

_URL = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s<>|]+", re.I)
_EMAIL = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_MENTION = re.compile(
    r"<@[UW][A-Z0-9]{2,}(?:\|[^>]*)?>|(?<![\w@/.`])@([a-z][\w-]+(?:\.[a-z][\w-]*)*)(?![\w/(`])", re.I
)
_NOT_PEOPLE_TEXT = """
    autowired channel classmethod component dataclass deprecated everyone here import latest media
    override param property pytest return returns staticmethod test types
"""  # groups, and decorators that stand in code
_NOT_PEOPLE = frozenset(_NOT_PEOPLE_TEXT.split())
_PHONE = re.compile(
    r"""(?<![\w\#/.,+-])(?:
        (?P<plus>\+[1-9]\d{0,2}[ ./-]?(?:\(0?\d{1,4}\)[ ./-]?)?\d(?:[ ./-]?\d){5,12})
        | 00[1-9]\d(?:[ ./-]?\d){7,12}
        | \(\d{3}\)\ ?\d{3}[ -]\d{4} | \d{3}([-.])\d{3}\2\d{4}
        | \(?0[1-9]\d{1,3}\)?[ /-]{1,3}\d{2,4}(?:[ -]?\d{2,8}){1,4}
    )(?![\w%]|[.,]\d|[ ]?(?:€|\$|£|EUR|USD|CHF|GBP|k\b|million))""",
    re.X,
)
_AMOUNT = re.compile(r"\+\d{1,3}(?:[ .]\d{3})+")  # +12 000 000, in groups of three
_KNOWN_SECRET = re.compile(
    r"""\b(?:xox[a-z]|xapp)-[\w-]{8,} | \b(?:AKIA|ASIA)[0-9A-Z]{16}\b | \bgh[pousr]_\w{20,}
    | \bgithub_pat_\w{20,} | \bglpat-[\w-]{16,} | \bAIza[\w-]{30,}
    | \b[sr]k[-_](?:live|test|proj|ant)?[-_]?[\w-]{20,} | \beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{4,}
    | -----BEGIN[ ][A-Z ]{0,30}PRIVATE[ ]KEY | hooks\.slack\.com/services/T
    | (?i:\bbearer[ ]+(?=\S{0,60}\d)[\w.~+/=-]{16,}) | ://[^\s/:@]{1,64}:[^\s/@]{1,64}@
    | (?i:[?&](?:access_)?(?:token|key|api_?key|secret|password|sig)=[\w%.-]{8,})""",
    re.X,
)
_PASSWORD = re.compile(
    r"\b(?:password|passwd|passphrase|pwd|passwort|kennwort|contraseña|clave|mot de passe)\b"
    r"[ ]*(?P<sign>[:=]|is|ist|es|lautet)[ ]*(?P<value>[^\s,;]{4,})(?P<last>[ ]*(?:$|[\n,;.!?]))?",
    re.I,
)
_KEY = re.compile(
    r"\b(?:api[ _-]?key|secret(?:[ _-]key)?|(?:access[ _-])?token|client[ _-]secret)[ ]*[:=][ ]*[\"']?"
    r"(?=[\w.~+/-]*\d)(?=[\w.~+/-]*[a-z])[\w.~+/-]{8,}",
    re.I,
)
_CARD = re.compile(
    r"(?<![\w.#+-])[3-6]\d(?:[ -]?\d){11,17}(?![\w-])|(?<![\w.#+-])2[2-7]\d\d(?:[ -]?\d{4}){3}(?![\w-])"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}")
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SA": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29, "AE": 23,
}  # fmt: skip
_CHUNK = re.compile(r"[A-Za-z0-9+=]{20,}")


def private_kinds(text: str) -> tuple[PrivateKind, ...]:
    """The kinds of private data in a text of any language. Links are read for secrets only."""
    plain = _URL.sub(" ", text)
    checks: dict[PrivateKind, Callable[[], bool]] = {
        PrivateKind.EMAIL: lambda: bool(_EMAIL.search(plain)),
        PrivateKind.PHONE: lambda: any(map(_is_phone, _PHONE.finditer(_IBAN.sub(" ", plain)))),
        PrivateKind.SECRET: lambda: _has_secret(text, plain),
        PrivateKind.MENTION: lambda: any(map(_is_person, _MENTION.finditer(plain))),
    }
    return tuple(kind for kind, check in checks.items() if check())


def _is_person(match: re.Match[str]) -> bool:
    return (match[1] or "").split(".")[0].casefold() not in _NOT_PEOPLE


def _is_phone(match: re.Match[str]) -> bool:
    digits = sum(c.isdigit() for c in match[0])
    grouped = _AMOUNT.fullmatch(match[0]) and (digits <= 10 or match[0].endswith("000"))
    amount = grouped or match[0].endswith("00000")
    return 8 <= digits <= 16 and not amount


def _has_secret(text: str, plain: str) -> bool:
    return bool(
        _KNOWN_SECRET.search(text)
        or _KEY.search(plain)
        or any(map(_is_password, _PASSWORD.finditer(plain)))
        or any(_is_card(match[0]) for match in _CARD.finditer(plain))
        or any(_is_iban(match[0]) for match in _IBAN.finditer(plain))
        or any(_is_random(chunk) for chunk in _CHUNK.findall(plain))
    )


def _is_password(match: re.Match[str]) -> bool:
    """A value with a digit or a sign in it, or, after a colon, the only word; no mask and no placeholder."""
    value = match["value"].strip("\"'`().!?:")
    if len(value) < 4 or value[0] in "<${[%*" or len(set(value)) == 1:
        return False
    alone = match["sign"] in ":=" and match["last"] is not None
    return alone or any(c.isdigit() or c in "!@#$%^&*_+=~" for c in value)


def _is_card(number: str) -> bool:
    """Luhn's check, ISO/IEC 7812-1."""
    digits = [int(c) for c in reversed(number) if c.isdecimal() and c.isascii()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_iban(text: str) -> bool:
    """The check digits of ISO 13616: rearranged and read as a number, the remainder by 97 is 1."""
    packed = text.replace(" ", "")
    iban = packed[: _IBAN_LENGTHS.get(packed[:2], len(packed))]
    return (
        len(iban) == _IBAN_LENGTHS.get(iban[:2], len(iban))
        and int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
    )


def _is_random(chunk: str) -> bool:
    """Letters and digits well mixed, as keys are and names are not; 40 hex digits are a commit, not a key."""
    if re.fullmatch(r"[0-9a-f]{40}", chunk):
        return False
    turns = sum(a.isalpha() != b.isalpha() for a, b in pairwise(c for c in chunk if c.isalnum()))
    shares = [count / len(chunk) for count in Counter(chunk).values()]
    return turns >= 5 and -sum(share * math.log2(share) for share in shares) >= 3.3


# --- Wording ------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]"
)  # scripts that put no spaces between words
_SENTENCE = re.compile(r"(?<=[.!?？！。…])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)\s+|(?<=[？！。])|\n+")

_ENGLISH_TEXT = """
    about an and any anybody anyone are at by can can't could do does don't for from have help here how i
    i'd i'm is it it's my need not of our please should some someone that the this to we what what's when
    where which who why with would you your
"""
_OTHER_TEXT = """
    att auf ce che como con cuál czy cómo dans das de del della dem den der des det di die een ein eine
    einem einen el en es est et für gli het hoe hur ich ik il io ist jag jak je kann la las le les lo los
    ma mein meine meu mi mijn minha mit mon nicht nie niet nosso notre nous nuestra nuestro não och onze
    op para por pour på que quel quelle qué się som sono uma un una und une unos unsere van vi von voor
    wat wer wie wir zijn zu är
"""
_GENERIC_TEXT = """
    a able actually advice all also am anybody anything as ask asking bad be become been being best better
    bit brain but can't chat could've did discuss doing don't else everybody everyone everything feedback
    few find general generally get getting give go going good great grow guidance had handle has he hello
    help helping her here hey hi his idea ideas if improve in input into it's its just kind know learn
    learning like little look looking lot love make making manage me mine minutes more most much need
    needs new not now on one or other others out person pick please question questions quick really right
    she so some somebody something sort start stuff talk talking than thank thanks their them then there
    these they thing things think those thoughts time tips too understand up us use using very want was
    way were will work working
"""
_ENGLISH = frozenset(_ENGLISH_TEXT.split())
_OTHER = frozenset(_OTHER_TEXT.split())
_GENERIC = _ENGLISH | frozenset(_GENERIC_TEXT.split())

_SOMEBODY = r"(?:anyone|anybody|someone|somebody|you|one of you|any of you)"
_COULD = r"(?:can|could|would|will|might|may)"
_AID = r"(?:help|advice|feedback|input|guidance|thoughts|tips|support|a second opinion)"
_WH = r"(?:how|what|which|who|whom|whose|when|where|why)"
_AUX = r"(?:do|does|did|should|shall|can|could|would|will|is|are|am|was|were|has|have|might|may)"
_KNOW = r"(?:understand|know|learn|find out|figure out|tell me|show me|explain(?: to me)?)"
_LOOKING = r"(?:i'm |i am |we're |we are )?looking for"
_WISH = rf"(?:(?:i |we )?(?:need|want|would (?:like|love))|i'd (?:like|love)|{_LOOKING})"
_FILLERS = [
    re.compile(rf"^(?:(?:so|and|also|but|well|ok|okay)[ ,]+)?{pattern}", re.I)
    for pattern in (
        r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b"
        r"(?: (?:all|everyone|everybody|team|folks|there|guys))?[ ,.!:–-]+",
        r"(?:sorry (?:to bother|for)[^.!?,:]{0,40}|(?:i )?hope (?:you|this|everyone)[^.!?,:]{0,60})[.!,:]+ *",
        r"(?:thanks|thank you|cheers)[^.!?]{0,40}(?:[.!]+ *|$)",
        r"(?:(?:i have|i've got|i got|just|this is) )*(?:an? )?(?:very )?"
        r"(?:quick|small|short|simple|stupid|dumb) question(?: (?:about|on|for you))?[ :,.!–-]*",
        r"(?:i (?:have|had)|i've got) (?:a|one) question(?: (?:about|on|regarding))?[ :,–-]*",
        r"(?:i was|i am|i'm|just|was) wondering[, ]*",
        r"(?:please|maybe|perhaps|basically)[ ,]+",
        rf"(?:does|do) {_SOMEBODY} (?:here )?(?:know|have (?:an idea|experience with))[ ,]*",
        rf"(?:if|whether) {_SOMEBODY} {_COULD} (?:be able to )?",
        rf"(?:is there )?{_SOMEBODY}(?: here| around| out there)? who (?:knows|{_COULD}) ",
        rf"{_WISH} {_SOMEBODY} (?:to|who (?:knows|{_COULD})) ",
        rf"{_WISH} (?:some |a bit of |a little |any )?(?={_AID}\b)",
        rf"{_AID}(?: needed| wanted| please)?[:!–-]+ *",
        r"(?:just )?(?:an? |one )?(?:quick |small |short )?(?:question|one) ?[:–-]+ ?",
        r"(?:i'm |i am |we're |we are )?(?:not sure|unsure)[ ,]*",
        rf"(?:i|we)(?: would|'d)? (?:want|need|like|love) to {_KNOW} (?={_WH}\b)",
        rf"{_COULD} {_SOMEBODY}(?: (?:here|please|maybe|possibly|kindly))* (?=\w)",
        rf"(?:(?:i'd|i would) (?:love|like) to |{_COULD} i )?pick (?:your|{_SOMEBODY}'s) brains?"
        r"(?: (?:on|about|for))?[ :,.!?–-]*",
    )
]
_TAIL = re.compile(
    r"(?:[ ,.!?–-]{1,9}(?:please|thanks?(?: (?:a lot|so much|in advance|you))*|thank you|cheers|asap|anyone"
    r"|any (?:ideas?|thoughts|tips)))+[ .!?]{0,9}$|[ .!?,;:–-]{1,9}$",
    re.I,
)


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _content(text: str) -> set[str]:
    """The words that carry a subject, in English."""
    words = {word for word in _words(text) if not word.endswith("n't")}
    return {word for word in words if len(word) > 1 and _GENERIC.isdisjoint((word, word.split("'")[0]))}


def holds(opening: str, question: str) -> bool:
    """Whether an opening says everything that a question said, greetings and fillers aside."""
    said = set().union(*(_content(_strip(one)) for one in _sentences(question)))
    return said <= _content(opening)


def _count_words(text: str) -> int:
    """Words; in scripts without spaces two characters count as one."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_words(_UNSPACED.sub(" ", text))) + unspaced // 2


def is_english(text: str) -> bool:
    """Whether a text is surely English, by its little words against those of its neighbours. Unsure is no."""
    words = _words(text)
    ours = sum(word in _ENGLISH for word in words)
    theirs = sum(word in _OTHER for word in words)
    return ours > theirs and ours >= 0.1 * len(words) and not _UNSPACED.search(text)


def _sentences(text: str) -> list[str]:
    return [sentence for part in _SENTENCE.split(text) if (sentence := " ".join(part.split()))]


def _strip(sentence: str) -> str:
    """A sentence without greetings, thanks and other words around what it asks."""
    before = None
    while before != sentence:
        before = sentence
        for filler in _FILLERS:
            sentence = filler.sub("", sentence, count=1)
        sentence = _TAIL.sub("", sentence)
    return sentence.strip()


def _has_filler(text: str) -> bool:
    """Whether something other than punctuation stands around what is asked."""
    return any(_words(_strip(sentence)) != _words(sentence) for sentence in _sentences(text))


# --- Findings -----------------------------------------------------------------------------------------------

_ASKED = re.compile(r"[?？؟;](?:\s|$)|[？؟]")
_OPENS = re.compile(rf"^(?:{_WH}|{_AUX})\b", re.I)
_THING = r"(?:i|we|you|they|it|he|she|our|my|the|a|an|this|that|these|those|there)"
_MAIN_CLAUSE = re.compile(  # an inversion; "what is in and what is out" asks for one thing
    rf"^{_AUX} {_THING}\b|\b(?:(?:what|which|how)(?: (?!{_THING}\b)[\w-]+){{0,3}}|{_WH}) {_AUX} {_THING}\b",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:how to|whether|which|choos(?:e|ing)|decid(?:e|ing)|between|feedback|advice|advise|review|check"
    r"|proofread|look at|look over|comment on|walk me through|show me|input on|thoughts on|second opinion"
    r"|help (?:me |us )?(?:to |with |on )?\w+)\b",
    re.I,
)
_BROAD = re.compile(
    rf"\bpick(?:ing)? (?:your|{_SOMEBODY}'s|an expert's) brains?\b"
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
_PURPOSE = re.compile(
    r"\b(?:deci[ds]\w*|choos\w*|choice|whether|should (?:i|we|our|my)|deadline|due|before|until|launch\w*"
    r"|go[- ]live|pitch\w*|interview\w*|meeting|demo|workshop|audit|kick-?off|renew\w*|negotiat\w*"
    r"|in order to|so that|so we can|present(?:ing|ation)? (?:it |this |to|for|on|at|next)"
    r"|(?:next|this|coming) (?:week|month|quarter|year|sprint)|tomorrow|today|tonight"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september"
    r"|october|november|december|q[1-4]|\d{1,2}[./]\d{1,2}|20\d\d)\b",
    re.I,
)
_OUTCOME = re.compile(
    r"\b(?:so that|good result|(?:leave|(?:walk|come) away) with|success (?:is|would|looks)|(?:my|our) goal"
    r"|i(?:'d| would) like to (?:end|have|get|leave)|damit|mein ziel|unser ziel|objetivo|para que)\b",
    re.I,
)
_NOTHING = frozenset({"", "n/a", "na", "none", "nothing", "tbd", "?", "-", "idk", "keine", "nada"})


def _questions(text: str) -> list[str]:
    """The sentences that ask, without those that only ask for company ("Any ideas?") or go on with "or"."""
    asked = [sentence for sentence in _sentences(text) if _ASKED.search(sentence)]
    if not is_english(text):
        return asked
    return [one for one in asked if _content(_strip(one)) and not re.match(r"or\b", one, re.I)]


def _main_clauses(core: str) -> list[int]:
    """Where in a sentence a question begins."""
    return [match.start() for match in _MAIN_CLAUSE.finditer(core)]


def _no_single_question(draft: Draft) -> bool:
    """Nothing asked, or several things at once. Outside English only the plainest cases."""
    text, asked = draft.question, _questions(draft.question)
    if not is_english(text):
        few = _count_words(text) <= 3 and not _UNSPACED.search(text)
        return (not asked and few) or len(asked) > 2
    if len(asked) > 1 or any(_main_clauses(_strip(one))[1:] for one in asked):
        return True
    return not asked and not any(
        _OPENS.search(_strip(one)) or _REQUEST.search(one) for one in _sentences(text)
    )


def _too_broad(draft: Draft) -> bool:
    """A subject rather than a question. A clear question behind "pick your brain" is forgiven."""
    text = draft.question
    if not is_english(text):
        short = 0 < _count_words(text) <= 2 and not _UNSPACED.search(text)
        return short or bool(_BROAD.search(text))
    cores = [_strip(one) for one in _sentences(text)]
    if any(_OPENS.search(core) and len(_content(core)) >= 3 and not _BROAD.search(core) for core in cores):
        return False
    thin = len(_content(text)) <= 1 and _count_words(draft.background) < 12
    return thin or bool(_BROAD.search(text))


def _too_long(draft: Draft) -> bool:
    """More words, or more questions, than the time box bears."""
    words = sum(_count_words(text) for text in (draft.question, draft.background, draft.outcome))
    questions = len(_questions(draft.question))
    return words > WORDS_PER_MINUTE * draft.minutes or questions > max(1, draft.minutes // QUESTION_MINUTES)


def _no_purpose(draft: Draft) -> bool:
    """No date, and no decision or occasion in the words; asked of English only."""
    said = " ".join((draft.question, draft.background, draft.outcome))
    return draft.needed_by is None and is_english(draft.question) and not _PURPOSE.search(said)


def _no_outcome(draft: Draft) -> bool:
    """The field is empty, and the other words do not say it either."""
    said = f"{draft.question} {draft.background}"
    return draft.outcome.strip(" .!").casefold() in _NOTHING and not _OUTCOME.search(said)


# --- A sharper opening --------------------------------------------------------------------------------------

_SUBJECT = r"(?:i|we|one|you)"
_WORK = re.compile(
    r"^(?:my|our|this|the|a|an) (?:[\w'’-]+ ){0,4}"
    r"(?:deck|slides?|draft|proposal|plan|design|documents?|docs?|pr|cv"
    r"|résumé|resume|talk|presentation|page|script|e-?mails?|letter|report|article|post|outline|roadmap|mock-?ups?"
    r"|wireframes?|prototype|pitch|spec|rfc|code|query|dashboard|spreadsheet|model|copy|text)\b",
    re.I,
)
_REVIEW = r"(?:review|check|proofread|look at|look over|(?:take|have) a look at|comment on)"
_TRYING = r"(?: (?:want|need|would like|have|am trying|are trying|must)|'d like|'m trying|'re trying)"
_STUCK = r"(?: am| are|'m|'re) (?:struggling|stuck|having (?:trouble|problems|issues|difficulties))"
_HOW_MUCH = r"how (?:much|many|often|long|early|late|far|big|detailed)"
_STATE = r"(?:need|have|want|get|lose|see|feel|think)\b"  # "what do we need" is not "what to need"
_GIVE = r"(?:give|share) (?:me |us )?(?:your |some |any )?"
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"^{pattern}$", re.I), result)
    for pattern, result in (
        (r"what do you think (?:of|about) (.+)", r"feedback on \1"),
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
        (rf"({_WH}\b.*?) (?:i|we) (?:should|can|could|might) (.+)", r"advice on \1 to \2"),
        (rf"(?!{_WH}(?:['’]s| (?:[\w-]+ ){{0,3}}?{_AUX})\b)({_WH}\b.+)", r"advice on \1"),
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
        (rf"{_GIVE}(?:feedback|thoughts|input) (?:on|about) (.+)", r"feedback on \1"),
        (r"(?:your |some |any )?feedback (?:on|about|for) (.+)", r"feedback on \1"),
        (rf"(?:help (?:me |us )?)?(?:to )?{_REVIEW} (.+)", r"feedback on \1"),
        (rf"(?:please )?(?:help (?:me |us )?)?(?:to )?{_KNOW} ({_WH}\b.+)", r"advice on \1"),
        (r"(?:tell|teach) (?:me|us) (?:everything |more |all |something )?about (.+)", r"advice on \1"),
        (rf"(?:{_AID}|help me|help us) (?:with|on|about|for|regarding) (.+)", r"advice on \1"),
        (rf"(?:i|we){_TRYING} (?:to )?{_KNOW}(?: (?:more|all|a bit))? about (.+)", r"advice on \1"),
        (rf"(?:i|we){_TRYING} to (.+)", r"advice on how to \1"),
        (rf"(?:i|we){_STUCK}(?: (?:with|on|in|about))? (.+)", r"advice on \1"),
        (r"help (?:me|us) (?:to )?(.+)", r"advice on how to \1"),
    )
)
_FIRST_LOWER = _GENERIC | {"their", "his", "each", "every", "both", "two", "three"}
_COMMON_NOUN = re.compile(r"^[A-Z][a-z]+(?:ing|ions?|ments?|ness|ity|ies)$")
_PLACES_TIME = re.compile(r"\b(?:before|by|until|till|after|next|tomorrow|in (?:[A-Z]|20))")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_LONGEST = 24
_ALREADY = re.compile(r"\b(?:could|can|may) i (?:have|get) \d+ minutes\b", re.I)


def _sharper(draft: Draft) -> str | None:
    """An opening such as "Could I have 45 minutes for your advice on ...?", or None if none reads well."""
    text = draft.question
    if not is_english(text) or _ALREADY.search(text):
        return None
    sentence = _best_sentence(text)
    core = re.sub(r"\bi\b(?!\.)", "I", _shorten(_first_question(_strip(sentence))))
    if len(_content(core)) < 2 or private_kinds(core):
        return None
    when = f" before {_day(draft.needed_by)}" if draft.needed_by else ""
    opening = f"Could I have {draft.minutes} minutes"
    wish = _wish(core)
    if wish is None:
        lead, end = ("one question", "?") if _ASKED.search(sentence) else ("your advice on this", ".")
        return f"{opening}{when} for {lead}: {_lower(core)}{end}"
    if _PLACES_TIME.search(wish) or "," in wish or len(wish.split()) > 11:
        return f"{opening}{when} for your {wish}?"
    return f"{opening} for your {wish}{when}?"


def _best_sentence(text: str) -> str:
    """The first sentence that asks, else the first that names a wish, else the first with a subject."""
    sentences = [one for one in _sentences(text) if len(_content(_strip(one))) > 1]
    ways: tuple[Callable[[str], object], ...] = (
        lambda one: _ASKED.search(one) or _OPENS.search(_strip(one)),
        lambda one: _wish(_strip(one)) if _REQUEST.search(one) else None,
        lambda one: one,
    )
    return next((one for way in ways for one in sentences if way(one)), "")


def _first_question(core: str) -> str:
    """A sentence up to the second question in it."""
    if len(begins := _main_clauses(core)) < 2:
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
    """What the expert is asked for, as "advice on ..." or "feedback on ..."; None if the words do not fit."""
    for pattern, result in _REWRITES:
        if match := pattern.match(core):
            kind, _, rest = match.expand(result).partition(" on ")
            rest = _lower(rest)
            return f"{'feedback' if _WORK.match(rest) else kind} on {rest}"
    if _OPENS.search(core) or _has_verb(_words(core)):
        return None
    return f"{'feedback' if _WORK.match(core) else 'advice'} on {_lower(core)}"


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
