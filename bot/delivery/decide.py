"""What to do with a claimed row: pure rules over the plain values that the store has read."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.delivery.messages import Canvas, Effect, File, Home, Pin, PostMessage, Remove
from bot.kit.hours import WorkingHours
from bot.models import OutboxState

A_MOMENT = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=15)
FIRST_PAUSE_AFTER_OWN_FAULT = timedelta(minutes=1)
WITHOUT_KEY = timedelta(minutes=1)  # before a message that cannot be read is tried again
MISSING_KEY = "missing_key"


class Method(StrEnum):
    """The methods of Slack's API that a row may need, as Slack's rate limits name them."""

    POST = "chat.postMessage"
    CHANGE = "chat.update"
    DELETE = "chat.delete"
    PIN = "pins.add"
    PUBLISH = "views.publish"
    OPEN = "conversations.open"
    BEGIN_UPLOAD = "files.getUploadURLExternal"
    SHARE = "files.completeUploadExternal"
    CANVAS = "canvases.create"
    EDIT_CANVAS = "canvases.edit"
    HISTORY = "conversations.history"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a message stands in Slack."""

    channel_id: str | None = None
    message_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """What the clock says about a row that is due: go, wait until ``moved_to``, or give up as ``too_late``.

    ``expires_at`` is when it stops being useful, as far as its kind says.
    """

    expires_at: datetime | None
    moved_to: datetime | None = None
    too_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a claimed row, all of one moment.

    ``overtaken``: another worker is at work on the same subject for the same recipient. ``effect`` is what it
    says, None when it no longer applies or is not said now. ``card_key`` is the key of its card, ``card``
    where that stands and ``card_digest`` what it shows. ``fate_open``: something about the same subject may
    or may not have reached the recipient. ``limits`` are the moments until which Slack asked us not to call a
    method (in a channel; empty: anywhere). ``note`` stands below a message that may have been seen already.
    ``key_missing``: it needs an encryption key that this process does not have. ``nudges`` is whom it would
    disturb who may first be let alone for a while, ``latest`` when what it asks of them must be done.
    """

    now: datetime
    due_at: datetime
    timing: Timing
    overtaken: bool = False
    key_missing: bool = False
    effect: Effect | None = None
    note: str = ""
    channel_id: str | None = None
    groups_refused: bool = False
    card_key: str | None = None
    card: Receipt | None = None
    card_digest: str = ""
    fate_open: bool = False
    limits: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    nudges: str | None = None
    latest: datetime | None = None

    @property
    def last(self) -> datetime | None:
        """Until when it is of use."""
        return min((at for at in (self.timing.expires_at, self.latest) if at), default=None)


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: due again at ``due_at``; ``error`` says why where whoever runs the app has to act."""

    due_at: datetime
    expires_at: datetime | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """Nothing to send: the row ends in ``state``. ``shown`` is the message that already shows it."""

    state: OutboxState
    error: str | None = None
    shown: Receipt = Receipt()


@dataclass(frozen=True, slots=True)
class Split:
    """A group DM is not to be had: tell each person alone."""


@dataclass(frozen=True, slots=True)
class Open:
    """The conversation has to be opened before anything can be said in it."""

    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Call:
    """Make this call now. ``card`` is the message to change or delete; none means to post, ``note`` below it.

    ``card_key`` is that of the card which it posts or changes, if it is one; ``digest`` is of what it shows.
    """

    method: Method
    effect: Effect
    expires_at: datetime | None
    channel_id: str = ""
    card: Receipt | None = None
    note: str = ""
    card_key: str | None = None
    digest: str = ""

    @property
    def limited_in(self) -> str:
        """The channel to which Slack's rate limit of this method applies; empty: the whole workspace."""
        return self.channel_id if self.method is Method.POST else ""

    @property
    def looked_up_in(self) -> str | None:
        """The channel in which it is looked for when its answer was lost; a canvas is in no history."""
        return None if isinstance(self.effect, Canvas) else self.channel_id


Step = Wait | End | Split | Open | Call

# Making these calls twice changes nothing.
REPEATABLE = frozenset(
    {
        *(Method.CHANGE, Method.DELETE, Method.PIN, Method.PUBLISH, Method.OPEN, Method.BEGIN_UPLOAD),
        Method.EDIT_CANVAS,
    }
)


def decide(facts: Facts) -> Step:
    """Return what to do with a row."""
    when = facts.timing
    if facts.overtaken:
        return Wait(facts.due_at, when.expires_at)
    if facts.key_missing:
        return Wait(facts.now + WITHOUT_KEY, when.expires_at, MISSING_KEY)
    if when.too_late:
        return End(OutboxState.EXPIRED, "too_late")
    if when.moved_to is not None:
        return Wait(when.moved_to, None)
    if facts.effect is None:
        return End(OutboxState.CANCELLED)
    step = _step(facts, facts.effect)
    not_before = max((facts.limits.get(key, facts.now) for key in _calls_of(step)), default=facts.now)
    return Wait(not_before, when.expires_at) if not_before > facts.now else step


def _step(facts: Facts, effect: Effect) -> Step:
    if facts.groups_refused:
        return Split()  # before a card is looked for: each person has their own
    expires_at, digest = facts.timing.expires_at, digest_of(effect)
    if isinstance(effect, Home):
        return Call(Method.PUBLISH, effect, expires_at)
    if isinstance(effect, Remove):
        return _removal(facts, effect)
    if isinstance(effect, Pin):
        return _pin(facts, effect)
    anew = isinstance(effect, PostMessage) and effect.anew
    if facts.card is not None and facts.card_digest == digest and not anew:
        return End(OutboxState.SENT, shown=facts.card)
    card: dict[str, Any] = {"card_key": facts.card_key, "digest": digest}
    if facts.card is not None and not anew:
        change = Method.EDIT_CANVAS if isinstance(effect, Canvas) else Method.CHANGE
        return Call(change, effect, expires_at, facts.card.channel_id or "", facts.card, **card)
    if isinstance(effect, PostMessage) and effect.update_only:
        return End(OutboxState.CANCELLED, "no_card")
    if facts.fate_open:
        # What is open may be the card's first post: do not post another.
        return Wait(facts.now + A_MOMENT, expires_at)
    if facts.channel_id is None:
        return Open(expires_at)
    return Call(_posting(effect), effect, expires_at, facts.channel_id, note=facts.note, **card)


def _posting(effect: Effect) -> Method:
    if isinstance(effect, Canvas):
        return Method.CANVAS
    return Method.SHARE if isinstance(effect, File) else Method.POST


def _removal(facts: Facts, effect: Remove) -> Step:
    """Return the call that takes a message away, if there is one."""
    where = Receipt(*effect.place) if effect.place else facts.card
    if where is None:
        return End(OutboxState.CANCELLED, "no_card")
    return Call(
        Method.DELETE,
        effect,
        facts.timing.expires_at,
        where.channel_id or "",
        where,
        card_key=facts.card_key,
    )


def _pin(facts: Facts, effect: Pin) -> Step:
    """Return the call that pins a message, if it stands."""
    where = facts.card
    if where is None:
        return End(OutboxState.CANCELLED, "no_card")
    return Call(Method.PIN, effect, facts.timing.expires_at, where.channel_id or "", where)


def digest_of(effect: Effect) -> str:
    """Return a digest of what a message or a Home shows; of anything else there is none.

    Raises TypeError when it is no JSON: better here, where it is known that nothing was sent.
    """
    if isinstance(effect, File | Remove | Pin):
        return ""
    shown: Any
    if isinstance(effect, Canvas):
        shown = [effect.title, effect.markdown]
    else:
        shown = effect.view if isinstance(effect, Home) else [effect.text, effect.blocks]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _calls_of(step: Step) -> list[tuple[str, str]]:
    """Return the calls that a step needs: method, and the channel of its rate limit, "" for all of them."""
    if isinstance(step, Open):
        return [(Method.OPEN, "")]
    if not isinstance(step, Call):
        return []
    more = [(Method.BEGIN_UPLOAD, "")] if step.method is Method.SHARE else []
    return [(step.method, step.limited_in), (step.method, ""), *more]


def timing(
    due_at: datetime,
    expires_at: datetime | None,
    now: datetime,
    useful_for: timedelta | None,
    hours: WorkingHours | None,
) -> Timing:
    """Judge a due row. ``hours`` are those of a recipient who is not to be disturbed outside of them.

    Lateness counts from the moment at which it could first have been said: its time, or the opening of the
    recipient's next working hours. ``expires_at`` is what an earlier judgement found, before a retry moved
    the row's time.
    """
    first = hours.next_working(due_at) if hours else due_at
    last = expires_at or (first + useful_for if useful_for is not None else None)
    if last is not None and now > last:
        return Timing(last, too_late=True)
    opening = hours.next_working(now) if hours else now
    if opening > now:
        return Timing(None, moved_to=opening)  # its usefulness counts from the new time
    return Timing(last)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: doubling from a second, a quarter of it by chance."""
    seconds = min(2.0 ** min(attempts, 20), LONGEST_BACKOFF.total_seconds())
    return timedelta(seconds=seconds * random.uniform(0.75, 1))  # noqa: S311 - spreads load, guards nothing


def pause_after_own_fault(attempts: int) -> timedelta:
    """Return how long to wait after so many faults of our own: another version has to come, not a moment."""
    return FIRST_PAUSE_AFTER_OWN_FAULT * 4.0 ** (attempts - 1)
