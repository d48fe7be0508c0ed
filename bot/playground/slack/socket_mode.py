"""Socket Mode: WebSocket connections of the app, envelopes to any one of them, and their acknowledgements."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.slack.objects import Json
from bot.playground.slack.transport import ACK_SECONDS, Ack, Envelope
from bot.playground.slack.workspace import Workspace

MOST_CONNECTIONS = 10
LIFE_SECONDS = 18_060


class SocketMode:
    """Holds the app's connections; as a transport it sends each payload over one of them in turn."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take a connection in: say hello, then listen for acknowledgements until it closes."""
        ticket = self.workspace.tokens.pop(f"ticket:{request.query.get('ticket', '')}", None)
        if ticket is None:
            return web.Response(status=403, text="invalid ticket")
        if len(self.connections) >= MOST_CONNECTIONS:
            return web.Response(status=429, text="too_many_websockets")
        socket = web.WebSocketResponse(heartbeat=30.0)
        await socket.prepare(request)
        self.connections.append(socket)
        try:
            await socket.send_json(self._hello())
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            self.connections.remove(socket)
        return socket

    def _hello(self) -> Json:
        debug = {"host": "stand-in", "build_number": 1, "approximate_connection_time": LIFE_SECONDS}
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": debug,
            "connection_info": {"app_id": self.workspace.app_id},
        }

    def _acknowledged(self, text: str) -> None:
        try:
            said = json.loads(text)
        except json.JSONDecodeError:
            return
        future = self._waiting.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
        if future is not None and not future.done():
            future.set_result(said.get("payload", ""))

    async def deliver(self, envelope: Envelope, payload: Json, retry: int, reason: str) -> Ack:
        """Send one envelope and wait three seconds for its acknowledgement."""
        alive = [c for c in self.connections if not c.closed]
        if not alive:
            return Ack(failure="dispatch_failed", reason="connection_failed")
        self._turn += 1
        frame: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": envelope,
            "payload": payload,
            "accepts_response_payload": accepts_payload(envelope, payload),
        }
        if envelope == "events_api":
            frame |= {"retry_attempt": retry, "retry_reason": reason}
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[frame["envelope_id"]] = future
        try:
            await alive[self._turn % len(alive)].send_json(frame)
            body = await asyncio.wait_for(future, ACK_SECONDS)
        except TimeoutError:
            return Ack(failure="operation_timeout", reason="http_timeout")
        except ConnectionError:
            return Ack(failure="dispatch_failed", reason="connection_failed")
        finally:
            del self._waiting[frame["envelope_id"]]
        return Ack(200, body)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, as Slack does every few hours, and close it."""
        for socket in list(self.connections):
            frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
            await socket.send_json(frame)
            await socket.close()

    async def close(self) -> None:
        """Close every connection without a word."""
        for socket in list(self.connections):
            await socket.close()


def accepts_payload(envelope: Envelope, payload: Json) -> bool:
    """Tell whether the acknowledgement of this may carry an answer."""
    if envelope == "slash_commands":
        return True
    return envelope == "interactive" and payload["type"] in {"view_submission", "block_suggestion"}
