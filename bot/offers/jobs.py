"""What the clock does to offers."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, literal, or_, select

from bot.asks import service as asks
from bot.kit.due import NOW, for_each_batch, for_each_due, for_each_workspace
from bot.kit.jobs import Job
from bot.kit.services import Services
from bot.matching import queries as matching
from bot.models import (
    LIVE_OFFER,
    OPEN_ASK,
    OPEN_POOL,
    Ask,
    AskState,
    Card,
    Expert,
    Offer,
    OfferState,
    Outbox,
    OutboxState,
    Person,
    Pool,
    PoolPlace,
    ShareState,
    Workspace,
    WrittenAnswer,
)
from bot.offers import service

REMATCH_EVERY = timedelta(hours=1)


async def place(services: Services) -> None:
    """Put the asks that are with nobody before the next experts, those of a workspace together."""
    # Ranking reads what it needs before anything is locked: after a start that takes seconds for many people.
    await for_each_batch(services, _to_place(), service.place_all, prepare=matching.prepare)


@cache
def _to_place() -> Select[str, str]:
    with_nobody = ~Ask.offers.any(Offer.state.in_(LIVE_OFFER))
    known = Ask.mentee.has(Person.synced_at.is_not(None))
    answer = (WrittenAnswer.workspace_id == Ask.workspace_id, WrittenAnswer.ask_id == Ask.id)
    answered = exists().where(*answer, WrittenAnswer.settled_at.is_(None))
    return (
        select(Ask.workspace_id, Ask.id)
        .where(Ask.state == AskState.LOOKING, with_nobody, known, ~answered)
        .order_by(Ask.created_at)
    )


async def move_on(services: Services) -> None:
    """End the offers whose time is over."""
    await for_each_due(services, _to_move_on(), service.move_on)


@cache
def _to_move_on() -> Select[str, str]:
    return (
        select(Offer.workspace_id, Offer.id)
        .where(Offer.state.in_(LIVE_OFFER), Offer.deadline_at <= NOW)
        .order_by(Offer.deadline_at)
    )


async def end_unavailable(services: Services) -> None:
    """End the offers to people who left, paused or were deactivated, or are away before it reaches them."""
    await for_each_due(services, _to_unavailable(), service.end_unavailable)


@cache
def _to_unavailable() -> Select[str, str]:
    left, paused = Expert.opted_out_at.is_not(None), Expert.paused_until > NOW
    unseen = and_(Offer.offered_at > NOW, Person.away_until > Offer.offered_at)
    gone = or_(left, paused, Person.deactivated.is_(True), unseen)
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Offer.expert)
        .join(Expert.person)
        .where(Offer.state.in_(LIVE_OFFER), gone)
        .order_by(Offer.deadline_at)
    )


async def stop_clocks(services: Services) -> None:
    """Let the clocks stand of offers whose expert is away."""
    await for_each_due(services, _to_stop(), service.stop_clock)


@cache
def _to_stop() -> Select[str, str]:
    runs = Offer.state == OfferState.OPEN, Offer.stopped_at.is_(None), Offer.deadline_at > NOW
    return _with_expert(*runs, Person.away_until > NOW)


async def run_clocks_on(services: Services) -> None:
    """Let the clocks run on of offers whose expert is back."""
    await for_each_due(services, _to_run_on(), service.run_on)


@cache
def _to_run_on() -> Select[str, str]:
    here = Person.away_until.is_(None) | (Person.away_until <= NOW)
    return _with_expert(Offer.state == OfferState.OPEN, Offer.stopped_at.is_not(None), here)


def _with_expert(*where: ColumnElement[bool]) -> Select[str, str]:
    found = select(Offer.workspace_id, Offer.id).join(Offer.expert).join(Expert.person).where(*where)
    return found.order_by(Offer.deadline_at)


async def go_on_where_refused(services: Services) -> None:
    """End the offers whose card Slack refused for good: their experts never saw them."""
    await for_each_due(services, _refused(), service.end_unavailable)


@cache
def _refused() -> Select[str, str]:
    dead = _dead(service.CARD_KIND)
    key = literal("offer:") + Offer.id + "@" + Offer.expert_id
    posted = exists().where(Card.workspace_id == Offer.workspace_id, Card.key == key)
    list_key = literal("offers:") + Offer.listed_with + "@" + Offer.expert_id
    list_posted = exists().where(Card.workspace_id == Offer.workspace_id, Card.key == list_key)
    list_dead = _dead(service.LIST_KIND, Offer.listed_with)
    return (
        select(Offer.workspace_id, Offer.id)
        .where(Offer.state.in_(LIVE_OFFER), or_(and_(dead, ~posted), and_(list_dead, ~list_posted)))
        .order_by(Offer.deadline_at)
    )


async def run_on_where_refused(services: Services) -> None:
    """Let the clocks run on of offers whose question back Slack would not bring to the mentee."""
    await for_each_due(services, _unheard(), service.resume_clock)


@cache
def _unheard() -> Select[str, str]:
    dead = _dead(service.ASKED_BACK_KIND)
    return (
        select(Offer.workspace_id, Offer.id)
        .where(Offer.state == OfferState.CLARIFYING, dead)
        .order_by(Offer.deadline_at)
    )


async def pass_stewards_not_reached(services: Services) -> None:
    """Go on where Slack would not bring a steward the message that asks them."""
    await for_each_due(services, _with_unreached_steward(), service.pass_steward)


@cache
def _with_unreached_steward() -> Select[str, str]:
    asked = (Outbox.workspace_id == Ask.workspace_id, Outbox.subject_id == Ask.steward_id)
    since = (Outbox.kind == service.STEWARD_KIND, Outbox.created_at >= Ask.created_at)
    refused = exists().where(*asked, *since, Outbox.state == OutboxState.DEAD)
    told = exists().where(*asked, *since, Outbox.state == OutboxState.SENT)
    return (
        select(Ask.workspace_id, Ask.id)
        .where(Ask.state == AskState.STEWARD, refused, ~told)
        .order_by(Ask.steward_until)
    )


def _dead(kind_id: str, about_id: Any = Offer.id) -> Exists:
    """Whether something about an offer could not be said for good."""
    about = (Outbox.workspace_id == Offer.workspace_id, Outbox.subject_id == about_id)
    return exists().where(*about, Outbox.kind == kind_id, Outbox.state == OutboxState.DEAD)


async def close(services: Services) -> None:
    """End the offers of asks that were withdrawn or concluded."""
    await for_each_due(services, _to_close(), service.close)


@cache
def _to_close() -> Select[str, str]:
    over = (AskState.WITHDRAWN, AskState.CONCLUDED)
    return (
        select(Offer.workspace_id, Offer.id)
        .join(Offer.ask)
        .where(Offer.state.in_((*LIVE_OFFER, OfferState.TIMED_OUT)), Ask.state.in_(over))
        .order_by(Offer.deadline_at)
    )


async def show_edits(services: Services) -> None:
    """Show what mentees changed in their asks to those who have them."""
    await for_each_due(services, _edited(), service.show_edit)


@cache
def _edited() -> Select[str, str]:
    return select(Ask.workspace_id, Ask.id).where(Ask.edited_at.is_not(None)).order_by(Ask.edited_at)


async def pass_stewards(services: Services) -> None:
    """Go on where a steward's time is over."""
    await for_each_due(services, _to_pass(), service.pass_steward)


@cache
def _to_pass() -> Select[str, str]:
    return (
        select(Ask.workspace_id, Ask.id)
        .where(Ask.state == AskState.STEWARD, Ask.steward_until <= NOW)
        .order_by(Ask.steward_until)
    )


async def withdraw_for_leavers(services: Services) -> None:
    """Close the open asks of people whose account was deactivated."""
    await for_each_due(services, _of_leavers(), asks.conclude)


@cache
def _of_leavers() -> Select[str, str]:
    return (
        select(Ask.workspace_id, Ask.id)
        .join(Ask.mentee)
        .where(Ask.state.in_(OPEN_ASK), Person.deactivated.is_(True))
        .order_by(Ask.created_at)
    )


async def rematch(services: Services) -> None:
    """Compare the waiting asks with the experts: hourly, and whenever something changed the pool."""
    await for_each_workspace(services, _rematch, _to_rematch())


@cache
def _to_rematch() -> Select[str]:
    return select(Workspace.id).where(Workspace.rematch_at <= NOW).order_by(Workspace.rematch_at)


async def _rematch(services: Services, workspace_id: str) -> None:
    now = services.clock.now()
    async with services.database.begin(workspace_id) as db:
        here = select(Workspace).where(Workspace.id == workspace_id).with_for_update()
        workspace = await db.scalar(here.limit(1))
        if workspace is None or workspace.rematch_at > now:
            return  # another worker was faster
        workspace.rematch_at = now + REMATCH_EVERY
    # Those that still find nobody stay as they are: a limit would always leave the same ones out.
    waiting = _waiting().where(Ask.workspace_id == workspace_id)
    await for_each_batch(services, waiting, service.reconsider_all, prepare=matching.prepare, limit=None)


@cache
def _waiting() -> Select[str, str]:
    # Whoever is asked to share, or has agreed to, is not offered alone meanwhile.
    shared = exists().where(
        PoolPlace.workspace_id == Ask.workspace_id,
        PoolPlace.ask_id == Ask.id,
        PoolPlace.state != ShareState.OUT,
        Pool.workspace_id == PoolPlace.workspace_id,
        Pool.id == PoolPlace.pool_id,
        Pool.state.in_(OPEN_POOL),
    )
    return (
        select(Ask.workspace_id, Ask.id)
        .where(Ask.state.in_((AskState.STEWARD, AskState.WAITING)), ~shared)
        .order_by(Ask.created_at)
    )


JOBS = [
    Job("offers_close", close, urgent=True),
    Job("offers_show_edits", show_edits, urgent=True),
    Job("offers_withdraw_for_leavers", withdraw_for_leavers),
    Job("offers_end_unavailable", end_unavailable),
    Job("offers_go_on_where_refused", go_on_where_refused, urgent=True),
    Job("offers_run_on_where_refused", run_on_where_refused, urgent=True),
    Job("offers_stop_clocks", stop_clocks, urgent=True),
    Job("offers_run_clocks_on", run_clocks_on, urgent=True),
    Job("offers_move_on", move_on),
    Job("offers_pass_stewards", pass_stewards),
    Job("offers_pass_stewards_not_reached", pass_stewards_not_reached),
    Job("offers_rematch", rematch),
    Job("offers_place", place, urgent=True),
]
