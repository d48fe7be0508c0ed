"""Which states an aggregate may go through, as data: one table each, and the only way to change a state.

The diagrams in docs/architecture-states.md are made from these tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Update, update

from bot.kit.db import IdentifiedRow, WorkspaceSession
from bot.models.ask import LIVE_OFFER, OPEN_ASK, Ask, AskState, Offer, OfferState
from bot.models.campaign import Campaign, CampaignMember, CampaignState, MemberState
from bot.models.event import LIVE_EVENT, EventState, FlashEvent, FlashSeat, SeatState
from bot.models.outbox import Outbox, OutboxState
from bot.models.pool import LIVE_POOL, Pool, PoolPlace, PoolState, ShareState
from bot.models.series import Series, SeriesState
from bot.models.session import Action, ActionState, Session, SessionState
from bot.models.sheet import LIVE_SHEET, PlaceState, Sheet, SheetPlace, SheetSlot, SheetState, SlotState
from bot.models.story import SHARED_STORY, Story, StoryState


class UndrawnTransitionError(RuntimeError):
    """The code wants a transition that no table has: a fault of ours, never of a person."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that rows in one of the states ``since`` may take to the state ``to``, and what causes it."""

    since: tuple[StrEnum, ...]
    to: StrEnum
    cause: str


@dataclass(frozen=True, slots=True)
class StateMachine:
    """The states of one aggregate: where a row begins, and every transition it may take."""

    model: type[IdentifiedRow]
    initial: StrEnum
    transitions: tuple[Transition, ...]

    @property
    def states(self) -> list[StrEnum]:
        """Every state, in the order in which the enumeration names them."""
        return list(type(self.initial))

    def sources(self, to: StrEnum) -> frozenset[StrEnum]:
        """Return the states from which there is a transition to ``to``."""
        return frozenset(state for one in self.transitions if one.to == to for state in one.since)

    def allows(self, since: StrEnum, to: StrEnum) -> bool:
        """Return whether there is a transition from one state to another."""
        return since in self.sources(to)


ASK = StateMachine(
    Ask,
    AskState.LOOKING,
    (
        Transition((AskState.LOOKING,), AskState.STEWARD, "nobody suitable is free"),
        Transition((AskState.LOOKING, AskState.STEWARD), AskState.WAITING, "nobody else is found"),
        Transition(
            (AskState.STEWARD, AskState.WAITING),
            AskState.LOOKING,
            "somebody is found, or the mentee changes it",
        ),
        Transition(OPEN_ASK, AskState.MATCHED, "an expert says yes"),
        Transition((AskState.MATCHED,), AskState.LOOKING, "the expert can't after all"),
        Transition((AskState.CONCLUDED,), AskState.MATCHED, "the session did not take place after all"),
        Transition(OPEN_ASK, AskState.WITHDRAWN, "the mentee takes it back"),
        Transition(
            (*OPEN_ASK, AskState.MATCHED), AskState.CONCLUDED, "the session is over, or the mentee left"
        ),
    ),
)

_UNANSWERED = (*LIVE_OFFER, OfferState.TIMED_OUT)

OFFER = StateMachine(
    Offer,
    OfferState.SUGGESTED,
    (
        Transition((OfferState.SUGGESTED,), OfferState.OPEN, "it is their turn"),
        Transition((OfferState.OPEN,), OfferState.CLARIFYING, "the expert asks back"),
        Transition((OfferState.CLARIFYING,), OfferState.OPEN, "the mentee answers, or takes too long"),
        Transition(LIVE_OFFER, OfferState.TIMED_OUT, "its time is over, or the expert is away"),
        Transition(_UNANSWERED, OfferState.ACCEPTED, "the expert says yes"),
        Transition(_UNANSWERED, OfferState.DECLINED, "the expert says no, or answers in writing"),
        Transition(_UNANSWERED, OfferState.CLOSED, "somebody else helps, or the ask is over"),
        Transition((OfferState.ACCEPTED,), OfferState.DECLINED, "the expert can't after all"),
        Transition((OfferState.DECLINED,), OfferState.ACCEPTED, "who left a shared session comes after all"),
    ),
)

SESSION = StateMachine(
    Session,
    SessionState.SCHEDULING,
    (
        Transition((SessionState.SCHEDULING,), SessionState.BOOKED, "a time is agreed"),
        Transition((SessionState.BOOKED,), SessionState.SCHEDULING, "it is moved"),
        Transition((SessionState.BOOKED,), SessionState.MISSING, "one says that the other is not there"),
        Transition((SessionState.MISSING,), SessionState.BOOKED, "the other is there, or it is taken back"),
        Transition((SessionState.MISSING,), SessionState.SCHEDULING, "the other can't come, or is silent"),
        Transition((SessionState.BOOKED,), SessionState.ENDED, "its time is over"),
        Transition((SessionState.ENDED, SessionState.DIFFERS), SessionState.HELD, "it took place"),
        Transition(
            (SessionState.ENDED, SessionState.DIFFERS, SessionState.HELD),
            SessionState.SCHEDULING,
            "it did not take place",
        ),
        Transition(
            (SessionState.ENDED, SessionState.HELD), SessionState.DIFFERS, "the two see it differently"
        ),
        Transition((SessionState.DIFFERS,), SessionState.ENDED, "one changes their answer"),
        Transition((SessionState.SCHEDULING,), SessionState.ENDED, "one says that it took place after all"),
        Transition(
            (SessionState.SCHEDULING, SessionState.BOOKED, SessionState.MISSING),
            SessionState.CANCELLED,
            "somebody calls it off, left, or picks no time",
        ),
        Transition((SessionState.ENDED,), SessionState.CANCELLED, "nobody says that it took place"),
        Transition((SessionState.CANCELLED,), SessionState.BOOKED, "whoever shared it comes after all"),
    ),
)

_SETTLED = (ActionState.DONE, ActionState.DROPPED)

ACTION = StateMachine(
    Action,
    ActionState.OPEN,
    (
        Transition((ActionState.OPEN,), ActionState.DONE, "it is done"),
        Transition((ActionState.OPEN,), ActionState.DROPPED, "it is no longer wanted"),
        Transition((ActionState.OPEN,), ActionState.OPEN, "it gets another day"),
        Transition(_SETTLED, ActionState.OPEN, "that was a slip"),
    ),
)

_UNDER_WAY = (OutboxState.LEASED, OutboxState.SENDING, OutboxState.UNKNOWN)
_GIVEN_UP = (OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.UNKNOWN)

OUTBOX = StateMachine(
    Outbox,
    OutboxState.PENDING,
    (
        Transition((OutboxState.PENDING,), OutboxState.LEASED, "a worker claims it"),
        Transition((OutboxState.LEASED,), OutboxState.SENDING, "the call begins"),
        Transition((OutboxState.PENDING, *_UNDER_WAY), OutboxState.SENT, "Slack has it"),
        Transition(_UNDER_WAY, OutboxState.PENDING, "nothing was sent, and it is tried again later"),
        Transition(
            (OutboxState.LEASED, OutboxState.SENDING),
            OutboxState.UNKNOWN,
            "the answer, or the worker, is lost",
        ),
        Transition((OutboxState.PENDING,), OutboxState.UNKNOWN, "a backup was restored that may be older"),
        Transition((OutboxState.UNKNOWN,), OutboxState.UNKNOWN, "its fate cannot be looked up"),
        Transition(_UNDER_WAY, OutboxState.EXPIRED, "it is too late to be of use"),
        Transition(_UNDER_WAY, OutboxState.DEAD, "Slack refuses it, or it failed too often"),
        Transition((OutboxState.PENDING, *_UNDER_WAY), OutboxState.CANCELLED, "it no longer applies"),
        Transition(_GIVEN_UP, OutboxState.PENDING, "an operator has it tried again"),
        Transition(_GIVEN_UP, OutboxState.CANCELLED, "an operator drops it"),
    ),
)

FLASH_EVENT = StateMachine(
    FlashEvent,
    EventState.OPEN,
    (
        Transition((EventState.OPEN,), EventState.PLANNED, "its start is near, and there is a rota"),
        Transition((EventState.PLANNED,), EventState.RUNNING, "the first round begins"),
        Transition((EventState.RUNNING,), EventState.ENDED, "the last round is over"),
        Transition(LIVE_EVENT, EventState.CANCELLED, "an organiser calls it off, or nobody could talk"),
    ),
)

FLASH_SEAT = StateMachine(
    FlashSeat,
    SeatState.IN,
    (
        Transition((SeatState.WAITING, SeatState.MISSING, SeatState.LEFT), SeatState.IN, "there is a place"),
        Transition((SeatState.LEFT,), SeatState.WAITING, "they join again, and all places are taken"),
        Transition((SeatState.IN,), SeatState.MISSING, "they are not there"),
        Transition((SeatState.IN, SeatState.WAITING, SeatState.MISSING), SeatState.LEFT, "they leave"),
    ),
)

SHEET = StateMachine(
    Sheet,
    SheetState.GATHERING,
    (
        Transition((SheetState.GATHERING,), SheetState.OPEN, "its day has come, and there are times"),
        Transition((SheetState.OPEN,), SheetState.OVER, "its last time has begun"),
        Transition(LIVE_SHEET, SheetState.CANCELLED, "nobody offers a time, or it is stopped"),
    ),
)

SHEET_SLOT = StateMachine(
    SheetSlot,
    SlotState.FREE,
    (
        Transition((SlotState.FREE,), SlotState.TAKEN, "somebody takes it"),
        Transition((SlotState.TAKEN,), SlotState.FREE, "the place is given back"),
        Transition((SlotState.FREE, SlotState.TAKEN), SlotState.GONE, "the expert can't"),
        Transition((SlotState.GONE,), SlotState.FREE, "the expert offers it again"),
    ),
)

SHEET_PLACE = StateMachine(
    SheetPlace,
    PlaceState.WAITING,
    (
        Transition((PlaceState.WAITING, PlaceState.LEFT), PlaceState.IN, "there is a place"),
        Transition((PlaceState.LEFT,), PlaceState.WAITING, "they come again, and all are taken"),
        Transition((PlaceState.IN, PlaceState.WAITING), PlaceState.LEFT, "they give it back, or it can't be"),
    ),
)

SERIES = StateMachine(
    Series,
    SeriesState.RUNNING,
    (
        Transition((SeriesState.RUNNING,), SeriesState.DONE, "its last session was held"),
        Transition((SeriesState.DONE,), SeriesState.RUNNING, "its last session did not take place after all"),
        Transition((SeriesState.RUNNING,), SeriesState.ENDED, "one ends it, left, or calls a session off"),
    ),
)

POOL = StateMachine(
    Pool,
    PoolState.GATHERING,
    (
        Transition((PoolState.GATHERING,), PoolState.SEEKING, "enough would share"),
        Transition((PoolState.SEEKING,), PoolState.ASKING, "an expert is asked"),
        Transition((PoolState.ASKING,), PoolState.SEEKING, "they can't, or are silent"),
        Transition((PoolState.ASKING,), PoolState.BOOKED, "they pick a time"),
        Transition((PoolState.BOOKED,), PoolState.OVER, "its time is over"),
        Transition(LIVE_POOL, PoolState.DISSOLVED, "too few are left, nobody is found, or it is called off"),
    ),
)

POOL_PLACE = StateMachine(
    PoolPlace,
    ShareState.ASKED,
    (
        Transition((ShareState.ASKED,), ShareState.IN, "they would share"),
        Transition((ShareState.ASKED, ShareState.IN), ShareState.OUT, "rather alone, silent, or settled"),
        Transition((ShareState.OUT,), ShareState.IN, "they come to the booked session after all"),
    ),
)

STORY = StateMachine(
    Story,
    StoryState.OFFERED,
    (
        Transition((StoryState.OFFERED,), StoryState.AGREED, "both say yes to the same words"),
        Transition(
            (StoryState.OFFERED,), StoryState.DECLINED, "the other one would rather not, or is silent"
        ),
        Transition((StoryState.AGREED,), StoryState.PUBLISHED, "the program shares it"),
        Transition((StoryState.PUBLISHED,), StoryState.AGREED, "Slack refuses its channel"),
        Transition(
            (StoryState.OFFERED, *SHARED_STORY, StoryState.DECLINED),
            StoryState.WITHDRAWN,
            "either takes it back, or is erased",
        ),
    ),
)

CAMPAIGN = StateMachine(
    Campaign,
    CampaignState.RUNNING,
    (
        Transition((CampaignState.RUNNING,), CampaignState.STOPPED, "somebody who runs the program stops it"),
        Transition(
            (CampaignState.RUNNING,), CampaignState.OVER, "everybody was invited, or its year is over"
        ),
    ),
)

CAMPAIGN_MEMBER = StateMachine(
    CampaignMember,
    MemberState.LISTED,
    (
        Transition((MemberState.LISTED,), MemberState.WAITING, "they are assigned to a half"),
        Transition((MemberState.WAITING,), MemberState.INVITED, "the time of their half has come"),
        Transition(
            (MemberState.WAITING, MemberState.INVITED),
            MemberState.LEFT_OUT,
            "they asked meanwhile, want none or left, it is stopped, or it could not be said",
        ),
    ),
)

MACHINES: tuple[StateMachine, ...] = (
    *(ASK, OFFER, SESSION, ACTION, OUTBOX, FLASH_EVENT, FLASH_SEAT),
    *(SHEET, SHEET_SLOT, SHEET_PLACE, SERIES, POOL, POOL_PLACE, STORY),
    *(CAMPAIGN, CAMPAIGN_MEMBER),
)
_BY_MODEL = {machine.model: machine for machine in MACHINES}

# The states that a caller takes rows to be in; None: each from which there is a transition.
Since: TypeAlias = StrEnum | Iterable[StrEnum] | None


def moving(model: type[IdentifiedRow], *, to: StrEnum, since: Since = None, **values: Any) -> Update:
    """Return the UPDATE that moves rows to a state, to be narrowed by further conditions.

    For what goes over all workspaces or wants the rows returned; everything else uses ``move``. Raises
    UndrawnTransitionError where the model's table has no such transition.
    """
    states = sorted(_checked(_BY_MODEL[model], since, to))
    return update(model).where(_state(model).in_(states)).values(state=to, **values)


async def move(
    db: WorkspaceSession,
    model: type[IdentifiedRow],
    *where: Any,
    to: StrEnum,
    since: Since = None,
    **values: Any,
) -> int:
    """Move the rows that meet every condition to a state, unless somebody was faster; return how many moved.

    ``since`` are the states that the caller takes them to be in, by default each that leads there. Raises
    UndrawnTransitionError where the model's table has no such transition, whatever state the rows are in.
    """
    if not where:
        raise ValueError("move() needs to be told which rows")
    states = sorted(_checked(_BY_MODEL[model], since, to))
    return await db.update_where(model, *where, _state(model).in_(states), state=to, **values)


def _checked(machine: StateMachine, since: Since, to: StrEnum) -> Collection[StrEnum]:
    drawn = machine.sources(to) if to in machine.states else frozenset()
    wanted = drawn if since is None else {since} if isinstance(since, StrEnum) else set(since)
    if not wanted or not wanted <= drawn:
        raise UndrawnTransitionError(
            f"{machine.model.__name__} has no transition from {sorted(wanted - drawn)} to {to!r}"
        )
    return wanted


def _state(model: type[IdentifiedRow]) -> Any:
    return model.state  # type: ignore[attr-defined]  # every model of a table has it
