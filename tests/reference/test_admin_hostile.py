"""Who calls the admin API slowly, too often, or breaks off, burdens nobody and leaves nothing, on real sockets."""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from typing import Any

import pytest

from wshygiene_reference.admin import guard

from .administering import JSON, STATS, caller, head, operating, raw
from .conftest import Serve, client, until
from .raw_peer import RawPeer

pytestmark = pytest.mark.asyncio


async def test_who_is_slow_is_cut_off_whatever_they_are_slow_at(serve: Serve) -> None:
    """Sending nothing, a part of the head, a part of the body, a byte now and then, and not reading the answer."""
    async with operating(serve, admin_timeout=2.0, admin_rate=1e6, admin_burst=10**6) as (_, operation):
        assert operation.admin is not None
        port = operation.admin.port

        async def trickles() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            reading = asyncio.create_task(reader.read())
            try:
                for byte in head(STATS):
                    if reading.done() or writer.is_closing():
                        break
                    writer.write(bytes([byte]))
                    await asyncio.sleep(0.05)
                await asyncio.wait([reading])
                assert reading.exception() is not None or reading.result() == b"", "it was never answered"
            finally:
                writer.close()

        async def does_not_read() -> None:
            request = head("GET /metrics").replace(b"Connection: close\r\n", b"")
            async with RawPeer(port, 4096) as peer:
                await peer.send(request * 2000)
                await until(lambda: operation.audit.refused["reads too slowly"])

        body = head("POST /api/websocket/broadcast", JSON, "Content-Length: 100") + b'{"data'
        half = [raw(operation, request) for request in (b"", b"GET /hea", head(STATS)[:-2], body)]
        async with caller(operation) as http:
            slow = asyncio.gather(*half, trickles(), does_not_read())
            while not slow.done():
                assert (await http.get("/health")).status_code == 200, "others notice nothing"
                await asyncio.sleep(0.05)
            await slow
        told_apart = "a connection on which nothing was ever sent, which browsers keep ready, is no refusal"
        assert operation.audit.refused["sends too slowly"] == 4, told_apart


async def test_a_connection_without_requests_ends_and_one_too_many_is_none(serve: Serve) -> None:
    async with operating(serve, admin_max_connections=3) as (_, operation):
        assert operation.admin is not None
        port = operation.admin.port
        async with RawPeer(port) as one, RawPeer(port) as two, RawPeer(port) as three:
            for peer in (one, two, three):
                await peer.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert b"200 OK" in await peer.read()
            assert await raw(operation, head("GET /health")) == b""
            assert operation.audit.refused == {"too many connections": 1}
        await until(lambda: operation.admin and not operation.admin.connections)
        async with caller(operation) as http:
            assert (await http.get("/health")).status_code == 200


async def test_who_asks_too_often_waits_and_nobody_else_does(serve: Serve) -> None:
    async with operating(serve, admin_rate=0.1, admin_burst=3) as (_, operation):
        async with caller(operation, None) as stranger, caller(operation) as admin:
            answers = [await stranger.get("/health") for _ in range(5)]
            assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
            assert 1 <= int(answers[-1].headers["Retry-After"]) <= 10
            assert (await admin.get("/health")).status_code == 200
        assert operation.audit.refused == {"too many requests": 2}


async def test_who_called_long_ago_is_not_remembered(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "CALLERS", 1)
    async with operating(serve, admin_rate=0.01, admin_burst=1) as (_, operation):
        async with caller(operation, None) as stranger, caller(operation) as admin:
            answers = [await each.get("/health") for each in (stranger, stranger, admin, stranger)]
            assert [answer.status_code for answer in answers] == [200, 429, 200, 200], "one at most is remembered"


async def test_a_connection_may_rest_between_requests(serve: Serve) -> None:
    async with operating(serve, admin_timeout=0.1) as (_, operation), caller(operation) as http:
        assert (await http.get("/health")).status_code == 200
        await asyncio.sleep(0.3)
        assert operation.admin is not None
        assert operation.admin.connections == 1
        assert not operation.audit.refused


async def test_who_does_not_take_the_last_bytes_is_cut_off(serve: Serve) -> None:
    async with operating(serve, admin_timeout=0.2) as (_, operation):
        assert operation.admin is not None
        assert operation.admin._server is not None
        (listener,) = operation.admin._server.servers[0].sockets
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        async with RawPeer(operation.admin.port, 4096) as peer:
            await peer.send(head("GET /openapi.json"))
            await until(lambda: operation.admin and operation.admin.connections)
            await until(lambda: operation.admin and not operation.admin.connections, "its end")


async def test_hostile_names_are_shown_as_what_they_are(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http:
        hostile = b"<script>alert(1)</script>%00%ED%A0%80%F0%9F%92%A5" + b"x" * 5000
        async with RawPeer(manager.port) as peer:
            handshake = b"GET /?" + hostile + b" HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            handshake += b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            await peer.send(handshake + b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            assert b"101" in await peer.read()
            await until(lambda: len(manager.registry) == 1)
            answer = await http.get("/api/websocket/clients")
            assert answer.headers["Content-Type"] == "application/json"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "script-src" not in answer.headers["Content-Security-Policy"]
            (shown,) = answer.json()["clients"]
            assert shown["session"] == next(iter(manager.registry)).identity.session  # type: ignore[union-attr]
            assert "x" * 100 not in (await http.get("/metrics")).text


async def test_an_error_of_ours_says_nothing_of_the_inside(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http:
        manager.stats = _broken  # type: ignore[method-assign]
        answer = await http.get("/api/websocket/stats")
        assert (answer.status_code, answer.json()["detail"]) == (500, "it failed; the log says why")
        assert "secret" not in answer.text
        (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert (record.name, record.getMessage()) == (
            "wshygiene_reference.admin",
            "GET stats failed",
        )
        assert (await http.get("/health")).status_code == 200


def _broken() -> dict[str, object]:
    raise RuntimeError("a secret of the inside")


async def test_who_hangs_up_in_the_middle_leaves_nothing_and_no_noise(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    async with operating(serve) as (_, operation), caller(operation) as http:
        assert operation.admin is not None
        for cut in (head(STATS)[:20], head("POST /api/websocket/cleanup", JSON, "Content-Length: 9") + b"{"):
            async with RawPeer(operation.admin.port) as peer:
                await peer.send(cut)
        async with RawPeer(operation.admin.port) as peer:
            await peer.send(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200 OK" in await peer.read()
            peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not an end
        assert (await http.get("/health")).status_code == 200
        await asyncio.sleep(0.05)
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
        assert not operation.audit.refused


async def test_however_many_call_it_is_as_it_was(serve: Serve, wshygiene_churn: Any) -> None:
    async with operating(serve, admin_rate=1e6, admin_burst=10**6) as (manager, operation), client(manager):
        assert operation.admin is not None
        half = head("POST /api/websocket/cleanup", JSON, "Content-Length: 9") + b"{"

        async def calls() -> None:
            assert operation.admin is not None
            for request in (head(STATS), head("GET /metrics"), head(STATS, token="-"), head("GET //x"), b"no\r\n\r\n"):
                assert await raw(operation, request)
            for cut in (b"", half):
                async with RawPeer(operation.admin.port) as peer:
                    await peer.send(cut)
            await until(lambda: operation.admin and not operation.admin.connections)

        await wshygiene_churn(calls)
