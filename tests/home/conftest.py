"""A company with its service running: what people see of App Home and of commands is what counts."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.journeys.company import Company


@pytest.fixture
async def company(sqlite_url: str, encryption_keys: str) -> AsyncIterator[Company]:
    """Ada, Eli, Mei and Noor, over HTTP."""
    one = Company(sqlite_url, encryption_keys, "http")
    await one.open()
    await one.settle()
    yield one
    await one.close()
    assert one.slack.violations == []
