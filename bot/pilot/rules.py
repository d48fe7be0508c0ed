"""The first steps of a program, what may be posted, and where the guide is on the web."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import IntFlag
from importlib.util import find_spec

EXPERTS_TO_INVITE = 3
INVITED_AT_MOST = 5  # at once
GROUP = 10  # tick boxes that Slack takes in one input
TOPICS_SHOWN = 40
ADDED_AT_MOST = 10
WORDS_CHARS = 2500  # of a post
GUIDE = "/guide"
OWN_GUIDE = "/guide/{workspace}/{mark}"
GUIDE_PDF = "/guide.pdf"  # below either
HEADER_CHARS = 500  # of Accept-Language; what is longer is no browser's
_WORKSPACE = re.compile(r"[A-Z0-9]{2,32}")
_MARK = re.compile(r"[\w-]{1,32}\.[0-9a-f]{64}")


class Step(IntFlag):
    """One of the first steps, in their order; together they are stored as bits."""

    TOPICS = 1
    MANAGERS = 2
    EXPERTS = 4
    LAUNCH = 8
    GUIDE = 16


def bits(done: Collection[Step]) -> int:
    """Return steps as they are stored."""
    return sum(step.value for step in done)


@dataclass(frozen=True, slots=True)
class Links:
    """Where a workspace's guide is; ``pdf`` is empty where none can be made. ``repr`` shows neither."""

    page: str = field(repr=False)
    pdf: str = field(default="", repr=False)


def links(public_url: str, workspace: str, mark: str) -> Links:
    """Return where a workspace's guide is, below our address, which may have a path."""
    page = public_url.rstrip("/") + OWN_GUIDE.format(workspace=workspace, mark=mark)
    return Links(page, page + GUIDE_PDF if makes_pdf() else "")


def makes_pdf() -> bool:
    """Tell whether the package that makes PDFs is installed."""
    return find_spec("reportlab") is not None


def is_possible(workspace: str, mark: str) -> bool:
    """Tell whether an address has the shape of one that was made here."""
    return bool(_WORKSPACE.fullmatch(workspace) and _MARK.fullmatch(mark))


def language(asked: str, header: str, known: Collection[str], default: str) -> str:
    """Return the language to speak: the one ``asked`` for, else what the browser prefers of the ``known``."""
    if asked in known:
        return asked
    return next((one for one in _preferred(header[:HEADER_CHARS]) if one in known), default)


def _preferred(header: str) -> list[str]:
    """Return the languages of an Accept-Language header without their countries, the dearest first."""
    found = []
    for part in header.split(","):
        name, _, more = part.strip().partition(";")
        weight = _weight(more)
        if name and weight > 0:
            found.append((-weight, name.partition("-")[0].strip().lower()))
    return [name for _, name in sorted(found, key=lambda one: one[0])]


def _weight(text: str) -> float:
    given = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", text)
    return float(given[1]) if given else 1.0 if not text.strip() else 0.0
