"""Words, sentences and fillers: what the advice on wording, in English only, is made of."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
UNSPACED = re.compile(
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
SHORTEST_QUESTION = 10  # characters
GENERIC = _ENGLISH | frozenset(_GENERIC_TEXT.split())

SOMEBODY = r"(?:anyone|anybody|someone|somebody|you|one of you|any of you)"
COULD = r"(?:can|could|would|will|might|may)"
AID = r"(?:help|advice|feedback|input|guidance|thoughts|tips|support|a second opinion)"
WH = r"(?:how|what|which|who|whom|whose|when|where|why)"
AUX = r"(?:do|does|did|should|shall|can|could|would|will|is|are|am|was|were|has|have|might|may)"
KNOW = r"(?:understand|know|learn|find out|figure out|tell me|show me|explain(?: to me)?)"
LOOKING = r"(?:i'm |i am |we're |we are )?looking for"
WISH = rf"(?:(?:i |we )?(?:need|want|would (?:like|love))|i'd (?:like|love)|{LOOKING})"
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
        rf"(?:does|do) {SOMEBODY} (?:here )?(?:know|have (?:an idea|experience with))[ ,]*",
        rf"(?:if|whether) {SOMEBODY} {COULD} (?:be able to )?",
        rf"(?:is there )?{SOMEBODY}(?: here| around| out there)? who (?:knows|{COULD}) ",
        rf"{WISH} {SOMEBODY} (?:to|who (?:knows|{COULD})) ",
        rf"{WISH} (?:some |a bit of |a little |any )?(?={AID}\b)",
        rf"{AID}(?: needed| wanted| please)?[:!–-]+ *",
        r"(?:just )?(?:an? |one )?(?:quick |small |short )?(?:question|one) ?[:–-]+ ?",
        r"(?:i'm |i am |we're |we are )?(?:not sure|unsure)[ ,]*",
        rf"(?:i|we)(?: would|'d)? (?:want|need|like|love) to {KNOW} (?={WH}\b)",
        rf"{COULD} {SOMEBODY}(?: (?:here|please|maybe|possibly|kindly))* (?=\w)",
        rf"(?:(?:i'd|i would) (?:love|like) to |{COULD} i )?pick (?:your|{SOMEBODY}'s) brains?"
        r"(?: (?:on|about|for))?[ :,.!?–-]*",
    )
]
_TAIL = re.compile(
    r"(?:[ ,.!?–-]{1,9}(?:please|thanks?(?: (?:a lot|so much|in advance|you))*|thank you|cheers|asap|anyone"
    r"|any (?:ideas?|thoughts|tips)))+[ .!?]{0,9}$|[ .!?,;:–-]{1,9}$",
    re.I,
)


def words_in(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def content_of(text: str) -> set[str]:
    """The words that carry a subject, in English."""
    words = {word for word in words_in(text) if not word.endswith("n't")}
    return {word for word in words if len(word) > 1 and GENERIC.isdisjoint((word, word.split("'")[0]))}


def is_small_talk(text: str) -> bool:
    """Whether somebody only greets, thanks or wants to know how it works: nothing that could be asked."""
    return len(text) < SHORTEST_QUESTION or not any(content_of(core_of(one)) for one in sentences_in(text))


def count_words(text: str) -> int:
    """Words; in scripts without spaces two characters count as one."""
    unspaced = len(UNSPACED.findall(text))
    return len(words_in(UNSPACED.sub(" ", text))) + unspaced // 2


def is_english(text: str) -> bool:
    """Whether a text is surely English, by its little words against those of its neighbours. Unsure is no."""
    words = words_in(text)
    ours = sum(word in _ENGLISH for word in words)
    theirs = sum(word in _OTHER for word in words)
    return ours > theirs and ours >= 0.1 * len(words) and not UNSPACED.search(text)


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text, each on one line."""
    return [sentence for part in _SENTENCE.split(text) if (sentence := " ".join(part.split()))]


def core_of(sentence: str) -> str:
    """A sentence without greetings, thanks and other words around what it asks."""
    before = None
    while before != sentence:
        before = sentence
        for filler in _FILLERS:
            sentence = filler.sub("", sentence, count=1)
        sentence = _TAIL.sub("", sentence)
    return sentence.strip()


def has_filler(text: str) -> bool:
    """Whether something other than punctuation stands around what is asked."""
    return any(words_in(core_of(sentence)) != words_in(sentence) for sentence in sentences_in(text))
