"""Everything of a client ends when it is closed, whatever it was doing and whatever the server does."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from wshygiene_reference.client import Backoff, ClientState

from .conftest import PATIENCE, Serve, address, until
from .quick_client import a_server, names, quick

pytestmark = pytest.mark.asyncio


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
