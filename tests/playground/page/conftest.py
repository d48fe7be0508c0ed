"""A stand-in with its page, without the app."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.playground.page.site import Site
from bot.playground.slack.server import StandIn
from tests.playground.conftest import add_people
from tests.playground.page_client import Page, open_page
from tests.support.clock import SettableClock


@pytest.fixture
async def site(clock: SettableClock) -> AsyncIterator[Site]:
    site = Site(StandIn(clock))
    await site.start()
    add_people(site.slack)
    yield site
    await site.stop()


@pytest.fixture
def slack(site: Site) -> StandIn:
    return site.slack


@pytest.fixture
async def page(site: Site) -> AsyncIterator[Page]:
    async with open_page(site) as page:
        yield page
