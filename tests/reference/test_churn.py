"""However often clients come and go, the manager is as it was: judged on live objects, by our own churn fixture."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from wshygiene_reference import WebSocketClient
from wshygiene_reference.client import Backoff, CircuitBreaker, ClientState

from .conftest import PATIENCE, Serve, address, client, until
from .raw_peer import RawPeer
from .test_rooms_and_typing import ask

pytestmark = pytest.mark.asyncio


async def test_connecting_and_leaving_again_and_again(serve: Serve, wshygiene_churn: Any) -> None:
    async with serve() as manager:

        async def ten_clients() -> None:
            for _ in range(10):
                async with client(manager) as ws:
                    await ask(ws, "ping")
            await until(manager.admission.is_empty)

        await wshygiene_churn(ten_clients)


async def test_rapid_subscription_cycles(serve: Serve, wshygiene_churn: Any) -> None:
    async with serve(message_burst=100_000) as manager, client(manager) as ws:

        async def subscribe_and_unsubscribe() -> None:
            for number in range(20):
                await ask(ws, "job.subscribe", jobId=str(number))
                manager.publish(f"job:{number}", number)
                await ask(ws, "job.unsubscribe", jobId=str(number))

        await wshygiene_churn(subscribe_and_unsubscribe)


async def test_a_long_subscription_under_traffic(serve: Serve, wshygiene_churn: Any) -> None:
    heard = 0

    def hear(data: Any) -> None:
        nonlocal heard
        heard += 1

    async with serve(throttle_interval=0) as manager, WebSocketClient(address(manager)) as subscriber:
        await subscriber.connected(PATIENCE)
        with subscriber.subscribe("analytics:prices", hear):
            await until(lambda: "analytics:prices" in manager.rooms.sizes())

            async def traffic() -> None:
                before = heard
                for number in range(50):
                    manager.publish("analytics:prices", number, key=f"key {number % 7}")
                await until(lambda: heard == before + 50)

            await wshygiene_churn(traffic)


async def test_everything_is_cleaned_up_after_those_who_break_off(serve: Serve, wshygiene_churn: Any) -> None:
    async with serve(typing_timeout=60) as manager:

        async def break_off() -> None:
            for _ in range(5):
                async with client(manager) as ws:
                    await ask(ws, "thread.subscribe", threadId="lobby")
                    await ask(ws, "typing.start", threadId="lobby")
                    ws.transport.abort()
                async with RawPeer(manager.port) as peer:
                    await peer.shake_hands()
                    peer.reset()
            await until(manager.admission.is_empty)

        await wshygiene_churn(break_off)


async def test_a_client_that_loses_its_server_again_and_again(serve: Serve, wshygiene_churn: Any) -> None:
    patient = {"backoff": Backoff(0.001, 0.002), "breaker": CircuitBreaker(failures=10_000)}
    async with serve() as manager, WebSocketClient(address(manager), **patient) as lasting:
        await lasting.connected(PATIENCE)
        heard: list[Any] = []

        async def lose_and_find() -> None:
            with lasting.subscribe("job:7", heard.append):
                await until(lambda: "job:7" in manager.rooms.sizes())
                (connection,) = manager.registry
                connection.abort()
                await until(lambda: connection.id not in manager.registry)
                await until(lambda: lasting.state is ClientState.CONNECTED)
                await until(lambda: "job:7" in manager.rooms.sizes())
                manager.publish("job:7", 1)
                await until(lambda: heard == [1])
                heard.clear()

        await wshygiene_churn(lose_and_find)


async def test_whole_managers(wshygiene_churn: Any, serve: Serve) -> None:
    async def one_life() -> None:
        async with serve() as manager:
            clients = [await client(manager) for _ in range(5)]
            await until(lambda: len(manager.registry) == 5)
            await asyncio.gather(manager.shutdown(), *(ws.wait_closed() for ws in clients))

    await wshygiene_churn(one_life)
