"""Every test of the manager runs on real sockets, under our own plugin, in the mode that fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from wshygiene_reference import ManagerConfig, WebSocketManager

if TYPE_CHECKING:
    from .redis_server import RedisServer

HERE = Path(__file__).parent

#: Seconds after which what is waited for counts as never happening: far more than it takes on a machine that is busy.
PATIENCE = 60.0

#: Serves a manager with some settings changed, and checks at the end that it left nothing.
Serve = Callable[..., AbstractAsyncContextManager[WebSocketManager]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.wshygiene(mode="fail"))


def settings(**changes: Any) -> ManagerConfig:
    """The defaults, but for a machine that may be short of memory while tests run."""
    return ManagerConfig(**{"max_memory_percent": 100, "shutdown_grace": 1.0, "close_timeout": 1.0, **changes})


@pytest.fixture
def serve() -> Serve:
    @asynccontextmanager
    async def serving(
        authenticate: Any = None, ssl: Any = None, origins: Any = None, **changes: Any
    ) -> AsyncIterator[WebSocketManager]:
        manager = WebSocketManager(settings(**changes), authenticate=authenticate, origins=origins)
        async with manager:
            await manager.start(port=0, ssl=ssl)
            yield manager
            report = await manager.shutdown()
        assert report.left == {}, report
        assert set(manager.memory_stats().values()) == {0}
        assert manager.admission.is_empty()

    return serving


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A real Redis server of this test's own; without one installed, the test is skipped."""
    from .redis_server import RedisServer  # which is as patient as this file says

    server = RedisServer(tmp_path)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def address(manager: WebSocketManager, path: str = "/") -> str:
    """Where a client finds the manager."""
    return f"ws://127.0.0.1:{manager.port}{path}"


def client(manager: WebSocketManager, path: str = "/", **options: Any) -> connect:
    """A plain client of the library, which knows nothing of ours."""
    options = {"compression": None, "ping_interval": None, "open_timeout": PATIENCE, **options}
    return connect(address(manager, path), **options)


async def until(condition: Callable[[], object], what: str = "", seconds: float = PATIENCE) -> None:
    """Wait for something to become true. Fails after ``seconds``, which no test should need."""
    try:
        async with asyncio.timeout(seconds):
            while not condition():
                await asyncio.sleep(0.005)
    except TimeoutError:
        pytest.fail(f"never happened: {what or condition}")


async def closed(ws: ClientConnection, seconds: float = PATIENCE) -> int | None:
    """The code that a connection is closed with, after reading what comes before it."""
    async with asyncio.timeout(seconds):
        with suppress(ConnectionClosed):
            async for _ in ws:
                pass
    return ws.close_code
