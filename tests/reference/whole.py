"""A manager with all that runs beside it: dashboard open, metrics scraped, history, web hook, and Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from wshygiene_reference.operation import Operation

from .administering import TOKEN, Operated, operating
from .conftest import Serve, until
from .http_receiver import Receiver
from .redis_server import RedisServer
from .web_server import browse

#: Everything is on, and often: what takes minutes in production is to happen in a test.
OFTEN: dict[str, Any] = {
    "memory_interval": 2.0,
    "history_interval": 0.5,
    "dashboard_interval": 0.5,
    "predict_memory": True,
    "admin_rate": 1000.0,
    "redis_deadline": 0.5,
    "node_lease_ttl": 3.0,
    "node_connection_rate": 10_000.0,
    "node_message_rate": 10_000.0,
}


class Viewer:
    """A browser with the dashboard open: it reads events, and opens the stream anew when that ends."""

    def __init__(self, operation: Operation) -> None:
        assert operation.admin is not None
        self._address = f"{operation.admin.url}/dashboard/"
        self.events = 0

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[httpx.AsyncClient]:
        """Log in, and watch; the client is for looking at other pages meanwhile."""
        async with browse(self._address) as browser:
            assert (await browser.post("login", data={"token": TOKEN})).status_code == 200
            task = asyncio.create_task(self._watch(browser))
            try:
                await until(lambda: self.events or task.done(), "the dashboard is told something")
                yield browser
                assert not task.done(), task
            finally:
                task.cancel()
                await asyncio.wait([task])

    async def _watch(self, browser: httpx.AsyncClient) -> None:
        while True:
            with suppress(httpx.ReadTimeout):
                async with browser.stream("GET", "events") as stream:
                    assert stream.status_code == 200
                    async for line in stream.aiter_lines():
                        self.events += line.startswith("data:")


@asynccontextmanager
async def everything(
    serve: Serve, redis: RedisServer, folder: Path, receiver: Receiver | None = None, **changes: Any
) -> AsyncIterator[Operated]:
    """All parts, connected and well; alerts go to ``receiver``, if there is one."""
    async with AsyncExitStack() as stack:
        if receiver is not None:
            changes["webhook_url"] = await stack.enter_async_context(receiver.serving())
        places = {"history_file": str(folder / "history.db"), "redis_url": redis.url}
        manager, operation = await stack.enter_async_context(operating(serve, **OFTEN | places | changes))
        await until(lambda: operation.node is not None and operation.node.trouble() is None, "Redis is reached")
        yield manager, operation
