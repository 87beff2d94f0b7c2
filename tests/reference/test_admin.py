"""What the admin API tells is so, what it does is done, and both are remembered within limits. Real HTTP."""

from __future__ import annotations

import asyncio
import json

import pytest

from wshygiene_reference.admin.audit import AuditLog

from .administering import caller, operating
from .conftest import Serve, client, closed, until
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
