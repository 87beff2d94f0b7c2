"""A real HTTP server in the loop of a test, for an application that is mounted in it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Literal

import httpx
import uvicorn
from starlette.types import ASGIApp

from .conftest import PATIENCE


class Unsignalled(uvicorn.Server):
    """Leaves the signals to whoever runs the loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, grace: int = 2, lifespan: Literal["on", "off"] = "off") -> AsyncIterator[str]:
    """The address of ``app`` while it is served."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Unsignalled(uvicorn.Config(app, log_config=None, lifespan=lifespan, timeout_graceful_shutdown=grace))
        serving = asyncio.create_task(server.serve([listening]))
        try:
            while not server.started:
                await asyncio.sleep(0.005)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving


def browse(address: str) -> httpx.AsyncClient:
    """Somebody with cookies who follows redirects."""
    return httpx.AsyncClient(base_url=address, follow_redirects=True, trust_env=False, timeout=PATIENCE)
