"""Write the template that translators start from: python -m tests.support.extract

It is made of every ``texts.py``, and of what is said of the settings at their fields. Catalogues are made and
brought up to date with Babel's own command: docs/translations.md.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from bot.kit.catalogs import DOMAIN, FOLDER

ROOT = Path(__file__).parents[2]
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
SETTINGS = ROOT / "bot/models/program_settings.py"
KEYWORDS = {"_": None, "_n": (1, 2), "_p": ((1, "c"), 2)}
# They would differ each time, and with each version of Babel.
CHANGING = (b'"POT-Creation-Date:', b'"Generated-By:')


def extract() -> bytes:
    """Return the template as it should be."""
    catalog = Catalog(project="Pinchpoint", version="", charset="utf-8", fuzzy=False, header_comment="")
    for path in [*sorted((ROOT / "bot").rglob("texts.py")), SETTINGS]:
        place = path.relative_to(ROOT).as_posix()
        for _line, message, comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
        ):
            catalog.add(message, locations=[(place, 1)], auto_comments=comments, context=context)
    written = io.BytesIO()
    write_po(written, catalog, width=110, include_lineno=False)
    return b"".join(line for line in written.getvalue().splitlines(True) if not line.startswith(CHANGING))


if __name__ == "__main__":
    TEMPLATE.write_bytes(extract())
