"""Traces of requests, jobs, deliveries and the database, where a collector is there; else nothing."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError

from bot.kit import request_ids
from bot.kit.errors import SetupError
from bot.kit.tracing import Spans, Tracing, span, tracing, tracing_for
from bot.models import Outbox, OutboxState
from tests.support.app import AppUnderTest, clock_from
from tests.support.clock import MONDAY

QUESTION = "How do I open a board talk about a missed quarter so that they decide?"


@pytest.fixture
def memory() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(memory: InMemorySpanExporter) -> Spans:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(memory))
    return Spans(provider)


@pytest.fixture
async def app(
    sqlite_url: str, encryption_keys: str, spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AppUnderTest]:
    monkeypatch.setattr("bot.process.tracing.tracing_for", lambda _endpoint: spans)
    found = AppUnderTest(sqlite_url, encryption_keys, "http", clock_from(MONDAY))
    await found.open()
    yield found
    await found.close()


def named(found: tuple[ReadableSpan, ...], name: str) -> list[ReadableSpan]:
    return [one for one in found if one.name == name]


async def test_a_message_is_traced_under_the_request_that_led_to_it(
    app: AppUnderTest, memory: InMemorySpanExporter
) -> None:
    await app.join(app.eli, "Presentations and storytelling")
    await app.ask(app.ada, QUESTION)
    found = memory.get_finished_spans()
    asked = {str((one.attributes or {})["pinchpoint.request_id"]) for one in named(found, "answer a view")}
    sent = await app.rows(select(Outbox).where(Outbox.state == OutboxState.SENT))
    assert asked & {row.request_id for row in sent}, "a form, and the card that it led to"
    deliveries = named(found, "delivery")
    told = {str((one.attributes or {}).get("pinchpoint.request_id")) for one in deliveries}
    assert asked & told
    assert {row.kind for row in sent} <= {
        str((one.attributes or {})["pinchpoint.kind"]) for one in deliveries
    }
    inside = {one.context.span_id for one in deliveries if one.context}
    posted = named(found, "slack chat.postMessage")
    assert posted
    assert {one.parent.span_id for one in posted if one.parent} <= inside
    assert named(found, "INSERT ask")
    assert named(found, "job outbox")
    all_told = str([(one.name, dict(one.attributes or {})) for one in found])
    assert QUESTION not in all_told
    assert not [user.id for user in app.slack.workspace.users.values() if user.id in all_told]


def test_of_an_error_its_type_alone_is_told(spans: Spans, memory: InMemorySpanExporter) -> None:
    engine = create_engine("sqlite://")
    with tracing(spans, engine):
        with pytest.raises(ValueError, match="words"), span("job x"):
            raise ValueError("words of people")
        with engine.connect() as connection, pytest.raises(OperationalError):
            connection.execute(text("SELECT secret FROM nowhere"))
        job, statement = memory.get_finished_spans()
    assert (job.status.status_code, job.status.description) == (StatusCode.ERROR, "ValueError")
    assert job.events == ()
    assert (statement.name, statement.status.description) == ("SELECT nowhere", "OperationalError")
    with span("afterwards"):
        pass
    assert len(memory.get_finished_spans()) == 2


async def test_they_go_to_the_collector_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[str] = []

    async def take(request: web.Request) -> web.Response:
        received.append(f"{request.path} {b'job x' in await request.read()}")
        return web.Response()

    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    collector = web.Application()
    collector.router.add_post("/{tail:.*}", take)
    runner = web.AppRunner(collector)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    to = tracing_for(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    with to.span("job x"):
        pass
    await asyncio.to_thread(to.close)
    await runner.cleanup()
    assert received == ["/v1/traces True"]


def test_without_an_address_nothing_is_traced_and_nothing_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    off = tracing_for(None)
    assert type(off) is Tracing
    with off.span("anything"):
        pass
    with pytest.raises(SetupError, match=r"requirements/tracing\.txt"):
        tracing_for("http://127.0.0.1:4318/")


def test_what_is_worked_for_ends_with_its_block() -> None:
    assert request_ids.current() is None
    with request_ids.working_for("outer"):
        with request_ids.working_for("inner"):
            assert request_ids.current() == "inner"
        assert request_ids.current() == "outer"
    assert request_ids.current() is None
