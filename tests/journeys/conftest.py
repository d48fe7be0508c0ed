"""Companies for the journeys: over HTTP and over Socket Mode, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import pytest

from tests.journeys.company import Company


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
async def company(place: tuple[str, str], encryption_keys: str) -> AsyncIterator[Company]:
    async with opened(place, encryption_keys) as one:
        yield one


@pytest.fixture
async def every_company(every_place: tuple[str, str], encryption_keys: str) -> AsyncIterator[Company]:
    async with opened(every_place, encryption_keys) as one:
        yield one


@asynccontextmanager
async def opened(place: tuple[str, str], keys: str, **more: datetime) -> AsyncIterator[Company]:
    """Open a company at a place; ``start`` is its first moment."""
    company = Company(place[1], keys, place[0], **more)
    await company.open()
    try:
        yield company
    finally:
        await company.close()
    assert company.slack.violations == []
