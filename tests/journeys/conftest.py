"""Companies for the journeys: over HTTP and over Socket Mode, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.journeys.company import Company


async def _company(request: pytest.FixtureRequest, keys: str) -> AsyncIterator[Company]:
    carrier, database = request.param
    company = Company(request.getfixturevalue(f"{database}_url"), keys, carrier)
    await company.open()
    yield company
    await company.close()
    assert company.slack.violations == []


@pytest.fixture(params=[("http", "sqlite"), ("socket", "postgresql")], ids="-".join)
async def company(request: pytest.FixtureRequest, encryption_keys: str) -> AsyncIterator[Company]:
    """Both ways in and both databases, each once."""
    async for one in _company(request, encryption_keys):
        yield one


@pytest.fixture(
    params=[(way, db) for way in ("http", "socket") for db in ("sqlite", "postgresql")], ids="-".join
)
async def every_company(request: pytest.FixtureRequest, encryption_keys: str) -> AsyncIterator[Company]:
    """Both ways in on both databases."""
    async for one in _company(request, encryption_keys):
        yield one
