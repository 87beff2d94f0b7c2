"""A manager with its admin API, and callers of that."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp

from wshygiene_reference import WebSocketManager
from wshygiene_reference.operation import Operation, OperationConfig

from .conftest import PATIENCE, Serve

TOKEN = "a-token-for-the-tests"

#: A request that needs a token, and the header of one with a body.
STATS = "GET /api/websocket/stats"
JSON = "Content-Type: application/json"

#: A manager, and what runs beside it.
Operated = tuple[WebSocketManager, Operation]


@asynccontextmanager
async def operating(
    serve: Serve, mounts: Mapping[str, ASGIApp] | None = None, **changes: Any
) -> AsyncIterator[Operated]:
    """A manager with its admin API; settings of either may be changed."""
    mine = {name: changes.pop(name) for name in list(changes) if name in OperationConfig.__slots__}
    config = OperationConfig(**{"admin_port": 0, "admin_token": TOKEN, **mine})
    async with serve(**changes) as manager:
        operation = Operation(manager, config)
        operation.mounts.update(mounts or {})
        async with operation:
            yield manager, operation


def caller(operation: Operation, token: str | None = TOKEN, **headers: str) -> httpx.AsyncClient:
    """Somebody who shows a token; None stands for somebody who shows none."""
    assert operation.admin is not None
    shown = {} if token is None else {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=operation.admin.url, headers=shown | headers, timeout=PATIENCE)


async def raw(operation: Operation, request: bytes, *, seconds: float = PATIENCE) -> bytes:
    """What comes back for bytes that no library would send, until the server hangs up."""
    assert operation.admin is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", operation.admin.port)
    try:
        writer.write(request)
        async with asyncio.timeout(seconds):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def head(line: str, *headers: str, token: str | None = TOKEN) -> bytes:
    """A request that asks the server to hang up after it."""
    shown = [] if token is None else [f"Authorization: Bearer {token}"]
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", "Connection: close", *shown, *headers, "", ""]).encode()


def told(answer: bytes) -> tuple[int, str]:
    """Status and detail of an error, which always has the same shape."""
    start, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in start.lower(), answer
    problem = json.loads(body)
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert start.split()[1] == str(problem["status"]).encode()
    return problem["status"], problem["detail"]
