"""The admin API: what it tells, what it does, and that nothing of it outlives the manager. Real HTTP, real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from wshygiene_reference import WebSocketManager
from wshygiene_reference.operation import Operation, OperationConfig

from .conftest import Serve, client, closed
from .test_rooms_and_typing import ask

pytestmark = pytest.mark.asyncio
TOKEN = "a token for the tests"

#: A manager, and what runs beside it.
Operated = tuple[WebSocketManager, Operation]


@asynccontextmanager
async def operating(
    serve: Serve, mounts: Any = (), **changes: Any
) -> AsyncIterator[tuple[WebSocketManager, Operation]]:
    """A manager with its admin API; settings of either may be changed."""
    mine = {name: changes.pop(name) for name in list(changes) if name in OperationConfig.__slots__}
    config = OperationConfig(**{"admin_port": 0, "admin_token": TOKEN, **mine})
    async with serve(**changes) as manager:
        operation = Operation(manager, config)
        operation.mounts.update(mounts)
        async with operation:
            yield manager, operation


def caller(operation: Operation, token: str | None = TOKEN, **options: Any) -> httpx.AsyncClient:
    """Somebody who shows a token; None stands for somebody who shows none."""
    assert operation.admin is not None
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=operation.admin.url, headers=headers, **options)


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
            assert (await http.delete(f"/api/websocket/client/{shown['id']}")).json()["disconnected"] is True
            assert (await closed(three), three.close_reason) == (1000, "disconnected by admin")
            assert (await http.delete(f"/api/websocket/client/{shown['id']}")).status_code == 404
            assert (await http.post("/api/websocket/cleanup")).json()["disconnected"] == 0
        audit = (await http.get("/api/websocket/audit")).json()["entries"]
        assert [(each["actor"], each["action"], each["result"]) for each in audit[1:]] == [
            ("admin", "disconnect", "not found"),
            ("admin", "disconnect", "closed"),
            ("admin", "cleanup", "SweepReport(closed=0, orphans={})"),
            ("admin", "broadcast", "sent to 3"),
        ]
        assert audit[-2]["details"] == {"session": "s1"}
