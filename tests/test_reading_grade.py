"""All English is easy to read: at most grade 8 by Flesch and Kincaid's formula, as a library counts it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import readability
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
HIGHEST = 8.0
LEAST_WORDS = 3  # labels are no sentences
LONG = 20  # words of one text, for which the formula says something
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def grade(text: str) -> float | None:
    """The school year in which a text can be read; None for one without sentences."""
    parts = re.split(r"(?<=[.?!])\s+|\n+", text)
    words = [re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", part) for part in parts]
    sentences = [" ".join(some) for some in words if len(some) >= LEAST_WORDS]
    if not sentences:
        return None
    found = readability.getmeasures("\n".join(sentences), lang="en")["readability grades"]["Kincaid"]
    return float(found)


def texts() -> dict[str, list[str]]:
    """What the product says, by the modules that say it, names put in for what stands in braces."""
    found = defaultdict(list)
    with (ROOT / "bot/locale/pinchpoint.pot").open("rb") as file:
        for message in read_po(file):
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            for place, _ in message.locations:
                found[place] += [re.sub(r"\{[^}]*\}", "Ada", one) for one in ids]
    return dict(found)


def prose(page: Path) -> str:
    """A page without its tables, code, headings, addresses and made parts."""
    text = re.sub(r"```.*?```|<!-- made.*?<!-- end -->", "", page.read_text(), flags=re.S)
    lines = [line for line in text.splitlines() if not line.startswith(("|", "#", "    "))]
    text = re.sub(r"\n(?=[^\n\-\d])", " ", "\n".join(lines))
    return re.sub(r"`[^`]*`", "it", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


TEXTS = texts()


@pytest.mark.parametrize("module", sorted(TEXTS))
def test_what_a_feature_says_is_easy_to_read(module: str) -> None:
    found = grade("\n".join(TEXTS[module]))
    assert found is None or found <= HIGHEST


def test_so_is_each_text_of_some_length() -> None:
    every = {one for some in TEXTS.values() for one in some if len(one.split()) >= LONG}
    assert len(every) > 50
    hard = {one: found for one in every if (found := grade(one)) is not None and found > HIGHEST}
    assert hard == {}


def test_so_is_each_page_for_people() -> None:
    hard = {
        page.name: found for page in PAGES if (found := grade(prose(page))) is not None and found > HIGHEST
    }
    assert hard == {}


def test_words_that_few_would_say_are_found() -> None:
    hard = (
        "Notwithstanding organisational considerations, prospective participants necessarily demonstrate "
        "comprehensive familiarity with applicable administrative documentation."
    )
    found = grade(hard)
    assert found is not None
    assert found > HIGHEST + 5
