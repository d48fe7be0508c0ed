"""What buttons and modals of sessions carry, and what submitted modals must contain.

Moments in forms are UNIX seconds, as Slack gives them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from bot.kit.carried import Carried
from bot.kit.forms import Form
from bot.kit.i18n import Sentence
from bot.sessions import texts

PLACE_CHARS = 300
REASON_CHARS = 500
PAGE_CHARS = 3000  # Slack's most for a text box
RESOURCE_CHARS = 1000
ACTION_CHARS = 300
NOTE_CHARS = 500
ACTIONS = 15  # lines
LAST_SECOND = 10**10 - 1  # ten digits, Slack's limit for a moment


class SessionVersion(Carried):
    """The id of a session, and the version of it that the person saw."""

    id: str
    version: int


class ProposalSeen(SessionVersion):
    """Also the moment, in UNIX seconds, of which the person has read what speaks against it."""

    doubted: int = 0


class WrapUpSeen(SessionVersion):
    """Also when the page was saved that the person has before them, and whether all of it is shown."""

    saved_at: AwareDatetime | None = None
    whole: bool = False


class SlotChoice(Carried):
    """The id of a session, and a start for it."""

    id: str
    at: AwareDatetime


class ProposeForm(Form):
    """A time of one's own, and where to meet."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"moment": texts.PICK_A_TIME, "place": texts.TOO_LONG}

    moment: int = Field(gt=0, le=LAST_SECOND)
    place: str = Field("", max_length=PLACE_CHARS)

    @property
    def at(self) -> datetime:
        """The moment as an instant."""
        return datetime.fromtimestamp(self.moment, UTC)


class MoveForm(Form):
    """Another time, or none for fresh proposals; and why."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"moment": texts.PICK_A_TIME, "reason": texts.TOO_LONG}

    moment: int | None = Field(None, gt=0, le=LAST_SECOND)
    reason: str = Field("", max_length=REASON_CHARS)

    @property
    def at(self) -> datetime | None:
        """The moment as an instant."""
        return datetime.fromtimestamp(self.moment, UTC) if self.moment else None


class CancelForm(Form):
    """Why it is called off, and, from the mentee, whether help is still needed."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"reason": texts.TOO_LONG, "needed": texts.CHOOSE}

    reason: str = Field("", max_length=REASON_CHARS)
    needed: Literal["yes", "no"] = "no"


class PlaceForm(Form):
    """Where to meet; empty for the huddle."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"place": texts.TOO_LONG}

    place: str = Field("", max_length=PLACE_CHARS)


class ActionDayForm(Form):
    """Another day for an agreed action."""

    sentences: ClassVar[Mapping[str, Sentence]] = {"due": texts.PICK_A_DAY}

    due: date


class WrapUpForm(Form):
    """What one side says about a session, on the page that both share.

    ``took_place`` is asked for as long as it can be changed, the rest of the page where it is shown.
    """

    sentences: ClassVar[Mapping[str, Sentence]] = {
        "took_place": texts.CHOOSE,
        "takeaways": texts.TOO_LONG,
        "actions": texts.TOO_LONG,
        "resource": texts.TOO_LONG,
        "handover_note": texts.TOO_LONG,
        "meet_again": texts.CHOOSE,
    }

    took_place: Literal["yes", "no"] | None = None
    takeaways: str = Field("", max_length=PAGE_CHARS)
    actions: str = Field("", max_length=PAGE_CHARS)
    resource: str = Field("", max_length=RESOURCE_CHARS)
    handover_to: str | None = None
    handover_note: str = Field("", max_length=NOTE_CHARS)
    meet_again: Literal["yes", "no"] | None = None

    @property
    def gladly(self) -> bool | None:
        """Whether they would gladly meet again; None when they did not meet, or leave the question open."""
        return self.meet_again == "yes" if self.meet_again and self.took_place != "no" else None
