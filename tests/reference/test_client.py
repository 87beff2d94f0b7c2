"""The client keeps one connection, its subscriptions survive it, and everything ends with the client."""

from __future__ import annotations

import asyncio
import gc
import json
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed

from wshygiene_reference import CloseCode, Credentials, Identity, WebSocketClient
from wshygiene_reference.client import Backoff, ClientEvent, ClientState
from wshygiene_reference.client.link import Refused

from .conftest import PATIENCE, Serve, address, until

pytestmark = pytest.mark.asyncio


def quick(uri: str, **options: Any) -> WebSocketClient:
    """A client that does not wait long, since tests do not."""
    return WebSocketClient(uri, **{"backoff": Backoff(0.01, 0.05), "timeout": 5.0, **options})


def names(client: WebSocketClient) -> list[str]:
    """The events of a client, by name, as they come."""
    heard: list[str] = []
    client.on_event(lambda event: heard.append(event.name))
    return heard


@asynccontextmanager
async def a_server(handler: Any, **options: Any) -> Any:
    """A server of the library's with a handler of our own, for what the manager would never do."""
    async with serve_websockets(handler, "127.0.0.1", 0, ping_interval=None, **options) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        for task in server.handler_tasks:  # or the server would wait for a deaf one for ever
            task.cancel()


async def test_what_is_published_is_delivered(serve: Serve) -> None:
    heard: list[Any] = []
    async with serve() as manager, quick(address(manager)) as client:
        await client.connected(PATIENCE)
        with client.subscribe("job:7", heard.append) as subscription:
            await until(lambda: "job:7" in manager.rooms.sizes())
            manager.publish("job:7", 1)
            await until(lambda: heard == [1])
        assert not subscription.is_active
        await until(lambda: "job:7" not in manager.rooms.sizes())


async def test_two_subscriptions_of_a_room_are_one_for_the_server(serve: Serve) -> None:
    first: list[Any] = []
    second: list[Any] = []
    async with serve() as manager, quick(address(manager)) as client:
        await client.connected(PATIENCE)
        one, two = client.subscribe("job:7", first.append), client.subscribe("job:7", second.append)
        await until(lambda: "job:7" in manager.rooms.sizes())
        manager.publish("job:7", 1)
        await until(lambda: second == [1])
        one.unsubscribe()
        one.unsubscribe()
        manager.publish("job:7", 2)
        await until(lambda: second == [1, 2])
        assert first == [1]
        two.unsubscribe()
        await until(lambda: "job:7" not in manager.rooms.sizes())


async def test_a_subscription_is_replaced_not_doubled(serve: Serve) -> None:
    old: list[Any] = []
    new: list[Any] = []
    async with serve() as manager, quick(address(manager)) as client:
        await client.connected(PATIENCE)
        subscription = client.subscribe("job:7", old.append)
        subscription.replace(new.append)
        await until(lambda: "job:7" in manager.rooms.sizes())
        manager.publish("job:7", 1)
        await until(lambda: new == [1])
        assert old == []
        subscription.unsubscribe()
        with pytest.raises(RuntimeError, match="the subscription to 'job:7' has ended"):
            subscription.replace(old.append)


async def test_a_weak_subscription_ends_with_its_owner(serve: Serve) -> None:
    heard: list[Any] = []

    class View:
        def show(self, data: Any) -> None:
            heard.append(data)

    async with serve() as manager, quick(address(manager)) as client:
        await client.connected(PATIENCE)
        view = View()
        client.subscribe("job:7", view.show, weak=True)
        await until(lambda: "job:7" in manager.rooms.sizes())
        manager.publish("job:7", 1)
        await until(lambda: heard == [1])
        del view
        gc.collect()
        manager.publish("job:7", 2)
        await until(lambda: "job:7" not in manager.rooms.sizes())
        assert heard == [1]


async def test_subscriptions_survive_a_reconnect_without_losing_or_doubling_a_callback(serve: Serve) -> None:
    heard: list[Any] = []
    async with serve() as manager, quick(address(manager)) as client:
        for room in ("job:1", "job:2"):
            client.subscribe(room, heard.append)
        for cycle in range(5):
            await client.connected(PATIENCE)
            await until(lambda: {"job:1", "job:2"} <= manager.rooms.sizes().keys())
            manager.publish("job:1", (cycle, 1))
            manager.publish("job:2", (cycle, 2))
            await until(lambda count=2 * (cycle + 1): len(heard) == count)
            (connection,) = manager.registry
            connection.abort()
            await until(lambda count=cycle + 2: client.stats.connections == count)
            await until(lambda gone=connection.id: gone not in manager.registry)
        assert heard == [[cycle, room] for cycle in range(5) for room in (1, 2)]
        assert len(manager.registry) == 1, "one connection, not one more for each reconnect"
        assert client.stats.connections == 6


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


async def test_nothing_is_delivered_after_closing(serve: Serve) -> None:
    heard: list[Any] = []
    async with serve() as manager:
        client = quick(address(manager))
        async with client:
            await client.connected(PATIENCE)
            client.subscribe("job:7", heard.append)
            await until(lambda: "job:7" in manager.rooms.sizes())
            for number in range(100):
                manager.publish("job:7", number)
            await client.aclose()
            count = len(heard)
        await asyncio.sleep(0.05)
        assert len(heard) == count
        assert client.state is ClientState.CLOSED
        with pytest.raises(RuntimeError, match="the client is closed"):
            client.subscribe("job:7", heard.append)


async def test_closing_leaves_the_rooms_then_closes_with_1000_and_the_reason() -> None:
    said: list[str] = []
    ended: list[Any] = []

    async def handler(ws: ServerConnection) -> None:
        try:
            while True:
                said.append(json.loads(await ws.recv())["type"])
        except ConnectionClosed:
            ended.append((ws.close_code, ws.close_reason))

    async with a_server(handler) as uri:
        client = quick(uri)
        heard = names(client)
        async with client:
            await client.connected(PATIENCE)
            client.subscribe("job:7", print)
            await until(lambda: said == ["room.join"])
            client.backoff.attempt = 3
        await until(lambda: ended)
    assert said == ["room.join", "room.leave"]
    assert ended == [(1000, "Client disconnect")]
    assert heard == ["connected", "disconnected", "closed"] or heard == ["connected", "closed"]
    assert client.backoff.attempt == 0


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


async def test_requests_are_answered_refused_or_given_up(serve: Serve) -> None:
    async with serve() as manager, quick(address(manager), timeout=0.5) as client:
        with pytest.raises(ConnectionError, match="the client is"):
            await client.request("ping")
        await client.connected(PATIENCE)
        assert await client.request("ping") == "pong"
        with pytest.raises(Refused, match="no messages of type 'nonsense'"):
            await client.request("nonsense")

        async def hang(connection: Any, message: Any) -> None:
            await asyncio.Event().wait()

        manager.on_message("hang", hang)
        with pytest.raises(TimeoutError):
            await client.request("hang")
        waiting = asyncio.create_task(client.request("hang"))
        await asyncio.sleep(0.05)
        for connection in manager.registry:
            connection.abort()
        with pytest.raises(ConnectionError):
            await waiting


async def test_a_callback_that_fails_keeps_nobody_from_theirs(serve: Serve) -> None:
    heard: list[Any] = []
    async with serve() as manager, quick(address(manager)) as client:
        client.subscribe("job:7", lambda data: 1 / 0)
        client.subscribe("job:7", heard.append)
        await until(lambda: "job:7" in manager.rooms.sizes())
        manager.publish("job:7", 1)
        await until(lambda: heard == [1])
        assert client.stats.callback_errors == 1


async def test_a_room_that_is_refused_is_told(serve: Serve) -> None:
    async with serve() as manager:
        client = quick(address(manager))
        heard: list[ClientEvent] = []
        client.on_event(heard.append)
        async with client:
            client.subscribe("role:admin", print)
            await until(lambda: any(event.name == "refused" for event in heard))


async def test_progress_is_followed_to_its_end(serve: Serve) -> None:
    async with serve() as manager, quick(address(manager, "/?upload")) as client:
        await client.connected(PATIENCE)
        following = asyncio.create_task(_collect(client.progress("upload")))
        await asyncio.sleep(0)
        assert manager.progress.progress("upload", 50, "half", "resize") == 1
        assert manager.progress.progress("another", 10) == 0
        manager.progress.complete("upload", {"files": 2})
        followed = await asyncio.wait_for(following, PATIENCE)
        assert [message["type"] for message in followed] == ["progress", "progress.complete"]
        assert followed[0]["data"] == {"sessionId": "upload", "progress": 50, "message": "half", "stage": "resize"}
        assert followed[1]["data"] == {"sessionId": "upload", "metadata": {"files": 2}}


async def test_progress_ends_with_the_client(serve: Serve) -> None:
    async with serve() as manager, quick(address(manager, "/?upload")) as client:
        await client.connected(PATIENCE)
        following = asyncio.create_task(_collect(client.progress("upload")))
        await asyncio.sleep(0)
        await client.aclose()
        assert await asyncio.wait_for(following, PATIENCE) == []
        assert await asyncio.wait_for(_collect(client.progress("upload")), PATIENCE) == []


async def test_progress_ends_with_a_client_that_gives_up(unused_tcp_port: int) -> None:
    async with quick(f"ws://127.0.0.1:{unused_tcp_port}/", max_attempts=1) as client:
        assert await asyncio.wait_for(_collect(client.progress("upload")), PATIENCE) == []


async def _collect(messages: Any) -> list[Any]:
    return [message async for message in messages]


async def test_closing_while_connecting_waiting_or_twice_leaves_nothing(unused_tcp_port: int) -> None:
    async with quick(f"ws://127.0.0.1:{unused_tcp_port}/") as client:
        await client.aclose()
        await client.aclose()
    async with quick(f"ws://127.0.0.1:{unused_tcp_port}/", backoff=Backoff(60, 60)) as client:
        await until(lambda: client.state is ClientState.WAITING)
    with pytest.raises(RuntimeError, match="a client is opened once, and this one is closed"):
        await client.__aenter__()


async def test_closing_does_not_wait_for_a_server_that_does_not_listen() -> None:
    async def handler(ws: ServerConnection) -> None:
        ws.transport.pause_reading()
        await asyncio.Event().wait()

    async with a_server(handler, close_timeout=0.1) as uri:
        client = quick(uri, timeout=0.2)
        async with client:
            await client.connected(PATIENCE)
        assert client.state is ClientState.CLOSED
        raise_if_open = [task for task in asyncio.all_tasks() if "wshygiene client" in task.get_name()]
        assert raise_if_open == []
