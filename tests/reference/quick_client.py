"""A client that does not wait long, and a server that does what the manager never would."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import serve as serve_websockets

from wshygiene_reference import WebSocketClient
from wshygiene_reference.client import Backoff


def quick(uri: str, **options: Any) -> WebSocketClient:
    """A client that does not wait long, since tests do not."""
    return WebSocketClient(uri, **{"backoff": Backoff(0.01, 0.05), "timeout": 5.0, **options})


def names(client: WebSocketClient) -> list[str]:
    """The events of a client, by name, as they come."""
    heard: list[str] = []
    client.on_event(lambda event: heard.append(event.name))
    return heard


@asynccontextmanager
async def a_server(handler: Any, **options: Any) -> Any:
    """A server of the library's with a handler of our own, for what the manager would never do."""
    async with serve_websockets(handler, "127.0.0.1", 0, ping_interval=None, **options) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for task in server.handler_tasks:  # or the server would wait for a deaf one for ever
            task.cancel()
