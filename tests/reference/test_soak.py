"""Server and client with all that goes on between them: nine rounds in a test run, as long as you like in a soak.

    pytest tests/reference/test_soak.py --wshygiene-soak=1h

runs it for an hour, judges memory by its robust slope (1 MB an hour) and everything else by count, and writes a plot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from wshygiene_reference import WebSocketClient, WebSocketManager
from wshygiene_reference.client import Backoff, CircuitBreaker
from wshygiene_reference.memory import KEPT

from .conftest import PATIENCE, Serve, address, client, until
from .raw_peer import TEXT, RawPeer, frame
from .test_rooms_and_typing import ask

pytestmark = pytest.mark.asyncio
#: A client that comes back at once, as the time of a soak is short beside what it stands for.
PATIENT = {"backoff": Backoff(0.001, 0.002), "breaker": CircuitBreaker(failures=10**9)}
ROOM = "analytics:prices"


async def visitors(manager: WebSocketManager) -> None:
    """A polite one, one that breaks off while typing, one that only makes noise, and one that hangs up in between."""
    async with client(manager, "/?phone") as ws:
        await ask(ws, "job.subscribe", jobId="7")
        manager.progress.progress("phone", 50, "half way")
        await ask(ws, "job.unsubscribe", jobId="7")
    async with client(manager) as ws:
        await ask(ws, "thread.subscribe", threadId="lobby")
        await ask(ws, "typing.start", threadId="lobby")
        ws.transport.abort()
    async with RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await peer.send(frame(TEXT, b"\xff\xfe"))
        await peer.read_to_the_end()
    async with RawPeer(manager.port) as peer:
        await peer.send(b"GET / HTTP/1.1\r\n")
        peer.reset()


def fill(manager: WebSocketManager) -> None:
    """Fill what has a bound before anything is judged: the cache, and the samples of a day."""
    for symbol in range(25):
        manager.publish(ROOM, 0, key=str(symbol))
    sample = manager.memory.sample()
    manager.memory.samples.extend(replace(sample) for _ in range(KEPT))


async def test_everything_goes_on(serve: Serve, wshygiene_churn: Any) -> None:
    heard: list[Any] = []
    number = 0
    async with serve(cache_size=20, throttle_interval=0.001) as manager:
        async with WebSocketClient(address(manager), **PATIENT) as lasting:  # type: ignore[arg-type]
            await lasting.connected(PATIENCE)
            lasting.subscribe(ROOM, heard.append)
            await until(lambda: ROOM in manager.rooms.sizes())
            fill(manager)

            async def a_round() -> None:
                nonlocal number
                number += 1
                manager.publish(ROOM, number, key=str(number % 100))
                await until(lambda: number in heard, "the one who stays hears it")
                heard.clear()
                await visitors(manager)
                for connection in manager.registry:
                    connection.abort()  # the one who stays has to come back
                await until(lambda: lasting.stats.connections > number, "it has come back")
                await until(lambda: manager.rooms.total_subscribed == 1 and len(manager.registry) == 1)
                assert (await manager.cleanup()).leaked == 0

            await wshygiene_churn(a_round)
    assert lasting.stats.callback_errors == 0
