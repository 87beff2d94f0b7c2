"""What a client does with addresses that are none, and with servers that say what makes no sense."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websockets
from websockets.http11 import Request, Response

from wshygiene_reference import WebSocketClient
from wshygiene_reference.client import Backoff, ClientState

from .conftest import PATIENCE, until


@pytest.mark.parametrize(
    ("uri", "why"),
    [
        ("http://example.org/", "scheme isn't ws or wss"),
        ("example.org:8765", "scheme isn't ws or wss"),
        ("ws:///path", "hostname isn't provided"),
        ("ws://example.org:99999/", "Port out of range"),
        ("ws://[::1/", "Invalid IPv6 URL"),
        ("ws://example.org/#top", "fragment identifier is meaningless"),
        (5, ""),
    ],
)
def test_an_address_that_is_none_is_refused_at_once(uri: Any, why: str) -> None:
    with pytest.raises(ValueError, match=rf"uri = {re.escape(repr(uri))} cannot be connected to: {re.escape(why)}"):
        WebSocketClient(uri)


def test_tls_for_an_address_without_it_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="has to begin with wss://"):
        WebSocketClient("ws://example.org/", ssl=ssl.create_default_context())


@asynccontextmanager
async def a_server_that_says(*frames: str | bytes) -> AsyncIterator[str]:
    """Says all of that to everybody who comes, and answers nothing."""

    async def handler(ws: ServerConnection) -> None:
        for frame in frames:
            await ws.send(frame)
        await ws.wait_closed()

    async with serve_websockets(handler, "127.0.0.1", 0, ping_interval=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


ODD = (
    {"type": "event", "room": ["job:1"]},
    {"type": "event", "room": None, "data": 1},
    {"type": "progress", "data": None},
    {"type": "progress", "data": ["s"]},
    {"type": "progress", "data": {"sessionId": ["s"]}},
    {"type": "progress.unheard-of", "data": {"sessionId": "s"}},
    {"type": "ack", "id": [1]},
    {"type": "error", "id": {}},
    {"type": ["event"]},
    ["event"],
    7,
)


@pytest.mark.asyncio
async def test_what_makes_no_sense_is_ignored_and_the_rest_is_heard() -> None:
    frames = [*map(json.dumps, ODD), "{", b"\x00", '{"type": "event", "room": "job:1", "data": "heard"}']
    heard: list[Any] = []
    async with a_server_that_says(*frames) as uri, WebSocketClient(uri, timeout=0.2) as client:
        client.subscribe("job:1", heard.append)
        await until(lambda: bool(heard))
        assert heard == ["heard"]
        assert (client.state, client.stats.connections) == (ClientState.CONNECTED, 1)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "heeded"),
    [("soon", 0), (None, 0), (-5, 0), (float("nan"), 0), (20, 20), (1e300, 3600), (float("inf"), 3600)],
)
async def test_no_server_keeps_a_client_away_for_ever(asked: Any, heeded: float) -> None:
    async with a_server_that_says(json.dumps({"type": "serverShutdown", "retry_after": asked})) as uri:
        client = WebSocketClient(uri, timeout=0.2)
        told: list[Any] = []
        client.on_event(lambda event: told.append(event.details.get("retry_after")))
        async with client:
            await until(lambda: len(told) == 2)
        assert told[1] == heeded


@pytest.mark.asyncio
@pytest.mark.parametrize(("header", "least", "most"), [("9" * 400, 3600, 3600), ("\u00b2", 0, 0.05), ("-1", 0, 0.05)])
async def test_nor_does_an_odd_header(header: str, least: float, most: float) -> None:
    def refuse(ws: ServerConnection, request: Request) -> Response:
        response = ws.respond(503, "full\n")  # type: ignore[arg-type]
        response.headers["Retry-After"] = header
        return response

    async with serve_websockets(_nothing, "127.0.0.1", 0, process_request=refuse) as server:
        uri = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with WebSocketClient(uri, backoff=Backoff(0.01, 0.05)) as client:
            await until(lambda: client.stats.last_wait > 0)
            assert least <= client.stats.last_wait <= most


async def _nothing(ws: ServerConnection) -> None:
    """Where nobody gets."""


@pytest.mark.asyncio
async def test_what_ends_a_client_is_told_to_whoever_waits(
    caplog: pytest.LogCaptureFixture, unused_tcp_port_factory: Callable[[], int]
) -> None:
    async with WebSocketClient("ws://a..b/") as client:  # no name of a host, which only looking it up says
        with pytest.raises(ConnectionError, match=r"given up: Unicode.*Error"):
            await client.connected(PATIENCE)
    assert "the client of ws://a..b/ has failed" in caplog.text
    uri = f"ws://127.0.0.1:{unused_tcp_port_factory()}/"
    async with WebSocketClient(uri, backoff=Backoff(0.01, 0.05), max_attempts=1) as client:
        with pytest.raises(ConnectionError, match=r"given up: .*Connect call failed"):
            await client.connected(PATIENCE)


@pytest.mark.asyncio
async def test_waiting_for_a_client_that_is_closed_or_was_never_opened(unused_tcp_port: int) -> None:
    client = WebSocketClient(f"ws://127.0.0.1:{unused_tcp_port}/", backoff=Backoff(60, 60))
    with pytest.raises(RuntimeError, match="the client is new"):
        await client.connected()
    async with client:
        with pytest.raises(TimeoutError, match=r"no connection within 0\.2 s: .*Connect call failed"):
            await client.connected(0.2)
        waiting = asyncio.create_task(client.connected())
        await asyncio.sleep(0)
        await client.aclose()
        with pytest.raises(ConnectionError, match="given up"):
            await waiting
