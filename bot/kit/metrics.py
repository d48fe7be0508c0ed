"""Figures about the process for Prometheus, where METRICS_PORT asks for them. No ids of people are in them.

The package ``prometheus-client`` is an extra: without a port nothing is counted, and nothing is needed.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from bot.kit.errors import SetupError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

ANSWER_BUCKETS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 2.5, 3.0)  # seconds; Slack waits for three
LATENESS_BUCKETS = (1, 2, 5, 10, 30, 60, 300, 900, 3600)  # seconds
NO_PACKAGE = (
    "METRICS_PORT is given, but the package for it is not there: install requirements/metrics.txt, "
    "or leave METRICS_PORT out."
)


class Metrics:
    """What may be counted. By default nothing is."""

    def answered(self, kind: str, seconds: float) -> None:
        """Count an answer to Slack, of a kind such as "command", and how long it took."""

    def refused(self, kind: str, listener: str) -> None:
        """Count what somebody did and was refused, by its kind and its listener's id."""

    def called(self, method: str, outcome: str) -> None:
        """Count a call of Slack's Web API: "ok", Slack's word for the error, or "unreachable"."""

    def sent(self, seconds: float) -> None:
        """Count a message of the outbox, sent so many seconds after it was due."""

    def limited(self, workspace_id: str) -> None:
        """Count a message that Slack's rate limit made wait."""


class Counted(Metrics):
    """The same in a registry of ``prometheus_client``."""

    def __init__(self, registry: CollectorRegistry) -> None:
        from prometheus_client import Counter, Histogram

        self.registry = registry
        self._answers = Histogram(
            "pinchpoint_answer_seconds",
            "How long answers to Slack took, by what was answered.",
            ["kind"],
            buckets=ANSWER_BUCKETS,
            registry=registry,
        )
        self._refusals = Counter(
            "pinchpoint_refusals",
            "What people did and were refused: foreign ids, what is closed, buttons of old versions.",
            ["kind", "listener"],
            registry=registry,
        )
        self._calls = Counter(
            "pinchpoint_slack_calls",
            "Calls of Slack's Web API by method and outcome: ok, Slack's word for the error, or unreachable.",
            ["method", "outcome"],
            registry=registry,
        )
        self._lateness = Histogram(
            "pinchpoint_lateness_seconds",
            "How long after they were due messages were sent.",
            buckets=LATENESS_BUCKETS,
            registry=registry,
        )
        self._limits = Counter(
            "pinchpoint_rate_limits",
            "Messages that Slack's rate limit made wait, by workspace.",
            ["workspace"],
            registry=registry,
        )

    def answered(self, kind: str, seconds: float) -> None:  # noqa: D102 - as above
        self._answers.labels(kind).observe(seconds)

    def refused(self, kind: str, listener: str) -> None:  # noqa: D102
        self._refusals.labels(kind, listener).inc()

    def called(self, method: str, outcome: str) -> None:  # noqa: D102
        self._calls.labels(method, outcome).inc()

    def sent(self, seconds: float) -> None:  # noqa: D102
        self._lateness.observe(max(0.0, seconds))

    def limited(self, workspace_id: str) -> None:  # noqa: D102
        self._limits.labels(workspace_id).inc()


def metrics_for(port: int | None) -> Metrics:
    """Return what counts for a port; without one nothing does. Raises SetupError without the package."""
    if port is None:
        return Metrics()
    if importlib.util.find_spec("prometheus_client") is None:
        raise SetupError(NO_PACKAGE)
    from prometheus_client import CollectorRegistry

    return Counted(CollectorRegistry())
