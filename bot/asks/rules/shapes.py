"""What the clinic looks at, and what it finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
