"""A client connects anew when it has to, not more often than it may, and gives up when it should."""

from __future__ import annotations

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection

from wshygiene_reference import CloseCode, Credentials, Identity
from wshygiene_reference.client import Backoff, ClientEvent, ClientState

from .conftest import PATIENCE, Serve, address, until
from .quick_client import a_server, names, quick

pytestmark = pytest.mark.asyncio


async def test_a_watcher_that_fails_ends_nothing(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: ClientEvent) -> None:
        raise RuntimeError("on purpose")

    async with serve() as manager, quick(address(manager)) as client:
        client.on_event(fail)
        heard = names(client)
        await client.connected(PATIENCE)
        (connection,) = manager.registry
        connection.abort()
        await until(lambda: client.stats.connections == 2, "it comes back")
        assert await client.request("ping") == "pong"
    assert heard == ["connected", "disconnected", "connected", "disconnected", "closed"]
    assert "a watcher of connected failed" in caplog.text


async def test_a_server_that_accepts_and_closes_at_once_is_not_stormed() -> None:
    async def handler(ws: ServerConnection) -> None:
        await ws.close(1013)

    async with a_server(handler) as uri, quick(uri, backoff=Backoff(0.05, 10, 2), min_uptime=5) as client:
        await until(lambda: client.stats.connections == 4)
        assert client.backoff.attempt >= 3, "opening alone does not reset the waits"


async def test_a_connection_that_held_resets_the_waits() -> None:
    async def handler(ws: ServerConnection) -> None:
        await asyncio.sleep(0.1)
        await ws.close(1013)

    async with a_server(handler) as uri, quick(uri, min_uptime=0.05) as client:
        await until(lambda: client.stats.connections == 3)
        assert client.backoff.attempt <= 1


@pytest.mark.parametrize("code", [1000, 4400, 4401, 4403])
async def test_a_close_that_says_do_not_come_back_is_heeded(code: int) -> None:
    async def handler(ws: ServerConnection) -> None:
        await ws.close(code)

    async with a_server(handler) as uri, quick(uri) as client:
        await until(lambda: client.state is ClientState.CLOSED)
        assert (client.stats.connections, client.stats.last_close_code) == (1, code)


async def test_an_unknown_token_is_not_shown_twice(serve: Serve) -> None:
    async def nobody(credentials: Credentials) -> Identity | None:
        return None

    async with serve(nobody) as manager:
        client = quick(address(manager), token="wrong")
        heard = names(client)
        async with client:
            with pytest.raises(ConnectionError, match=r"given up: .*HTTP 401"):
                await client.connected(PATIENCE)
            assert heard == ["rejected"]
            assert client.stats.attempts == 1


async def test_a_server_that_says_when_to_come_back_is_obeyed(serve: Serve) -> None:
    async with serve(max_connections=1, retry_after=30) as manager, quick(address(manager)) as first:
        await first.connected(PATIENCE)
        async with quick(address(manager)) as second:
            await until(lambda: second.state is ClientState.WAITING)
            assert 30 <= second.stats.last_wait <= 60
            assert second.stats.reconnects == 0, "it has not tried yet"


async def test_a_server_that_leaves_is_given_the_time_it_asks_for(serve: Serve) -> None:
    async with serve(retry_after=20) as manager, quick(address(manager)) as client:
        await client.connected(PATIENCE)
        await manager.shutdown()
        await until(lambda: client.state is ClientState.WAITING)
        assert 20 <= client.stats.last_wait <= 40
        assert client.stats.last_close_code == CloseCode.GOING_AWAY


async def test_it_gives_up_after_the_last_attempt(unused_tcp_port: int) -> None:
    client = quick(f"ws://127.0.0.1:{unused_tcp_port}/", max_attempts=3)
    heard: list[ClientEvent] = []
    client.on_event(heard.append)
    async with client:
        await until(lambda: client.state is ClientState.CLOSED)
        assert (client.stats.attempts, client.stats.reconnects) == (4, 3)
        assert [(event.name, event.details) for event in heard] == [("max_reconnect_reached", {"attempts": 3})]


async def test_a_peer_that_has_gone_silent_is_noticed() -> None:
    async def handler(ws: ServerConnection) -> None:
        ws.transport.pause_reading()
        await asyncio.Event().wait()

    async with a_server(handler, close_timeout=0.1) as uri, quick(uri, watchdog=0.1, timeout=0.1) as client:
        await until(lambda: client.stats.connections >= 2, "it has connected anew")


async def test_a_quiet_peer_that_answers_is_kept(serve: Serve) -> None:
    async with serve() as manager, quick(address(manager), watchdog=0.05) as client:
        await client.connected(PATIENCE)
        await asyncio.sleep(0.4)
        assert client.stats.connections == 1
