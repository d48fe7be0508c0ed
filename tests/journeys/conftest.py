"""The app for the journeys: over HTTP and over Socket Mode, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.app import AppUnderTest, running_app


@pytest.fixture(params=[("http", "sqlite"), ("socket", "postgresql")], ids="-".join)
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Both ways in and both databases, each once: how Slack comes in, and the database's URL."""
    carrier, database = request.param
    return carrier, request.getfixturevalue(f"{database}_url")


@pytest.fixture(
    params=[(way, database) for way in ("http", "socket") for database in ("sqlite", "postgresql")],
    ids="-".join,
)
def every_place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Both ways in on both databases."""
    carrier, database = request.param
    return carrier, request.getfixturevalue(f"{database}_url")


@pytest.fixture
async def app(place: tuple[str, str], encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    carrier, url = place
    async with running_app(url, encryption_keys, carrier) as app:
        yield app


@pytest.fixture
async def every_app(every_place: tuple[str, str], encryption_keys: str) -> AsyncIterator[AppUnderTest]:
    carrier, url = every_place
    async with running_app(url, encryption_keys, carrier) as app:
        yield app
