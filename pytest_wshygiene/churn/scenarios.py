"""Ready-made scenarios for any WebSocket server, with limits that long-running services have been held to.

Each is a coroutine function for ``wshygiene_churn``; a server is given as its URI, or as a function that returns an
asynchronous context manager of a connection with ``send``, ``recv`` and ``close``. Only a URI needs ``websockets``,
which is imported when the first connection is opened.

The limits are judged on live objects: what an allocator keeps for its next use is no leak, and a process that has
served and released two thousand idle connections gives a quarter of their memory back to its kernel, and no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any

from pytest_wshygiene.churn.record import Limits

Target = str | Callable[[], AbstractAsyncContextManager[Any]]
Scenario = Callable[[], Awaitable[None]]
#: What is sent for the n-th message or room.
Message = Callable[[int], str | bytes]

#: Rapid connecting and subscribing: less than 5 MB in all.
RAPID = Limits(growth=5_000_000)
#: Connections that are used and stay: less than 2 MB in all.
STABLE = Limits(growth=2_000_000)
#: A subscription that runs for long: less than 1 MB an hour.
LONG = Limits(per_hour=1.0)
#: Clean-up: more than 80 % of what is needed at the peak is released.
CLEAN_UP = Limits(recovery=0.8)


def rapid_subscriptions(
    target: Target, subscribe: Message, unsubscribe: Message, *, clients: int = 10, rooms: int = 5, answers: bool = True
) -> Scenario:
    """Clients come, enter ``rooms``, leave them, and go, all at once.

    ``answers``: whether the server answers every message; the answer is waited for.
    """

    async def visit() -> None:
        async with _opened(target) as connection:
            for message in (*map(subscribe, range(rooms)), *map(unsubscribe, range(rooms))):
                await connection.send(message)
                if answers:
                    await connection.recv()

    async def rapid_subscriptions() -> None:
        await asyncio.gather(*(visit() for _ in range(clients)))

    return rapid_subscriptions


def exchange(target: Target, message: Message, *, clients: int = 5, messages: int = 20) -> Scenario:
    """Clients come, exchange ``messages`` with the server, which answers each, and go."""

    async def talk() -> None:
        async with _opened(target) as connection:
            for number in range(messages):
                await connection.send(message(number))
                await connection.recv()

    async def exchange() -> None:
        await asyncio.gather(*(talk() for _ in range(clients)))

    return exchange


@asynccontextmanager
async def long_subscription(target: Target, message: Message, *, messages: int = 20) -> AsyncIterator[Scenario]:
    """One connection for all cycles, which exchanges ``messages`` in each; ``async with ... as scenario``."""
    async with _opened(target) as connection:

        async def long_subscription() -> None:
            for number in range(messages):
                await connection.send(message(number))
                await connection.recv()

        yield long_subscription


def clean_up(target: Target, *, clients: int = 50) -> Scenario:
    """So many clients are connected at the same time, and all of them go."""

    async def clean_up() -> None:
        async with AsyncExitStack() as stack:
            for _ in range(clients):
                await stack.enter_async_context(_opened(target))

    return clean_up


def _opened(target: Target) -> AbstractAsyncContextManager[Any]:
    if not isinstance(target, str):
        return target()
    from websockets.asyncio.client import connect

    return connect(target)
