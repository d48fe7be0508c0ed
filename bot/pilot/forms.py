"""What the modals of a program's beginning must contain, and what its buttons carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from bot.kit.carried import Carried
from bot.kit.errors import FormErrors
from bot.kit.forms import Form, State, read
from bot.kit.i18n import Sentence
from bot.kit.words import length
from bot.models import PostKind
from bot.pilot import texts
from bot.pilot.rules import ADDED_AT_MOST, INVITED_AT_MOST, WORDS_CHARS

NAME_CHARS = 60
NOTE_CHARS = 500
TICKED = "topics_"  # how the names of the inputs with tick boxes begin


class Draft(Carried):
    """Which post."""

    kind: PostKind


class Shown(Carried):
    """The topics that a modal shows."""

    ids: tuple[str, ...] = ()


class ManagersForm(Form):
    """Who looks after the program."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"managers": texts.MANAGERS_NEEDED}

    managers: list[str] = Field(min_length=1, max_length=20)


class InviteForm(Form):
    """Whom to invite, for which topic, and with which words."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.INVITE_SENTENCES

    colleagues: list[str] = Field(min_length=1, max_length=INVITED_AT_MOST)
    topic: str
    note: str = Field(min_length=1, max_length=NOTE_CHARS)


class PostForm(Form):
    """Where to post, and what; the guide has no words of its own."""

    sentences: ClassVar[Mapping[str, Sentence]] = texts.POST_SENTENCES

    channel: str
    words: str = Field(default="", max_length=WORDS_CHARS)


def read_topics(state: State) -> tuple[set[str], list[str]]:
    """Return the topics that are kept, and the names of new ones. Raises FormErrors."""
    shown = read(state)
    kept = {one for name, value in shown.items() if name.startswith(TICKED) for one in value}
    lines = (" ".join(line.split()) for line in str(shown.get("new") or "").splitlines())
    new = list({line.casefold(): line for line in lines if line}.values())
    if len(new) > ADDED_AT_MOST or any(length(name) > NAME_CHARS for name in new):
        raise FormErrors({"new": texts.TOPICS_LONG})
    if not kept and not new:
        raise FormErrors({"new": texts.TOPICS_NONE})
    return kept, new
