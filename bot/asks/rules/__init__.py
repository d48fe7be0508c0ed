"""The clinic: plain rules that look at a question before it goes out, and never stop it.

Private data is found in any language, and so is what needs no language (an empty outcome, a text too long for
its time box). Advice on wording is given in English only: a wrong hint in a language we read badly is worse
than none.
"""

from collections.abc import Callable

from bot.asks.rules.findings import no_outcome, no_purpose, no_single_question, too_broad, too_long
from bot.asks.rules.hours import HOURS, USUAL, hours_named
from bot.asks.rules.opening import sharper_opening
from bot.asks.rules.private import private_kinds
from bot.asks.rules.shapes import Draft, Finding, PrivateKind, Review
from bot.asks.rules.wording import has_filler, is_english, is_small_talk

__all__ = [
    "ANSWER_WITH",
    "HOURS",
    "MOST_FINDINGS",
    "OPEN_FORM",
    "USUAL",
    "Draft",
    "Finding",
    "PrivateKind",
    "Review",
    "hours_named",
    "is_english",
    "is_small_talk",
    "private_kinds",
    "review",
    "sharper_opening",
]

MOST_FINDINGS = 3
OPEN_FORM = "ask_open"  # buttons that open the form
ANSWER_WITH = "offer_answer_with"  # the button below words that may be the answer to an expert's question


def review(draft: Draft) -> Review:
    """Look at a draft. Any text is fine, and the same draft always gets the same review."""
    private = private_kinds("\n".join((draft.question, draft.background, draft.outcome)))
    checks: dict[Finding, Callable[[Draft], bool]] = {
        Finding.NO_SINGLE_QUESTION: no_single_question,
        Finding.TOO_BROAD: too_broad,
        Finding.TOO_LONG: too_long,
        Finding.NO_PURPOSE: no_purpose,
        Finding.NO_OUTCOME: no_outcome,
    }
    found = [finding for finding, check in checks.items() if check(draft)]
    return Review(
        findings=tuple([Finding.PRIVATE_DATA] * bool(private) + found)[:MOST_FINDINGS],
        private=private,
        sharper=sharper_opening(draft) if found or has_filler(draft.question) else None,
    )
