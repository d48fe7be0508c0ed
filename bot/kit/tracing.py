"""Traces for OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT says where to send them.

The packages are an extra: without an address nothing is traced, and nothing is needed. Spans hold kinds and
names of ours, never words or ids of people, and of an error its type alone.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

from bot.kit import request_ids
from bot.kit.errors import SetupError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

NO_PACKAGE = (
    "OTEL_EXPORTER_OTLP_ENDPOINT is given, but the packages for it are not there: install "
    "requirements/tracing.txt, or leave OTEL_EXPORTER_OTLP_ENDPOINT out."
)
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)


class Tracing:
    """What may be traced. By default nothing is."""

    def span(self, name: str, **attributes: str) -> AbstractContextManager[None]:
        """Trace what the block does."""
        return nullcontext()

    def watch(self, engine: Engine) -> None:
        """Trace each statement of an engine."""

    def close(self) -> None:
        """Send what was traced and stop."""


class Spans(Tracing):
    """The same as spans of ``opentelemetry``."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("pinchpoint")

    @contextmanager
    def span(self, name: str, **attributes: str) -> Iterator[None]:  # noqa: D102 - as above
        from opentelemetry.trace import Status, StatusCode

        request_id = request_ids.current()
        told = {**attributes, "pinchpoint.request_id": request_id} if request_id else attributes
        with self._tracer.start_as_current_span(
            name, attributes=told, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except Exception as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def watch(self, engine: Engine) -> None:  # noqa: D102
        event.listen(engine, "before_cursor_execute", self._begin)
        event.listen(engine, "after_cursor_execute", self._end)
        event.listen(engine, "handle_error", self._fail)

    def _begin(
        self, connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        verb = statement.lstrip().partition(" ")[0].upper()
        table = _TABLE.search(statement)
        name = f"{verb} {table[1]}" if table else verb
        attributes = {"db.system.name": connection.dialect.name, "db.operation.name": verb}
        context.pinchpoint_span = self._tracer.start_span(name, attributes=attributes)

    def _end(
        self, _connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        context.pinchpoint_span.end()

    def _fail(self, failure: Any) -> None:
        from opentelemetry.trace import Status, StatusCode

        span = getattr(failure.execution_context, "pinchpoint_span", None)
        if span is not None:
            span.set_status(Status(StatusCode.ERROR, type(failure.original_exception).__name__))
            span.end()

    def close(self) -> None:  # noqa: D102
        self._provider.shutdown()


_present = Tracing()


def span(name: str, **attributes: str) -> AbstractContextManager[None]:
    """Trace what the block does, where this process traces at all."""
    return _present.span(name, **attributes)


@contextmanager
def tracing(to: Tracing, engine: Engine) -> Iterator[None]:
    """Trace what this process does, the statements of its database included, while the block lasts."""
    global _present  # noqa: PLW0603 - one for the process, as with the log
    before, _present = _present, to
    to.watch(engine)
    try:
        yield
    finally:
        _present = before
        to.close()


def tracing_for(endpoint: str | None) -> Tracing:
    """Return what traces to an address, such as http://127.0.0.1:4318/; without one nothing is.

    Raises SetupError without the packages.
    """
    if endpoint is None:
        return Tracing()
    if importlib.util.find_spec("opentelemetry") is None:
        raise SetupError(NO_PACKAGE)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "pinchpoint"}))
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Spans(provider)
