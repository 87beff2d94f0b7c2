"""Everything on, and everything that it leans on fails: what was promised is kept, and how things stand is told."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from websockets.asyncio.client import connect

from wshygiene_reference.operation.history import MetricHistory

from .administering import caller
from .command import Command, told
from .conftest import PATIENCE, Serve, client, until
from .http_receiver import Receiver
from .redis_server import RedisServer, free_port
from .test_rooms_and_typing import ask
from .whole import Viewer, everything

asynchronous = pytest.mark.asyncio
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits of another process are Linux's")
#: Often enough for a test.
OFTEN = {"history_interval": 0.1, "sweep_interval": 0.1, "memory_interval": 0.1, "redis_deadline": 0.3}
HOUR = 3600.0


def kept(history: Path, question: str) -> list[Any]:
    """What is in a history when its server has ended, with nothing left of its log."""
    assert not history.with_name("history.db-wal").exists(), "it was not closed"
    with closing(sqlite3.connect(history)) as db:
        return [row[0] for row in db.execute(question)]


async def reasons(api: Any) -> str:
    """Why a server is not well, in one text."""
    health = (await api.get("/health")).json()
    assert health["ready"], health
    return "; ".join(health["reasons"])


async def becomes(question: Any, wanted: set[str]) -> None:
    """Ask until exactly the wanted of all that may be wrong are told."""
    all_of_them = {"out of reach", "history is not written", "do not reach the web hook"}
    async with asyncio.timeout(PATIENCE):
        while {each for each in all_of_them if each in await question()} != wanted:
            await asyncio.sleep(0.05)


# What it leans on


@linux
@asynchronous
async def test_redis_gone_the_disk_full_and_the_web_hook_down_at_the_same_time(
    redis: RedisServer, tmp_path: Path
) -> None:
    receiver, port = Receiver("200 OK"), free_port()
    options = {"redis_url": redis.url, "webhook_url": f"http://127.0.0.1:{port}", **OFTEN}
    options |= {"connections_alert": 1, "alert_cooldown": 0.5}
    async with Command(tmp_path, **options) as server:
        await server.listening()
        async with server.caller() as api, connect(f"{server.uri}?ada") as ada, connect(f"{server.uri}?grace") as grace:
            await becomes(lambda: reasons(api), {"do not reach the web hook"})
            for ws in (ada, grace):
                await ask(ws, "thread.subscribe", threadId="7")
            redis.kill()
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
            await becomes(lambda: reasons(api), {"out of reach", "history is not written", "do not reach the web hook"})
            before = await told(api)
            assert (before["wshygiene_history_writable"], before["wshygiene_node_connected"]) == (0, 0)
            assert (before["wshygiene_ready"], before["wshygiene_history_rows_lost_total"]) == (1, 0)
            await ask(ada, "typing.start", threadId="7")  # its own clients notice nothing
            assert "isTyping" in await grace.recv()
            async with connect(f"{server.uri}?hedy") as hedy:
                await ask(hedy, "ping")
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            redis.start()
            async with receiver.serving(port):
                await becomes(lambda: reasons(api), set())
                after = await told(api)
            assert (after["wshygiene_history_writable"], after["wshygiene_node_connected"]) == (1, 1)
        server.send(signal.SIGTERM)
        code, said, _ = await server.ended()
    assert (code, "left 0" in said) == (0, True)
    assert receiver.posted
    assert after["wshygiene_history_rows_lost_total"] == 0
    gaps = kept(server.history, "SELECT seconds FROM figure")
    times = kept(server.history, "SELECT at FROM figure")
    assert sum(gaps[1:]) == pytest.approx(times[-1] - times[0], abs=0.5), "no sample is missing in between"


@asynchronous
async def test_leaving_while_all_of_it_is_away_leaves_nothing(serve: Serve, redis: RedisServer, tmp_path: Path) -> None:
    silent = Receiver("silence")
    async with everything(
        serve, redis, tmp_path, silent, webhook_grace=0.1, connections_alert=1, sweep_interval=0.05
    ) as (
        manager,
        operation,
    ):
        async with Viewer(operation).watching(), client(manager, "/?ada") as ada:
            await ask(ada, "thread.subscribe", threadId="7")
            await ask(ada, "typing.start", threadId="7")
            await until(lambda: silent.posted, "an alert is on its way")
            redis.pause()
            (tmp_path / "history.db").unlink()
            (tmp_path / "history.db").write_text("something dear")
            manager.publish("thread:7", "news")
            await until(lambda: operation.history is not None and operation.history.writer.trouble, "it is noticed")
            report = await manager.shutdown()
            redis.resume()
    assert report.left == {}
    assert (tmp_path / "history.db").read_text() == "something dear"


# Clocks


@asynchronous
async def test_a_clock_that_is_set_is_nobodys_end(
    serve: Serve, redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is told to people follows the wall clock; whatever lasts or is due follows the other one."""
    right, offset = time.time, 0.0
    monkeypatch.setattr(time, "time", lambda: right() + offset)
    receiver = Receiver("200 OK")
    async with everything(serve, redis, tmp_path, receiver, history_interval=0.05) as (manager, operation):
        history = operation.history
        assert isinstance(history, MetricHistory)
        history._clock = history.writer._clock = lambda: time.time()  # not the function that it was given once
        async with caller(operation) as api, Viewer(operation).watching() as browser, client(manager, "/?ada") as ada:
            await ask(ada, "thread.subscribe", threadId="7")
            for offset in (0.0, 30 * 24 * HOUR, -365 * 24 * HOUR, 0.0):
                await ask(ada, "typing.start", threadId="7")
                for _ in range(3):
                    history.sample()
                    await manager.cleanup()
                await history.writer.flush()
                assert (await history.latest(1))[0].at == pytest.approx(right() + offset, abs=30)
                assert await history.series("connections", right() + offset - 60)
                stats = (await api.get("/api/websocket/stats")).json()
                assert stats["timestamp"] == pytest.approx(right() + offset, abs=30)
                assert (stats["totalConnections"], stats["typingTimers"]) == (1, 1)
                assert [(await browser.get(page)).status_code for page in ("", "trend", "connections")] == [200] * 3
                manager.alerts.tell("typing", "too many", manager.now())
            await until(lambda: receiver.posted, "the alert got out")
            count = await history.writer.ask(lambda store: len(store.latest(1000)))
            assert (count >= 9, history.writer.lost) == (True, 0), "but for those that are a year old by now"
            assert not manager.counters.closed
            assert len(manager.alerts.recent) == 1, "and it is not told again before its time"
            assert operation.node is not None
            assert operation.node.trouble() is None
            assert await operation.node.presence("thread:7") == 1


# Signals


@asynchronous
async def test_a_signal_during_the_start_ends_it_as_any_other(tmp_path: Path) -> None:
    async with Command(tmp_path) as server:
        async with asyncio.timeout(PATIENCE):
            while not server.history.exists():  # its parts are being started
                await asyncio.sleep(0.001)
        server.send(signal.SIGTERM)
        code, said, complained = await server.ended()
    assert (code, "left 0" in said, complained) == (0, True, "")
    assert len(kept(server.history, "SELECT at FROM figure")) == 1, "the last figures"


@asynchronous
async def test_a_second_signal_during_the_drain_waits_neither_for_peers_nor_for_the_web_hook(
    redis: RedisServer, tmp_path: Path
) -> None:
    """A grace of 10 minutes, which nobody has: peers that do not answer, and a receiver of alerts that does not."""
    silent = Receiver("silence")
    options: dict[str, Any] = {"growth_alert_mb_h": 1e9, "redis_url": redis.url, "connections_alert": 1, **OFTEN}
    options |= dict.fromkeys(
        ("shutdown_grace", "close_timeout", "write_stall", "webhook_grace", "webhook_timeout"), 600
    )
    async with silent.serving() as url, Command(tmp_path, webhook_url=url, **options) as server:
        await server.listening()
        host, _, port = server.uri.removeprefix("ws://").rstrip("/").partition(":")
        peers = [socket.create_connection((host, int(port))) for _ in range(3)]
        for peer in peers:  # who never say anything more, and never close
            peer.sendall(
                f"GET /?{peer.fileno()} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
            )
        async with server.caller() as api:
            await until(lambda: silent.posted, "an alert is on its way")
            server.send(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE):
                while (health := await api.get("/health")).status_code == 200:
                    await asyncio.sleep(0.01)
            assert (health.status_code, health.json()["status"], health.json()["ready"]) == (503, "draining", False)
            assert (await api.get("/ready")).json() == {"ready": False, "reason": "the server is shutting down"}
            metrics = await told(api)
            assert (metrics["wshygiene_draining"], metrics["wshygiene_ready"]) == (1, 0)
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((host, int(port)))
        server.send(signal.SIGTERM)
        code, said, complained = await server.ended()
        for peer in peers:
            peer.close()
    assert (code, "cut off 3, left 0" in said) == (0, True), said
    assert "webhook: 1 alerts were not delivered before the end" in complained, "what was not kept is said"
    assert kept(server.history, "SELECT name FROM alert") == ["connections"]
    async with Redis.from_url(redis.url) as looking:
        assert await looking.keys() == []


# Ports


@asynchronous
@pytest.mark.parametrize("which", ["port", "admin_port"])
async def test_a_port_that_is_taken_is_said_and_leaves_nothing(redis: RedisServer, tmp_path: Path, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        async with Command(tmp_path, **{which: number, "redis_url": redis.url}) as server:
            code, said, complained = await server.ended()
    told_as = f"cannot listen on 127.0.0.1:{number}:" if which == "port" else f"admin_port = {number}: cannot listen on"
    assert (code, said) == (1, "")
    assert complained.splitlines()[-1].startswith(f"Error: {told_as}")
    assert "Traceback" not in complained
    assert len(kept(server.history, "SELECT at FROM figure")) == 1
    async with Redis.from_url(redis.url) as looking:
        assert await looking.keys() == []
