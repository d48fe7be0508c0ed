"""Words that people wrote: freed of what no text holds, and of what Slack would take as formatting."""

from __future__ import annotations

import re

FORGOTTEN = "…"  # in place of words that were erased, or kept for long enough, where something must stand

# Line breaks of other programs: a vertical tab comes from slides, others from word processors.
_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Other control characters, and halves of characters, which no database takes.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Invisible characters that reorder or hide what a reader sees (Unicode TR 36, bidi and zero-width).
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u061c]")
# What makes words bold, struck or code, and italics at the edge of a word. Addresses stay as they are.
_MARKS = re.compile(r"(https?://[^\s<>|]+)|([*~`])|((?<!\w)_|_(?!\w))")
# Slack has no way to escape these (docs.slack.dev, formatting message text). These only look alike.
_LOOKALIKE = {"*": "\u2217", "~": "\u223c", "`": "\u2035", "_": "\uff3f"}
# What stands in bold: the name of a button, of a place or of a form.
_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_QUOTES = {"de": "„{}“"}  # as the catalogue has them


def clean(words: str) -> str:
    """Return the words without control characters; what breaks a line elsewhere is a line break here."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", words))


def length(words: str) -> int:
    """Return how long Slack takes words to be: its clients count UTF-16 units, two for most emoji."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def cut(words: str, most: int) -> str:
    """Return the beginning of the words that Slack takes for at most so many characters."""
    if length(words) <= most:
        return words
    return words.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def tidy(words: str) -> str:
    """Return the words without control characters and what reorders or hides text."""
    return _HIDDEN.sub("", clean(words))


def unformatted(words: str) -> str:
    """Return the words so that mrkdwn shows them as they are: no bold, italics, strike-through or code."""
    return _MARKS.sub(lambda found: found[1] or _LOOKALIKE[found[0]], words)


def without_bold(words: str, locale: str) -> str:
    """Return the words with what stands in bold in quotes instead, for places that show plain text alone."""
    quotes = _QUOTES.get(locale.partition("_")[0], "“{}”")
    return _BOLD.sub(lambda found: quotes.format(found[1]), words)
