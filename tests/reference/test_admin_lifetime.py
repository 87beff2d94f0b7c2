"""The admin API ends with its manager, whoever still talks to it, and takes nothing of the process that it runs in."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from .administering import caller, head, operating
from .conftest import PATIENCE, Serve, until
from .raw_peer import RawPeer

asynchronous = pytest.mark.asyncio


async def _quiet(scope: Any, receive: Any, send: Any) -> None:
    """A stream that has said something, and waits for more until its peer has gone."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


@asynchronous
async def test_a_stream_ends_by_itself_when_the_server_does(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve, {"/dashboard": _quiet}) as (_, operation), caller(operation) as http:
        async with http.stream("GET", "/dashboard/stream") as stream:
            chunks = stream.aiter_bytes()
            assert await anext(chunks) == b"hello"
            await operation.__aexit__(None, None, None)
            assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
            with pytest.raises(httpx.RemoteProtocolError):
                await anext(chunks)


class _Endless:
    """Chunks without end; no generator, which would be left where it is when its answer is broken off."""

    def __aiter__(self) -> _Endless:
        return self

    async def __anext__(self) -> bytes:
        await asyncio.sleep(0.001)
        return b"x" * 1_000_000


async def _endless(request: Request) -> StreamingResponse:
    return StreamingResponse(_Endless())


@asynchronous
async def test_it_stops_in_time_whoever_is_still_there(serve: Serve) -> None:
    mounts = {"/dashboard": Starlette(routes=[Route("/stream", _endless)])}
    async with operating(serve, mounts) as (manager, operation), caller(operation) as http:
        assert operation.admin is not None
        assert operation.admin._server is not None
        port = operation.admin.port
        async with (
            http.stream("GET", "/dashboard/stream") as stream,
            RawPeer(port, 4096) as deaf,
            RawPeer(port) as slow,
        ):
            await deaf.send(head("GET /dashboard/stream"))
            await slow.send(head("POST /api/websocket/broadcast", "Content-Length: 10") + b"{")
            chunks = stream.aiter_bytes()
            assert await anext(chunks)
            connections = operation.admin._server.server_state.connections
            await until(lambda: [each for each in connections if each.flow.write_paused], "one that does not read")
            await manager.shutdown()
            async with asyncio.timeout(PATIENCE):
                await operation.__aexit__(None, None, None)
            assert operation.admin.connections == 0
            with pytest.raises(httpx.RemoteProtocolError):
                async for _ in chunks:
                    pass
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        pass


@asynchronous
async def test_it_takes_nothing_of_the_process_and_answers_without_delay(serve: Serve) -> None:
    """uvicorn would take the handlers of signals, and set the loggers up; asyncio would wait for acknowledgements."""
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    loggers = [logging.getLogger(name) for name in ("uvicorn", "uvicorn.error", "uvicorn.access")]
    before = [(each.level, each.propagate, list(each.handlers)) for each in loggers]
    async with operating(serve) as (_, operation), caller(operation) as http:
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
        assert (await http.get("/health", headers={"X-Forwarded-For": "192.0.2.1"})).status_code == 200
        assert [(each.level, each.propagate, list(each.handlers)) for each in loggers] == before
        assert operation.admin is not None
        assert operation.admin._server is not None
        (connection,) = operation.admin._server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
