"""The cells of a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as lines of a file. A number is written as it is, also below 0; a text is no formula."""
    written = io.StringIO()
    csv.writer(written).writerows([_cell(one) for one in row] for row in rows)
    return written.getvalue().encode()


def _cell(value: object) -> object:
    return value if isinstance(value, int) else safe_cell(str(value))


def safe_cell(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r", "\n"} else value
