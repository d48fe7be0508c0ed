"""The lines of an inbox: what waits for its person, and what is going on. Names are not escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.checklists.queries import Progress
from bot.flash.queries import OwnSeat
from bot.growing.queries import Question
from bot.kit.i18n import Words
from bot.models import Action, Ask, FollowUpKind, Offer, WrapUp, WrittenAnswer
from bot.people.queries import Away
from bot.pooled.queries import AskedToShare, AskedToTake, Sharing
from bot.sessions.queries import Meeting, Party
from bot.sheets.queries import AskedForTimes, OnList


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer to an expert; ``mentee`` is empty while the name is hidden."""

    offer: Offer
    mentee: Words


@dataclass(frozen=True, slots=True)
class AskedBack:
    """What an expert wants to know of the mentee before they decide."""

    offer: Offer
    ask: Ask


@dataclass(frozen=True, slots=True)
class Undecided:
    """A question that goes on only when its mentee says how.

    ``passed`` is the day it was needed by, where that is over; otherwise ``only``, the one who was agreed on,
    can't take it, or is ``away``. ``live`` are the offers of those who have it still.
    """

    ask: Ask
    passed: date | None
    only: Words
    live: tuple[Offer, ...] = ()
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class ToJudge:
    """An answer in writing, of which the mentee says whether it is enough; ``topic`` is not escaped."""

    answer: WrittenAnswer
    topic: Words
    expert: Words


@dataclass(frozen=True, slots=True)
class ToThankFor(ToJudge):
    """An answer in writing that was enough, and for which the expert has not been thanked."""


@dataclass(frozen=True, slots=True)
class WithMe:
    """A session as one of its two people, ``me``, has it."""

    meeting: Meeting
    me: Party

    @property
    def other(self) -> Party:
        """The other one of the two."""
        return self.meeting.other(self.me.user_id)


@dataclass(frozen=True, slots=True)
class ToConfirm(WithMe):
    """A time that the other one proposed."""


@dataclass(frozen=True, slots=True)
class ToPick(WithMe):
    """A session without a time."""


@dataclass(frozen=True, slots=True)
class StillNeeded(WithMe):
    """A session for which nobody picks a time: its mentee is asked whether it is needed."""


@dataclass(frozen=True, slots=True)
class ToPrepare(WithMe):
    """A booked session whose checklist has open items."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class ToBeThere(WithMe):
    """A session that is under way, and the other one does not find the person."""


@dataclass(frozen=True, slots=True)
class ToAgree(WithMe):
    """A session of which the two see differently whether it took place."""


@dataclass(frozen=True, slots=True)
class ToWrapUp(WithMe):
    """A session that is over and of which the person has not told yet; ``begun``: the other one has."""

    begun: bool = False


@dataclass(frozen=True, slots=True)
class ToHandOver(WithMe):
    """A colleague whom the expert named, and whom the mentee may have asked."""

    said: WrapUp


@dataclass(frozen=True, slots=True)
class ToThank(WithMe):
    """A session whose expert has not been thanked."""


@dataclass(frozen=True, slots=True)
class ToRate(WithMe):
    """The one question how much a session helped."""

    kind: FollowUpKind


@dataclass(frozen=True, slots=True)
class ToDo(WithMe):
    """An agreed action of the person: one that is due, or of which they are asked; else it is going on."""

    action: Action


@dataclass(frozen=True, slots=True)
class ToFind:
    """An ask of somebody else that found nobody: its topic's steward is asked whom to ask."""

    ask: Ask


@dataclass(frozen=True, slots=True)
class ToInvite:
    """The asks of others that wait for somebody, oldest first, for those who run the program."""

    asks: tuple[Ask, ...]


Waiting = (
    Offered
    | AskedBack
    | Undecided
    | ToJudge
    | ToConfirm
    | ToPick
    | StillNeeded
    | ToPrepare
    | ToBeThere
    | ToAgree
    | ToWrapUp
    | ToHandOver
    | ToThank
    | ToRate
    | ToDo
    | ToFind
    | ToInvite
    | AskedForTimes
    | AskedToShare
    | AskedToTake
    | Question
)


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """A question of the person. ``asked`` counts all who were asked, ``live`` are those who have it now.

    ``expert`` is who said yes; ``only`` is whom the mentee agreed to, where nobody else is asked.
    ``sharing`` is the pool in which it waits: the two have one line.
    """

    ask: Ask
    asked: int
    live: tuple[Offer, ...]
    expert: Words
    only: Words
    sharing: Sharing | None = None


@dataclass(frozen=True, slots=True)
class Clarifying:
    """An offer whose expert waits for the mentee's answer; ``mentee`` is empty while the name is hidden."""

    offer: Offer
    mentee: Words


@dataclass(frozen=True, slots=True)
class Proposed(WithMe):
    """A time that the person proposed and the other one has to confirm."""


@dataclass(frozen=True, slots=True)
class Ahead(WithMe):
    """A booked session; ``ready``: the person's checklist has no open item."""

    ready: bool


@dataclass(frozen=True, slots=True)
class WrappedUp(WithMe):
    """A session that is over and of which the other one has not told yet."""


GoingOn = OpenAsk | Clarifying | Proposed | Ahead | WrappedUp | ToDo | OwnSeat | OnList | Sharing


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: until when, or since when where nothing ends it; both are instants."""

    about: Waiting
    by: datetime | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits for a person, earliest deadline first, and what is going on, soonest first.

    ``channels`` are the conversations that lines lead to, by members.
    """

    user_id: str
    waiting: tuple[Line, ...]
    going_on: tuple[GoingOn, ...]
    channels: dict[str, str]
