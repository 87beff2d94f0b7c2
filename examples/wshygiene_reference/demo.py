"""A few clients that talk to each other, so that a newcomer sees what goes on."""

from __future__ import annotations

import asyncio
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from wshygiene_reference.client import WebSocketClient
from wshygiene_reference.places import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from wshygiene_reference.server import WebSocketManager

NAMES = ("ada", "grace", "hedy")
SYMBOLS = ("EUR", "GBP", "JPY")


async def run_demo(manager: WebSocketManager, say: Callable[[str], None]) -> None:
    """Connect three clients, have them type and listen, and publish prices, until cancelled."""
    assert manager.server is not None, "a demo needs somebody to talk to"
    host, port, *_ = manager.server.sockets[0].getsockname()
    uri = f"ws://{written(host, port)}/"
    async with AsyncExitStack() as stack:
        for name in NAMES:
            client = await stack.enter_async_context(WebSocketClient(f"{uri}?{name}"))
            await client.connected(10)
            stack.enter_context(client.subscribe("thread:lobby", _heard(name, say)))
            stack.enter_context(client.subscribe("analytics:prices", _heard(name, say)))
        while True:
            manager.publish("analytics:prices", {random.choice(SYMBOLS): round(random.uniform(0.5, 150), 2)})
            manager.publish("thread:lobby", {"from": random.choice(NAMES), "text": "hello"})
            await asyncio.sleep(1)


def _heard(name: str, say: Callable[[str], None]) -> Callable[[Any], None]:
    return lambda data: say(f"{name} hears {data}")
