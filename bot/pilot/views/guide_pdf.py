"""The guide as a PDF, where the package reportlab is installed."""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

from bot.pilot.views.guide_text import GuideText, Part

SIZES = (11.0, 10.0, 9.0, 8.0)  # of its letters, in points: the largest with which it is one page
LETTERS = "cp1252"  # what the fonts have that every PDF reader brings
_COMMAND = re.compile(r"`([^`]+)`")


def is_writable(shown: GuideText) -> bool:
    """Tell whether the PDF's fonts have every letter of it."""
    words = [shown.title, shown.foot]
    words += [one for part in shown.parts for one in (part.title, part.words, *part.items)]
    try:
        "".join(words).encode(LETTERS)
    except UnicodeEncodeError:
        return False
    return True


def pdf(shown: GuideText, language: str) -> bytes:
    """Return the guide as a PDF, on one page of A4 where it is not too long for that. It takes some 0.1 s."""
    for size in SIZES:
        content, pages = _written(shown, language, size)
        if pages == 1:
            break
    return content


def _written(shown: GuideText, language: str, size: float) -> tuple[bytes, int]:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    file = io.BytesIO()
    edge = 51  # points, 18 mm
    edges = {"leftMargin": edge, "rightMargin": edge, "topMargin": edge, "bottomMargin": edge}
    whole = SimpleDocTemplate(
        file, pagesize=A4, title=shown.title, author="Pinchpoint", lang=language, invariant=1, **edges
    )
    whole.build(_flow(shown, size))
    return file.getvalue(), whole.page


def _flow(shown: GuideText, size: float) -> list[Any]:
    from reportlab.platypus import Paragraph

    styles = _styles(size)
    flow = [Paragraph(escape(shown.title), styles["title"])]
    for part in shown.parts:
        flow += _part(part, styles)
    return [*flow, Paragraph(escape(shown.foot), styles["foot"])]


def _part(part: Part, styles: dict[str, Any]) -> list[Any]:
    from reportlab.platypus import Paragraph

    flow = [Paragraph(escape(part.title), styles["head"])]
    if part.words:
        flow.append(Paragraph(_inline(part.words), styles["words"]))
    return [*flow, *(Paragraph(escape(item), styles["item"], bulletText="•") for item in part.items)]


def _inline(words: str) -> str:
    return _COMMAND.sub(r'<font face="Courier">\1</font>', escape(words, quote=False))


def _styles(size: float) -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    words = ParagraphStyle(
        "words", fontName="Helvetica", fontSize=size, leading=size * 1.4, spaceAfter=size / 4
    )
    accent = HexColor("#4a154b")
    return {
        "words": words,
        "title": ParagraphStyle(
            "title",
            words,
            fontName="Helvetica-Bold",
            fontSize=size * 1.8,
            leading=size * 2.3,
            textColor=accent,
            spaceAfter=size / 2,
        ),
        "head": ParagraphStyle(
            "head",
            words,
            fontName="Helvetica-Bold",
            fontSize=size * 1.1,
            textColor=accent,
            spaceBefore=size * 0.7,
            keepWithNext=1,
        ),
        "item": ParagraphStyle("item", words, leftIndent=size * 1.4, bulletIndent=size * 0.3),
        "foot": ParagraphStyle("foot", words, fontSize=size * 0.85, spaceBefore=size),
    }
