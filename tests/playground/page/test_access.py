"""Who may call the server: this machine's own pages, with the token."""

from __future__ import annotations

import aiohttp
import pytest

from bot.playground.page.access import OTHER_KEYS
from bot.playground.page.site import Site
from bot.playground.slack.server import StandIn


async def status(slack: StandIn, path: str, method: str = "GET", **headers: str) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, slack.url + path, headers=headers) as answer,
    ):
        return answer.status


async def test_every_route_but_the_keyed_ones_asks_for_the_token(site: Site) -> None:
    assert site.slack._runner is not None
    routes = [
        (route.method, route.resource.canonical)
        for route in site.slack._runner.app.router.routes()
        if route.resource is not None
    ]
    assert ("GET", "/ui/outbox") in routes
    for method, path in routes:
        if not path.startswith(OTHER_KEYS) and method != "*":
            concrete = path.replace("{uid}", "UADA").replace("{seq}", "1").replace("{id}", "1")
            assert await status(site.slack, concrete, method) == 403, path


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "[::1]:1", ""])
@pytest.mark.parametrize("path", ["/?token={token}", "/static/js/main.js", "/api/auth.test", "/ui/live"])
async def test_another_name_for_this_machine_is_refused(site: Site, host: str, path: str) -> None:
    assert await status(site.slack, path.format(token=site.page_token), Host=host) == 421


async def test_both_local_names_are_good(site: Site) -> None:
    port = site.slack.url.rpartition(":")[2]
    path = f"/ui/state?token={site.page_token}"
    for name in ("127.0.0.1", "localhost"):
        assert await status(site.slack, path, Host=f"{name}:{port}", Origin=f"http://{name}:{port}") == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_is_refused_even_with_the_token(site: Site, origin: str) -> None:
    assert await status(site.slack, f"/ui/state?token={site.page_token}", Origin=origin) == 403
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{site.slack.url}/ui/live?token={site.page_token}", origin=origin)
        assert refused.value.status == 403


async def test_it_listens_on_this_machine_only(site: Site) -> None:
    assert site.slack._runner is not None
    assert [address[0] for address in site.slack._runner.addresses] == ["127.0.0.1"]
