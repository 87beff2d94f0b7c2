"""The admin API: what it tells, what it does, and that nothing of it outlives the manager. Real HTTP, real sockets."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

import wshygiene_reference
import wshygiene_reference.admin.views as views
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.operation import Operation

from .administering import TOKEN, caller, head, operating
from .conftest import PATIENCE, Serve, client, closed, until
from .raw_peer import RawPeer
from .test_rooms_and_typing import ask

asynchronous = pytest.mark.asyncio


@asynchronous
async def test_the_figures_are_told_under_their_names(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), client(manager, "/?s1") as ws, caller(operation) as http:
        await ask(ws, "job.subscribe", jobId="7")
        stats = (await http.get("/api/websocket/stats")).json()
        assert (stats["totalConnections"], stats["subscriptions"], stats["memory"]["socketRoomsSize"]) == (1, 1, 1)
        assert stats["performance"]["messagesReceived"] == 1
        assert stats["performance"]["lastCleanup"] is None
        status = (await http.get("/api/websocket/status")).json()
        assert status.keys() == {"status", "metrics", "config", "timestamp"}
        counts = {"totalConnections": 1, "activeConnections": 1, "staleConnections": 0}
        assert status["metrics"] == {**counts, "memoryUsage": status["metrics"]["memoryUsage"]}
        assert status["metrics"]["memoryUsage"] > 1_000_000
        assert (status["status"], status["config"]["max_connections"]) == ("healthy", 10_000)
        assert isinstance(status["timestamp"], int)
        assert (await http.get("/api/images_mvp/websocket/status")).json().keys() == status.keys()


@asynchronous
async def test_an_action_is_done_and_remembered(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http:
        async with client(manager, "/?s1") as one, client(manager, "/?s1") as two, client(manager, "/?s2") as three:
            sent = await http.post("/api/websocket/broadcast", json={"data": {"to": "all"}})
            assert sent.json() == {"delivered": 3}
            assert json.loads(await one.recv()) == {"type": "broadcast", "data": {"to": "all"}}
            cleaned = await http.post("/api/websocket/cleanup/s1")
            assert cleaned.json() == {"disconnected": 2, "ended": 0, "orphans": {}}
            assert [await closed(each) for each in (one, two)] == [1001, 1001]
            (shown,) = (await http.get("/api/websocket/clients")).json()["clients"]
            gone = await http.delete(f"/api/websocket/client/{shown['id']}", params={"reason": "maintenance"})
            assert gone.json() == {"id": shown["id"], "disconnected": True}
            assert (await closed(three), three.close_reason) == (1000, "maintenance")
            assert (await http.delete(f"/api/websocket/client/{shown['id']}")).status_code == 404
            assert (await http.post("/api/websocket/cleanup")).json()["disconnected"] == 0
        audit = (await http.get("/api/websocket/audit")).json()["entries"]
        assert [(each["actor"], each["action"], each["result"]) for each in audit[1:]] == [
            ("admin", "disconnect", "not found"),
            ("admin", "disconnect", "closed"),
            ("admin", "cleanup", "disconnected 2, ended 0, orphans none"),
            ("admin", "broadcast", "sent to 3"),
        ]
        assert audit[-2]["details"] == {"session": "s1"}
        assert len((await http.get("/api/websocket/audit?limit=2")).json()["entries"]) == 2


@asynchronous
async def test_a_broadcast_is_no_larger_than_a_message_may_be(serve: Serve) -> None:
    async with operating(serve, max_message_size=100) as (manager, operation), caller(operation) as http:
        async with client(manager) as ws:
            assert (await http.post("/api/websocket/broadcast", json={"data": "x" * 100})).status_code == 413
            assert (await http.post("/api/websocket/broadcast", json={"data": "x" * 50})).json() == {"delivered": 1}
            assert json.loads(await ws.recv())["data"] == "x" * 50


@asynchronous
async def test_pages_miss_nobody_while_others_come_and_go(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http:
        connections = [await client(manager, f"/?s{number % 2}") for number in range(6)]
        try:
            first = (await http.get("/api/websocket/clients?limit=2")).json()
            assert (first["total"], len(first["clients"])) == (6, 2)
            await connections[0].close()
            await connections[5].close()
            await until(lambda: len(manager.registry) == 4)
            rest = (await http.get("/api/websocket/clients", params={"limit": 100, "after": first["next"]})).json()
            assert (rest["total"], len(rest["clients"]), rest["next"]) == (4, 3, None)
            shown = [each["id"] for each in first["clients"] + rest["clients"]]
            assert len(set(shown)) == 5
            of_session = (await http.get("/api/websocket/clients?session=s1")).json()["clients"]
            assert [each["session"] for each in of_session] == ["s1", "s1"]
            of_user = await http.get("/api/websocket/clients", params={"session": "s1", "user": of_session[0]["user"]})
            assert [each["id"] for each in of_user.json()["clients"]] == [of_session[0]["id"]]
            one = (await http.get(f"/api/websocket/client/{shown[-1]}")).json()
            assert (one["rooms"], one["active"]) == ([f"user:{one['user']}"], True)
        finally:
            for each in connections:
                await each.close()


@asynchronous
async def test_health_and_readiness_follow_the_life_of_the_manager(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation, None) as http, caller(operation) as admin:
        for path in ("/health", "/api/websocket/health"):
            answer = await http.get(path)
            assert (answer.status_code, answer.json()) == (200, {"status": "healthy", "ready": True})
        remove = manager.health_checks.add(lambda: "the attic is full")
        assert (await http.get("/health")).json() == {"status": "degraded", "ready": True}
        assert (await admin.get("/health")).json()["reasons"] == ["the attic is full"], "only for who has a token"
        remove()
        assert (await http.get("/ready")).json() == {"ready": True}
        async with RawPeer(manager.port) as peer:
            await peer.shake_hands()
            leaving = asyncio.create_task(manager.shutdown(grace=10))
            await until(lambda: manager.is_draining)
            for path in ("/health", "/api/websocket/health"):
                answer = await http.get(path)
                assert (answer.status_code, answer.json()) == (503, {"status": "draining", "ready": False})
            answer = await http.get("/ready")
            assert (answer.status_code, answer.json()["reason"]) == (503, "the server is shutting down")
            assert (await admin.get("/api/websocket/stats")).status_code == 200, "it can be watched to its end"
            manager.hurry()
            await leaving


@asynchronous
async def test_everything_is_described_and_answers_as_it_is_described(serve: Serve) -> None:
    async with operating(serve) as (manager, operation), caller(operation) as http, client(manager, "/?s1"):
        document = (await http.get("/openapi.json")).json()
        routes = views.Views(operation_parts(operation)).routes()
        assert {route.path for route in routes} == document["paths"].keys()
        for path, methods in document["paths"].items():
            (route,) = [route for route in routes if route.path == path]
            assert {method.upper() for method in methods} == set(route.methods or ()) - {"HEAD"}, path
            if "get" not in methods or path in ("/metrics", "/openapi.json"):
                continue
            answer = await http.get(path.replace("{clientId}", manager.registry.ids()[0]))
            assert answer.status_code == 200, path
            schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            validator = Draft202012Validator({**schema, "components": document["components"]})
            assert [error.message for error in validator.iter_errors(answer.json())] == [], path


def operation_parts(operation: Operation) -> Any:
    """An operation has all that the views ask for."""
    return operation


@asynchronous
async def test_what_can_be_done_is_told_to_those_who_ask(serve: Serve) -> None:
    async with operating(serve) as (_, operation), caller(operation) as http:
        answer = await http.request("PUT", "/api/websocket/client/1")
        assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "DELETE"})
        for method in ("OPTIONS", "TRACE", "BREW"):
            assert (await http.request(method, "/health")).status_code == 405, method
        answer = await http.head("/health")
        assert (answer.status_code, answer.content) == (200, b"")
        assert int(answer.headers["Content-Length"]) > 0


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


def test_refusals_are_counted_one_by_one_and_logged_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    times = iter((0.0, 1.0, 2.0, 61.0, 62.0, 62.0))
    audit = AuditLog(10, lambda: next(times))
    for reason in (*["no token"] * 5, "odd path"):
        audit.refuse(reason, "192.0.2.1")
    assert audit.refused == {"no token": 5, "odd path": 1}
    assert [record.getMessage() for record in caplog.records] == [
        "refused: no token (from 192.0.2.1, 1 since the last such line)",
        "refused: no token (from 192.0.2.1, 3 since the last such line)",
        "refused: odd path (from 192.0.2.1, 1 since the last such line)",
    ]


def test_the_audit_log_is_bounded() -> None:
    audit = AuditLog(3)
    for number in range(5):
        audit.note("ada", "disconnect", str(number), connection="x" * 10_000)
    assert [each.result for each in audit.entries] == ["2", "3", "4"]
    assert len(audit.entries[0].details["connection"]) == 255


def _start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wshygiene_reference", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
    )


def test_the_command_makes_a_token_tells_it_once_and_stops_on_a_signal() -> None:
    process = _start("--admin-port", "0")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    places = r"admin API on (http://127\.0\.0\.1:\d+)/, dashboard on \1/dashboard/"
    found = re.fullmatch(rf"{places} \(token for this run: (\S{{43}})\)\n", lines[1])
    assert found, lines
    url, token = found.groups()
    assert httpx.get(f"{url}/metrics").status_code == 401
    answer = httpx.get(f"{url}/api/websocket/status", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["status"] == "healthy"
    taken = _start("--admin-port", url.rpartition(":")[2])
    text, _ = taken.communicate(timeout=PATIENCE)
    assert (taken.returncode, text.splitlines()[-1]) == (
        1,
        f"Error: admin_port = {url.rpartition(':')[2]}: cannot listen on 127.0.0.1: Address already in use.",
    )
    process.send_signal(signal.SIGTERM)
    text, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "left 0" in text) == (0, True)
    assert token not in text


PAGE = (Path(wshygiene_reference.__file__).parent / "README.md").read_text("utf-8")


def test_the_page_names_every_endpoint() -> None:
    section = PAGE.partition("## Admin API")[2].partition("\n## ")[0]
    told = re.findall(r"`(GET|POST|DELETE) (/[^`]*)`", section)
    document = json.loads(Path(views.__file__).with_name("openapi.json").read_text("utf-8"))
    paths = {path: methods for path, methods in document["paths"].items() if "images_mvp" not in path}
    assert {(method.upper(), path) for path, methods in paths.items() for method in methods} == set(told)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_print_what_it_shows() -> None:
    (block,) = re.findall(r"```console\n(\$ export .*?)```", PAGE, re.DOTALL)
    steps = dict(re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE))
    set_token, start, *calls = steps
    name, _, token = set_token.removeprefix("export ").partition("=")
    process = _start(*start.split()[3:-1], "0", **{name: token})
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(2)]
    port = re.findall(r":(\d+)/", lines[1])[0]
    assert re.sub(r":\d+/", "", "".join(lines)) == re.sub(r":\d+/", "", steps[start])
    for call in calls:
        done = subprocess.run(
            ["bash", "-c", call.replace("8766", port)],
            env={**os.environ, name: token},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout + "\n" == steps[call], call
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE)


SCHEMATHESIS, VALIDATOR = shutil.which("schemathesis"), shutil.which("openapi-spec-validator")


@pytest.mark.skipif(VALIDATOR is None, reason="openapi-spec-validator is not installed: pip install --group fuzz")
def test_the_description_is_openapi() -> None:
    assert VALIDATOR is not None
    path = Path(views.__file__).with_name("openapi.json")
    done = subprocess.run([VALIDATOR, "--schema", "3.1", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(SCHEMATHESIS is None, reason="schemathesis is not installed: pip install --group fuzz")
@asynchronous
async def test_no_request_that_can_be_derived_from_the_description_breaks_it(serve: Serve, tmp_path: Path) -> None:
    assert SCHEMATHESIS is not None
    async with operating(serve, admin_rate=10_000, admin_burst=10_000) as (manager, operation), client(manager, "/?s1"):
        assert operation.admin is not None
        url, shown = f"{operation.admin.url}/openapi.json", f"Authorization: Bearer {TOKEN}"
        arguments = ["--phases", "coverage,fuzzing", "-n", "5", "--generation-deterministic", "--no-color"]
        run = (SCHEMATHESIS, "run", url, "-H", shown, *arguments)
        process = await asyncio.create_subprocess_exec(
            *run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        assert b"15 passed" in output, output.decode()
