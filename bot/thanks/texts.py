"""Every sentence about thank-yous and about what a session changed. What people wrote comes in escaped."""

from __future__ import annotations

from bot.models import FollowUpKind

ASK = (
    "You talked with *{expert}* about {topic}. When you have done something with it, {expert} would love "
    "to hear what. Two sentences are plenty."
)
ASK_TEXT = "You talked with {expert} about {topic}. A thank-you could say what you did with it."
WRITE = "Write a thank-you"
WRITE_TO = "Thank {expert}"
NO_PRESSURE = "I ask only once. It goes to {expert} alone, in your words."

TITLE = "A thank-you"
SEND = "Send"
INTRO = "It goes to *{expert}* right away, in your words and with your name."
FIELD = "What did you do with it?"
PLACEHOLDER = "I tried …, and now …"
HINT = "One concrete thing says more than praise."
NOTHING_WRITTEN = "A sentence or two in your own words, please (1,500 characters at most)."

WRITTEN = "You thanked {expert} for your talk about {topic}:"
WRITTEN_TEXT = "You thanked {expert} for your talk about {topic}."
RECEIVED = "*{mentee}* thanks you for your talk about {topic}:"
RECEIVED_TEXT = "{mentee} thanks you for your talk about {topic}: {words}"
KEPT = "Your thank-yous are kept in App Home, for your eyes only."

ALREADY_TITLE = "Already thanked"
ALREADY = "You have thanked {expert} for this session. Those words have reached them and stand."
NOT_HELD = "This session has not taken place, so there is nothing to thank for yet."
NOT_YOURS = "Only the person who asked for this session can do that."
GONE = "{expert} is no longer in this workspace, so a thank-you cannot reach them."

UNBLOCKED = {
    FollowUpKind.TWO_WEEKS: "Two weeks ago you talked with *{expert}* about {topic}. Did it unblock you?",
    FollowUpKind.THREE_MONTHS: (
        "Three months ago you talked with *{expert}* about {topic}. Looking back, did it unblock you?"
    ),
}
UNBLOCKED_TEXT = "Did your talk with {expert} about {topic} unblock you?"
YOUR_QUESTION = "Your question was:"
PRIVATE = "Your answer is private: others only ever see counts, never who said what."
SCALE = {
    1: "Much less than I hoped",
    2: "Less than I hoped",
    3: "As I expected",
    4: "More than I hoped",
    5: "Much more than I hoped",
}
CHOSEN = "✓ {answer}"
ANSWERED = "Thank you. You said: *{answer}*."
ANSWERED_LOW = (
    "Thank you for telling me. You said: *{answer}*. Still stuck? `/ask-expert` finds you somebody else."
)
ANSWERED_TEXT = "Thank you. You said about your talk with {expert}: {answer}."
CORRECT = "If that was a slip, press another answer. Others only ever see counts, never who said what."

HOME = "My thank-yous"
HELPED = "You have helped for *{year}* this year, *{total}* in all."
HELPED_ONLY = "You have helped for *{total}* this year."
HELPED_BEFORE = "You have helped for *{total}* in all."
NONE_YET = "Thank-yous from colleagues you helped will stand here."
FROM = "*{mentee}*, {day}, about {topic}"
MORE = "and {count} more"
STILL_FREE = "You talked with *{expert}* about {topic}. What did you do with it?"


def duration(minutes: int) -> str:
    """Return a length of time in words: "3 hours 45 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [_count(hours, "hour"), _count(rest, "minute")]
    return " ".join(part for part in parts if part) or "0 minutes"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""
