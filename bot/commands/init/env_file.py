"""The file `.env`: what stands in it stays, and what is new is added; it is its owner's alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from bot.kit.errors import SetupError

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=(.*)")
_PLAIN = re.compile(r"[\w.,:/@%+=?&-]*", re.ASCII)


def read(path: Path) -> dict[str, str]:
    """Return what stands in the file, by names in capitals; empty values count as absent.

    Raises SetupError for a file that cannot be read.
    """
    found = (_LINE.fullmatch(line) for line in _lines(path))
    values = {one[1].upper(): one[2].strip().strip("'\"") for one in found if one}
    return {name: value for name, value in values.items() if value}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines() if path.exists() else []
    except (OSError, UnicodeDecodeError):
        raise SetupError(
            f"The file {path} cannot be read: make it a text in UTF-8, or move it away."
        ) from None


def write(path: Path, values: Mapping[str, str]) -> None:
    """Write these values into the file, in place of those of the same names; other lines stay as they are.

    Raises SetupError for a value that no such file can hold.
    """
    left = {name: f"{name}={_quoted(name, value)}" for name, value in values.items()}
    lines = []
    for line in _lines(path):
        found = _LINE.fullmatch(line)
        name = found[1].upper() if found else ""
        if name not in values:
            lines.append(line)
        elif name in left:  # a second line of the same name would win
            lines.append(left.pop(name))
    _replace(path, "".join(f"{line}\n" for line in [*lines, *left.values()]))


def _quoted(name: str, value: str) -> str:
    if "'" in value or "\n" in value:
        raise SetupError(f"{name} holds a quotation mark or line end: in an address, ' is written as %27.")
    return value if _PLAIN.fullmatch(value) else f"'{value}'"


def _replace(path: Path, words: str) -> None:
    """Put a file in place of another whole, readable by its owner alone from its first byte on."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
