"""Pages of docs/ whose parts are made from the code are as fresh as the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.docs import PARTS, pages, remade


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_says_what_the_code_says(page: Path) -> None:
    assert page.read_text() == remade(page.read_text()), "Run `python -m tests.support.docs`."


def test_every_made_part_stands_on_a_page() -> None:
    written = "".join(page.read_text() for page in pages())
    assert [name for name in PARTS if f"<!-- made: {name} -->" not in written] == []
