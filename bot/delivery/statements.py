"""What the outbox's workers ask the database: what is due, what was left behind, what waits for somebody."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from bot.delivery.decide import Method
from bot.delivery.outbox import WHOLE_WORKSPACE, stuck
from bot.kit.db import UtcDateTime
from bot.models import Outbox, OutboxState, RateLimit, Workspace

IN_FLIGHT = (OutboxState.LEASED, OutboxState.SENDING)


@lru_cache(maxsize=8)
def waiting(kinds: frozenset[str]) -> Select[str, str, str, str]:
    """Return what asks for the ``most`` rows that are due in a ``workspace`` at ``now``, made once."""
    other = aliased(Outbox)
    return (
        select(Outbox.id, Outbox.kind, Outbox.subject_id, Outbox.recipient)
        .where(
            Outbox.workspace_id == bindparam("workspace"),
            Outbox.state == OutboxState.PENDING,
            Outbox.due_at <= bindparam("now"),
            Outbox.kind.in_(sorted(kinds)),
            ~exists().where(*same_thread(other, Outbox), other.state.in_(IN_FLIGHT)),
        )
        .order_by(Outbox.due_at, Outbox.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


@lru_cache(maxsize=8)
def there_is(kinds: frozenset[str]) -> CompoundSelect[str, str]:
    """Return what a poll asks, at ``now``, made once: it is asked after every row."""
    now = bindparam("now", type_=UtcDateTime)
    open_to_us = (Workspace.removed_at.is_(None), ~_parked(Workspace.id, now))
    due = exists().where(
        Outbox.workspace_id == Workspace.id,
        Outbox.state == OutboxState.PENDING,
        Outbox.due_at <= now,
        Outbox.kind.in_(sorted(kinds)),
    )
    lapsed = exists().where(Outbox.state.in_(IN_FLIGHT), Outbox.lease_until < now)
    unknown = unresolved(now, bindparam("settled", type_=UtcDateTime)).exists()
    return union_all(
        select(literal("due"), Workspace.id).where(*open_to_us, due),
        select(literal("lapsed"), literal("")).where(lapsed),
        select(literal("unknown"), literal("")).where(unknown),
    )


def count_stuck(kinds: frozenset[str]) -> Select[str | None, int]:
    """Return what counts the rows that wait for whoever runs the app, by their errors."""
    return select(Outbox.error, func.count()).where(*stuck(kinds)).group_by(Outbox.error)


def same_thread(one: Any, other: Any) -> tuple[ColumnElement[bool], ...]:
    """Return what is true of two rows about the same subject for the same recipient."""
    return (
        one.workspace_id == other.workspace_id,
        one.subject_id == other.subject_id,
        one.recipient == other.recipient,
    )


def _parked(workspace_id: Any, now: Any, *methods: str) -> ColumnElement[bool]:
    """Whether Slack asked to wait with everything in a workspace, or with one of these methods."""
    return exists().where(
        RateLimit.workspace_id == workspace_id,
        RateLimit.method.in_((WHOLE_WORKSPACE, *methods)),
        RateLimit.not_before > now,
    )


def unresolved(now: Any, settled: Any) -> Select[str]:
    """Return what finds the rows whose fate is open since ``settled``, and that may be looked up now."""
    return (
        select(Outbox.id)
        .join(Workspace, Workspace.id == Outbox.workspace_id)
        .where(
            Outbox.state == OutboxState.UNKNOWN,
            Outbox.done_at.is_(None),
            Outbox.dispatched_at <= settled,
            Outbox.lease_until.is_(None) | (Outbox.lease_until < now),
            Workspace.removed_at.is_(None),
            ~_parked(Workspace.id, now, Method.HISTORY),
        )
    )
