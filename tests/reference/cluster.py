"""Several managers that are nodes of one cluster, over a real Redis server or within this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NamedTuple

from redis.asyncio import Redis
from websockets.asyncio.client import ClientConnection

from wshygiene_reference import Credentials, Identity, WebSocketManager
from wshygiene_reference.nodes import Node, NodeConfig
from wshygiene_reference.nodes.redis_node import RedisNode

from .conftest import PATIENCE, Serve, client, until
from .redis_server import RedisServer

#: Long enough for a busy machine, short enough for a test.
PATIENT: dict[str, float] = {"deadline": 1.0, "lease_ttl": 6.0, "retry_first": 0.02, "retry_longest": 0.1}
#: For tests that wait for a lease to end, or for a server that does not answer.
HASTY: dict[str, float] = {"deadline": 0.25, "lease_ttl": 0.75, "retry_first": 0.02, "retry_longest": 0.1}

#: Makes a node of a manager.
Join = Callable[[WebSocketManager, NodeConfig], Node]


class Member(NamedTuple):
    """One manager with its node."""

    manager: WebSocketManager
    node: Node

    def connect(self, user: str = "ada", **options: Any) -> Any:
        """A client that says who it is."""
        return client(self.manager, additional_headers={"Authorization": f"Bearer {user}"}, **options)


async def everybody(credentials: Credentials) -> Identity:
    """Tokens are user/session here."""
    user, _, session = (credentials.token or "").partition("/")
    return Identity(user, session or user)


def joining(url: str) -> Join:
    """Makes nodes that meet over the Redis server at ``url``."""
    return lambda manager, config: RedisNode(manager, url, config)


@asynccontextmanager
async def looking_at(redis: RedisServer) -> AsyncIterator[Redis]:
    """A client of the tests' own, which sees what the nodes have written."""
    async with Redis.from_url(redis.url, protocol=2) as onlooker:
        yield onlooker


@asynccontextmanager
async def cluster(
    serve: Serve, joins: list[Join], settings: dict[str, Any] = PATIENT, **changes: Any
) -> AsyncIterator[list[Member]]:
    """A manager for each of ``joins``, with its node; ``changes`` are limits of the managers."""
    changes = {"authenticate": everybody, **changes}
    async with AsyncExitStack() as stack:
        members = []
        for join in joins:
            manager = await stack.enter_async_context(serve(**changes))
            node = await stack.enter_async_context(join(manager, NodeConfig(**settings)))
            members.append(Member(manager, node))
        yield members


async def together(members: list[Member]) -> None:
    """Wait until all nodes reach each other."""
    await until(lambda: all(each.node.trouble() is None for each in members), "all nodes are connected")


async def ask(ws: ClientConnection, kind: str, **data: Any) -> dict[str, Any]:
    """Send a message and return its answer; what comes before that is dropped."""
    await ws.send(json.dumps({"type": kind, "id": 1, "data": data}))
    while True:
        answer = json.loads(await ws.recv())
        if answer["type"] in ("ack", "error"):
            return dict(answer)


async def heard(ws: ClientConnection) -> list[Any]:
    """The data of all messages that came before an answer to a ping."""
    await ws.send(json.dumps({"type": "ping", "id": 2}))
    found = []
    while (message := json.loads(await ws.recv()))["type"] != "ack":
        found.append(message["data"])
    return found


async def becomes(question: Callable[[], Any], wanted: object, seconds: float = PATIENCE) -> None:
    """Ask until the answer is the one that is wanted."""
    answer: object = None
    try:
        async with asyncio.timeout(seconds):
            while (answer := await question()) != wanted:
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"{answer!r} did not become {wanted!r}") from None
