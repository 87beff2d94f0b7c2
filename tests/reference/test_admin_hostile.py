"""Nobody gets in who does not belong, and nobody who does not belong is a burden. Real sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import struct
from pathlib import Path
from typing import Any

import pytest

from wshygiene_reference import ConfigError
from wshygiene_reference.admin import guard
from wshygiene_reference.admin.access import AccessTokens
from wshygiene_reference.operation import OperationConfig

from .administering import TOKEN, caller, head, operating, raw
from .conftest import Serve, client, until
from .raw_peer import RawPeer

pytestmark = pytest.mark.asyncio

STATS = "GET /api/websocket/stats"


def told(answer: bytes) -> tuple[int, str]:
    """Status and detail of an error, which always has the same shape."""
    start, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in start.lower(), answer
    problem = json.loads(body)
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert start.split()[1] == str(problem["status"]).encode()
    return problem["status"], problem["detail"]


async def test_without_a_good_token_there_is_nothing_to_see(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve) as (_, operation):
        for token in ("wrong", TOKEN + "x", TOKEN[:-1], TOKEN.upper()):
            async with caller(operation, token) as http:
                for path in ("/api/websocket/stats", "/metrics", "/openapi.json", "/nothing", "/health"):
                    answer = await http.get(path)
                    assert (answer.status_code, answer.json()["detail"]) == (401, "this token is not known")
                    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        async with caller(operation, None) as http:
            for method, path in (("GET", "/metrics"), ("POST", "/api/websocket/broadcast"), ("OPTIONS", "/nothing")):
                answer = await http.request(method, path)
                assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
        twice = f"Bearer {TOKEN}\r\nAuthorization: Bearer {TOKEN}"
        for shown in (f"Basic {TOKEN}", TOKEN, twice, "Bearer \xff", "Bearer", ""):
            request = head(STATS, f"Authorization: {shown}", token=None)
            assert told(await raw(operation, request))[0] == 401
        assert operation.audit.refused == {"unknown token": 26, "no token": 3}
    refusals = [record.getMessage() for record in caplog.records if "refused" in record.getMessage()]
    assert len(refusals) == 2, "once for each reason"
    assert TOKEN not in caplog.text


async def test_a_token_in_the_address_is_refused_even_if_it_is_good(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation, None) as http, caller(operation) as admin:
        for name in ("token", "access_token", "Token", "api_key"):
            for each in (http, admin):
                answer = await each.get("/api/websocket/stats", params={name: TOKEN})
                assert (answer.status_code, answer.json()["detail"][:21]) == (400, "addresses end in logs")
                assert TOKEN not in answer.text


async def test_a_token_without_the_role_may_look_and_not_touch(serve: Serve, tmp_path: Path) -> None:
    file = tmp_path / "tokens.toml"
    watcher, keeper = "the-token-of-prometheus", "the-token-of-the-keeper"
    file.write_text(f'[users.prometheus]\ntoken = "{watcher}"\n[users.ada]\ntoken = "{keeper}"\nroles = ["admin"]\n')
    async with operating(serve, admin_tokens=str(file)) as (manager, operation), client(manager) as ws:
        async with caller(operation, watcher) as http:
            assert (await http.get("/metrics")).status_code == 200
            client_path = f"/api/websocket/client/{manager.registry.ids()[0]}"
            for method, path in (("DELETE", client_path), ("POST", "/api/websocket/cleanup")):
                answer = await http.request(method, path)
                assert (answer.status_code, answer.json()["detail"]) == (403, "this token may only look")
        assert (await ws.ping()) is not None
        async with caller(operation, keeper) as http:
            assert (await http.post("/api/websocket/cleanup")).status_code == 200
        assert [each.actor for each in operation.audit.entries] == ["ada"]


async def test_tokens_are_long_or_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^admin_token = \(secret\) is too short: at least 16 characters\.$"):
        OperationConfig(admin_token="short")
    made = [AccessTokens(OperationConfig(admin_port=0)).made for _ in range(2)]
    assert made[0] != made[1]
    assert all(len(each or "") == 43 for each in made)
    assert AccessTokens(OperationConfig(admin_token=TOKEN)).made is None
    assert OperationConfig(admin_token=TOKEN).shown()["admin_token"] == "(set)"
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read"):
        AccessTokens(OperationConfig(admin_tokens=str(tmp_path / "nowhere.toml")))


async def test_a_page_elsewhere_gets_in_neither_by_origin_nor_by_name(serve: Serve) -> None:
    async with operating(serve, admin_names="ws.example, Ops.Example") as (_, operation):
        assert operation.admin is not None
        port = operation.admin.port
        for host in ("evil.example", "localhost.evil.example", "ws.example.evil", "", "127.0.0.1.evil.example", "[::1"):
            async with caller(operation, Host=host) as http:
                assert (await http.get("/health")).status_code == 421, host
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "[::1]:1", "192.0.2.7", "ops.example:80", "WS.EXAMPLE"):
            async with caller(operation, Host=host) as http:
                assert (await http.get("/health")).status_code == 200, host
                assert (await http.get("/health", headers={"Origin": f"https://{host}"})).status_code == 200
                for origin in (
                    "https://evil.example",
                    "null",
                    "http://localhost:1",
                    "",
                    f"https://{host}.evil.example",
                ):
                    answer = await http.post("/api/websocket/cleanup", headers={"Origin": origin})
                    assert (answer.status_code, answer.json()["detail"]) == (403, "this origin is not allowed")
                    assert not [name for name in answer.headers if name.startswith("access-control")]
        assert not operation.audit.entries, "nothing was cleaned up"


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


JSON = "Content-Type: application/json"


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


async def test_who_is_slow_is_cut_off_whatever_they_are_slow_at(serve: Serve) -> None:
    """Sending nothing, a part of the head, a part of the body, a byte now and then, and not reading the answer."""
    async with operating(serve, admin_timeout=0.5, admin_rate=1e6, admin_burst=10**6) as (_, operation):
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


async def test_it_listens_on_other_addresses_too(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with operating(serve, admin_host="::1") as (_, operation), caller(operation) as http:
        assert operation.admin is not None
        assert operation.admin.url == f"http://[::1]:{operation.admin.port}"
        assert (await http.get("/api/websocket/stats")).status_code == 200
    assert "without TLS" not in caplog.text
    async with operating(serve, admin_host="0.0.0.0"):
        assert "the admin API listens on 0.0.0.0, without TLS: put a proxy before it" in caplog.text
    with pytest.raises(ConfigError, match=r"^admin_port = 0: cannot listen on nowhere\.invalid: "):
        async with operating(serve, admin_host="nowhere.invalid"):
            pass
    with pytest.raises(ConfigError, match=r"^admin_port = 70000 is out of range: 0 to 65535 port\.$"):
        OperationConfig(admin_port=70000)
