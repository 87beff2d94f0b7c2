"""A client hears what it has subscribed to, once each, over all of its connections, and is answered."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from wshygiene_reference.client import ClientEvent
from wshygiene_reference.client.link import Refused

from .conftest import PATIENCE, Serve, address, until
from .quick_client import quick

pytestmark = pytest.mark.asyncio


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
