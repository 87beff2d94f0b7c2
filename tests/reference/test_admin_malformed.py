"""A request to the admin API that is no use is refused, with what is wrong about it, on real sockets."""

from __future__ import annotations

import pytest

from .administering import JSON, caller, head, operating, raw, told
from .conftest import Serve

pytestmark = pytest.mark.asyncio


async def test_there_is_one_way_to_write_a_path(serve: Serve) -> None:
    paths = """
        //health /health// /./health /api/../health /api/%2e%2e/health /api/%2E./health /%2fhealth
        /api%2fwebsocket/stats /api/websocket\\stats /api/websocket%5cstats /health%00 /health%0d%0aX:1
        /health/.. http://localhost/health * health /dashboard/../metrics /dashboard/%2e%2e/metrics
        /api/websocket/client/..%2f..%2fstats
    """
    async with operating(serve) as (_, operation), caller(operation, None) as http:
        for path in paths.split():
            assert told(await raw(operation, head(f"GET {path}")))[0] == 400, path
        for path in ("/health/", "/HEALTH", "/health;a", "/healthz", "/dashboards", "/api/websocket/health/x"):
            assert (await http.get(path)).status_code == 401, f"{path} is not open"
        for path in ("/health/", "/metrics/", "/api/websocket/client/a/b", "/h%C3%A4lth", "/health%ff"):
            assert told(await raw(operation, head(f"GET {path}")))[0] == 404, path


async def test_bodies_that_are_no_use_are_refused(serve: Serve) -> None:
    deep = b'{"data":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    bodies: list[tuple[bytes, str, int]] = [
        (b"", JSON, 400),
        (b"{}", JSON, 400),
        (b"[]", JSON, 400),
        (b"{", JSON, 400),
        (b'{"data":1,"dta":2}', JSON, 400),
        (b'{"data":NaN}', JSON, 400),
        (b'{"data":1e999}', JSON, 400),
        (b'{"data":' + b"9" * 60_000 + b"}", JSON, 400),
        (b'{"data":"\xff"}', JSON, 400),
        (deep, JSON, 400),
        (b'{"data":' + b'{"a":' * 40 + b"1" + b"}" * 41, JSON, 400),
        (b'{"data":1}', "Content-Type: text/plain", 415),
        (b'{"data":1}', "X: y", 415),
        (b"data=1", "Content-Type: application/x-www-form-urlencoded", 415),
        (b'{"data":"' + b"x" * 70_000 + b'"}', JSON, 413),
    ]
    async with operating(serve) as (manager, operation):
        for body, kind, status in bodies:
            request = head("POST /api/websocket/broadcast", kind, f"Content-Length: {len(body)}") + body
            assert told(await raw(operation, request))[0] == status, body[:40]
        chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
        chunked = head("POST /api/websocket/broadcast", JSON, "Transfer-Encoding: chunked") + chunk * 3 + b"0\r\n\r\n"
        assert told(await raw(operation, chunked))[0] == 413, "a body that does not say how long it is"
        both = ("Content-Length: 3", "Transfer-Encoding: chunked")
        assert told(await raw(operation, head("POST /api/websocket/cleanup", JSON, *both) + b"0\r\n\r\n"))[0] == 400
        for session in ('"\\ud800"', '""', "1", "null", '"' + "x" * 9000 + '"'):
            body = b'{"session":' + session.encode() + b"}"
            request = head("POST /api/websocket/cleanup", JSON, f"Content-Length: {len(body)}") + body
            assert told(await raw(operation, request))[0] == 400, session
        assert manager.outbox_counts.sent == 0
        assert not operation.audit.entries


async def test_parameters_that_are_no_use_are_named_with_what_would_be(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation) as http:
        for query, detail in (
            ("limt=1", "'limt' is no parameter here; did you mean `limit`?"),
            ("limit=0", "`limit` must be a whole number from 1 to 1000"),
            ("limit=1001", "`limit` must be a whole number from 1 to 1000"),
            ("limit=%D9%A3", "`limit` must be a whole number from 1 to 1000"),
            ("limit=1&limit=2", "the parameter `limit` comes 2 times"),
            ("after=nan_x", "`after` must be the `next` of an earlier page"),
        ):
            answer = await http.get(f"/api/websocket/clients?{query}")
            assert (answer.status_code, answer.json()["detail"]) == (400, detail)


async def test_what_is_not_http_is_told_so_and_hung_up_on(serve: Serve) -> None:
    async with operating(serve) as (_, operation):
        tls = bytes.fromhex("16030100c8010000c40303") + bytes(200)
        wrong: list[bytes] = [
            b"hello\r\n\r\n",
            tls,
            b"GET /health HTTP/1.1\r\n\r\n",
            b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET /health\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
            b"POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        ]
        for request in wrong:
            assert told(await raw(operation, request)) == (400, "this is no HTTP/1.1 request"), request[:40]
        assert operation.audit.refused == {"not HTTP": len(wrong)}
        for request in (head("GET /health", f"X: {'x' * 20_000}"), head(f"GET /health?{'x' * 20_000}")):
            assert told(await raw(operation, request))[0] == 431
        upgrade = head("GET /health", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
        assert (await raw(operation, upgrade)).startswith(b"HTTP/1.1 200"), "there is nothing to upgrade to"
