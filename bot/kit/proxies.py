"""Through which proxy something is reached: one rule for everything that we ask for."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LIKE = {"wss": "https", "ws": "http"}


def proxy_for(url: str) -> str | None:
    """Return the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names for an address, None for none.

    NO_PROXY names hosts that are reached without one; this machine always is.
    """
    parts = urlsplit(url)
    if parts.hostname is None or parts.hostname in LOOPBACK or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxies = getproxies()
    return proxies.get(_LIKE.get(parts.scheme, parts.scheme)) or proxies.get("all")


def wrong_proxies() -> list[str]:
    """Return a sentence for each proxy setting that is no address."""
    return [
        f"{name.upper()}_PROXY is not an address: give one like http://proxy.example:3128."
        for name, value in getproxies().items()
        if name in {"http", "https", "all"} and not _is_proxy(value)
    ]


def _is_proxy(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
