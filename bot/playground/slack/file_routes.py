"""The bytes of files: where an app uploads them, and where they are downloaded."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.playground.slack.objects import StoredFile
from bot.playground.slack.shapes import file_kind
from bot.playground.slack.workspace import Workspace

# Shown in a page; anything else is only ever saved, so that no uploaded page runs beside ours.
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class FileRoutes:
    """``may_download`` says which requests may read files without a bot token."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.may_download: Callable[[web.Request], bool] = lambda request: False

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes for an address that files.getUploadURLExternal gave out."""
        item = self.workspace.files.get(request.match_info["file"])
        if item is None or item.done:
            return web.Response(status=404, text="file_not_found")
        if request.content_type.startswith("multipart/"):
            parts = [v for v in (await request.post()).values() if isinstance(v, web.FileField)]
            item.content = parts[0].file.read() if parts else b""
        else:
            item.content = await request.read()
        item.length = len(item.content)
        return web.Response(text=f"OK - {item.length}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give a file's bytes to whoever bears a bot token or may download."""
        item = self.workspace.files.get(request.match_info["file"])
        if item is None or item.content is None or not self._allowed(request):
            return web.Response(status=404)
        return _bytes_of(item, item.content)

    def _allowed(self, request: web.Request) -> bool:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = self.workspace.tokens.get(bearer)
        return self.may_download(request) or (token is not None and not token.dead)


def _bytes_of(item: StoredFile, content: bytes) -> web.Response:
    kind = file_kind(item.name)
    headers = {"X-Content-Type-Options": "nosniff"}
    if kind in PICTURES:
        return web.Response(body=content, content_type=kind, headers=headers)
    headers["Content-Disposition"] = "attachment"
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)
