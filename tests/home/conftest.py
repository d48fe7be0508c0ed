"""The whole service: what people see of App Home and of commands is what counts."""

from __future__ import annotations

import pytest

from tests.support.app import AppUnderTest


@pytest.fixture
async def app(app: AppUnderTest) -> AppUnderTest:
    await app.settle()
    return app
