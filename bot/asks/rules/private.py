"""Private data, in any language."""

import math
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

from bot.asks.rules.shapes import PrivateKind

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
