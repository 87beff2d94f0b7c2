"""The peer goes at each await of a whole visit, on either side, in every way: nothing of it is left."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wshygiene_reference import Credentials, Identity, WebSocketClient, WebSocketManager
from wshygiene_reference.client import Backoff

from .conftest import Serve, address, client, until

pytestmark = pytest.mark.asyncio


async def known(credentials: Credentials) -> Identity | None:
    await asyncio.sleep(0)
    return Identity("ada", "phone", frozenset({"dispatcher"}), "night") if credentials.token == "secret" else None


@pytest.fixture
def stormed(monkeypatch: pytest.MonkeyPatch, wshygiene_churn: Any) -> Any:
    """The churn, in which the handler of every connection takes part."""
    monkeypatch.setattr(WebSocketManager, "_serve", wshygiene_churn.handler(WebSocketManager._serve))
    return wshygiene_churn


def is_as_before(manager: WebSocketManager) -> bool:
    """True when nobody is there, and nothing of those who were."""
    return manager.admission.is_empty() and not any(manager.memory_stats().values())


async def test_a_visit_that_breaks_off_anywhere(serve: Serve, stormed: Any) -> None:
    """Each answer is awaited in a line of its own: a storm tells awaits apart by where they are."""

    async def work(connection: object, message: object) -> str:
        await asyncio.sleep(0.001)
        await asyncio.sleep(0.001)
        return "done"

    async with serve(known, typing_timeout=60, close_timeout=0.2) as manager:
        manager.on_message("work", work)

        async def visit() -> None:
            async with client(manager) as ws:
                await ws.send('{"type":"authenticate","id":1,"data":{"token":"secret"}}')
                await ws.recv()
                await ws.send('{"type":"thread.subscribe","id":2,"data":{"threadId":"lobby"}}')
                await ws.recv()
                manager.publish("thread:lobby", "hello")
                await ws.recv()
                await ws.send('{"type":"typing.start","id":3,"data":{"threadId":"lobby"}}')
                await ws.recv()
                await ws.send('{"type":"work","id":4}')
                await ws.recv()
                await ws.send('{"type":"thread.unsubscribe","id":5,"data":{"threadId":"lobby"}}')
                await ws.recv()

        result = await stormed.storm(visit)
        assert result.figures.cycles >= 4 * (6 + 2 + 5), "every way, at every await of the visit and of the handler"
        await until(lambda: is_as_before(manager))
        assert manager.sweeper.leaked == 0
        assert manager.counters.connections_opened == manager.counters.closed.total()


async def test_a_client_of_ours_that_breaks_off_anywhere(serve: Serve, stormed: Any) -> None:
    async with serve(typing_timeout=60, close_timeout=0.2) as manager:

        async def visit() -> None:
            async with WebSocketClient(address(manager), backoff=Backoff(0.001, 0.002), timeout=2.0) as ours:
                await ours.connected(2)
                with ours.subscribe("thread:lobby", lambda data: None):
                    await ours.request("thread.subscribe", threadId="lobby")
                    await ours.request("typing.start", threadId="lobby")

        result = await stormed.storm(visit)
        assert result.figures.cycles >= 4 * 5
        await until(lambda: is_as_before(manager))
        assert manager.sweeper.leaked == 0
