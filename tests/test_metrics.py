"""What Prometheus reads: counts of answers, calls and messages, of what waits, and of nobody."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery.depth import Depth, depth
from bot.kit.db import Database
from bot.kit.errors import SetupError
from bot.kit.ids import new_id
from bot.kit.metrics import metrics_for
from bot.models import Outbox, OutboxState
from bot.process import start_service
from tests.support.app import AppUnderTest, clock_from
from tests.support.clock import MONDAY
from tests.support.factories import T, create_workspace


class Watched(AppUnderTest):
    """The service with a port for figures."""

    async def start(self) -> None:
        self.service = await start_service(self.settings().model_copy(update={"metrics_port": 0}), self.clock)
        self.slack.connect_http(f"{self.service.url}/slack/events")

    async def figures(self) -> dict[tuple[str, ...], float]:
        """Read the page: the value by name and labels."""
        assert self.service is not None
        async with aiohttp.ClientSession() as http, http.get(f"{self.service.metrics_url}/metrics") as answer:
            self.page = await answer.text()
            if answer.status != 200:
                return {}
        return {
            (one.name, *one.labels.values()): one.value
            for family in text_string_to_metric_families(self.page)
            for one in family.samples
        }


@pytest.fixture
async def watched(sqlite_url: str, encryption_keys: str) -> AsyncIterator[Watched]:
    app = Watched(sqlite_url, encryption_keys, "http", clock_from(MONDAY))
    await app.open()
    yield app
    await app.close()


async def test_answers_calls_and_messages_are_counted(watched: Watched) -> None:
    await watched.join(watched.eli, "Presentations and storytelling")
    await watched.ask(watched.ada, "How do I open a board talk about a missed quarter so that they decide?")
    found = await watched.figures()
    assert found["pinchpoint_answer_seconds_count", "command"] == 2
    assert found["pinchpoint_answer_seconds_count", "view"] >= 2
    assert found["pinchpoint_slack_calls_total", "chat.postMessage", "ok"] >= 2
    posted = found["pinchpoint_slack_calls_total", "chat.postMessage", "ok"]
    assert found["pinchpoint_lateness_seconds_count",] >= posted, "also those that are committed together"
    assert found["pinchpoint_outbox_due",] == 0
    assert not [user.id for user in watched.slack.workspace.users.values() if user.id in watched.page]


async def test_refusals_and_rate_limits_are_told_apart(watched: Watched) -> None:
    watched.slack.weather.add("chat.postMessage", "error", code="channel_not_found")
    await watched.join(watched.eli, "Presentations and storytelling")
    watched.slack.weather.add("chat.postMessage", "rate_limited", seconds=30)
    await watched.ask(watched.ada, "How do I open a board talk about a missed quarter so that they decide?")
    found = await watched.figures()
    assert found["pinchpoint_slack_calls_total", "chat.postMessage", "channel_not_found"] == 1
    assert found["pinchpoint_slack_calls_total", "chat.postMessage", "ratelimited"] == 1
    assert found["pinchpoint_rate_limits_total", watched.slack.workspace.team_id] == 1


async def test_without_a_database_the_page_says_so(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_given: object) -> Depth:
        raise TimeoutError

    monkeypatch.setattr("bot.web.depth", away)
    assert await watched.figures() == {}
    assert watched.page == "The database does not answer."


async def test_depth_counts_what_waits_and_what_is_given_up(database: Database) -> None:
    await create_workspace(database, [])
    now, hour = MONDAY, timedelta(hours=1)
    rows = [
        ("note", OutboxState.PENDING, now - hour, None, None),
        ("note", OutboxState.PENDING, now - 2 * hour, None, None),
        ("note", OutboxState.PENDING, now + hour, None, None),  # not due
        ("strange", OutboxState.PENDING, now - 9 * hour, None, None),  # another version's
        ("note", OutboxState.SENDING, now - hour, None, None),
        ("note", OutboxState.UNKNOWN, now - hour, None, None),
        ("note", OutboxState.UNKNOWN, now - hour, now, None),
        ("note", OutboxState.DEAD, now - hour, now, "no"),
        ("note", OutboxState.SENT, now - hour, now, None),
    ]
    async with database.begin(T) as db:
        for kind, state, due_at, done_at, error in rows:
            await db.insert(
                Outbox,
                dedupe_key=new_id(),
                kind=kind,
                recipient="UADA",
                subject_id="a",
                state=state,
                due_at=due_at,
                done_at=done_at,
                error=error,
                created_at=now - hour,
            )
    assert await depth(database, {"note"}, now) == Depth(2, 7200.0, 2, 1, 2)


def test_the_package_is_needed_for_a_port_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    metrics_for(None).answered("command", 1.0)
    with pytest.raises(SetupError, match=r"requirements/metrics\.txt"):
        metrics_for(9464)
