"""Several nodes: what one publishes reaches the clients of all, and limits hold for all together."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from wshygiene_reference import CloseCode, WebSocketManager
from wshygiene_reference.nodes import MemoryBroker, MemoryHub, Node, NodeConfig
from wshygiene_reference.nodes.redis_node import RedisNode

from .cluster import PATIENT, Join, Member, ask, becomes, cluster, heard, together
from .conftest import Serve, client, closed, until
from .raw_peer import HANDSHAKE, RawPeer
from .redis_server import RedisServer

pytestmark = pytest.mark.asyncio


@pytest.fixture(params=["memory", "redis"])
def join(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Join]:
    """Makes nodes that meet each other: whatever connects them, they behave the same."""
    if request.param == "memory":
        hub = MemoryHub()
        yield lambda manager, config: Node(manager, MemoryBroker(hub), config)
        return
    server = RedisServer(tmp_path)
    server.start()
    try:
        yield lambda manager, config: RedisNode(manager, server.url, config)
    finally:
        server.kill()


async def refused(member: Member, user: str) -> str:
    """How a client is refused."""
    with pytest.raises(InvalidStatus) as caught:
        async with member.connect(user):
            pass
    response = caught.value.response
    return f"{response.status_code} {response.body.decode().strip()}"


async def test_what_is_published_reaches_all_nodes_once(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 3) as members, AsyncExitStack() as stack:
        await together(members)
        clients = [await stack.enter_async_context(each.connect("ada/phone")) for each in members]
        stranger = await stack.enter_async_context(members[2].connect("grace"))
        for ws in (*clients[:2], stranger):
            await ask(ws, "job.subscribe", jobId="7")
        one = members[0].manager
        assert one.publish("job:7", "to the room") == 1
        assert one.send_to_user("ada", "to the user") == 1
        assert one.send_to_session("phone", "to the session") == 1
        one.progress.progress("phone", 50)
        assert one.broadcast("to all") == 1
        progress = {"sessionId": "phone", "progress": 50, "message": "", "stage": ""}
        mine = ["to the user", "to the session", progress, "to all"]
        last = "to all"
        for ws, expected in zip(
            (*clients, stranger),
            (["to the room", *mine], ["to the room", *mine], mine, ["to the room", "to all"]),
            strict=True,
        ):
            found: list[Any] = []
            while last not in found:
                found += await heard(ws)
            assert found == expected
        await until(lambda: all(len(each.node.incoming) == 0 for each in members))
        assert [await heard(ws) for ws in clients] == [[], [], []]


async def test_current_values_are_there_for_those_who_come_later(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 2, throttle_interval=60) as members:
        await together(members)
        one, two = (each.manager for each in members)
        for value in range(5):
            one.publish("job:7", value, key="price")
        await until(lambda: len(two.publisher.last_values))
        async with members[1].connect() as ws:
            await until(lambda: len(two.registry) == 1)
            (connection,) = two.registry
            assert two.publisher.catch_up(connection, "job:7", "price")
            assert json.loads(await ws.recv())["data"] == 0, "the others are held back at the node that has them"


async def test_presence_counts_the_connections_of_all_nodes(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 2) as members, AsyncExitStack() as stack:
        await together(members)
        for number, each in enumerate([*members, members[1]]):
            ws = await stack.enter_async_context(each.connect(f"user{number}"))
            await ask(ws, "job.subscribe", jobId="7")
        for each in members:
            await becomes(lambda each=each: each.node.presence("job:7"), 3)
        await ws.close()
        for each in members:
            await becomes(lambda each=each: each.node.presence("job:7"), 2)
        assert await members[0].node.presence("job:8") == 0


async def test_typing_is_seen_on_all_nodes(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 2) as members:
        await together(members)
        async with members[0].connect("ada") as ada, members[1].connect("grace") as grace:
            for ws in (ada, grace):
                await ask(ws, "thread.subscribe", threadId="t")
            await ask(ada, "typing.start", threadId="t")
            seen = json.loads(await grace.recv())
            assert seen["data"] == {"threadId": "t", "userId": "ada", "isTyping": True}
            for each in members:
                await becomes(lambda each=each: each.node.typing_in("t"), {"ada"})
            await ask(ada, "typing.stop", threadId="*")
            assert json.loads(await grace.recv())["data"]["isTyping"] is False
            await becomes(lambda: members[1].node.typing_in("t"), frozenset())


@pytest.mark.parametrize(
    ("limit", "first", "second", "third"),
    [
        ("session", "ada/phone", "grace/phone", "eve/phone"),
        ("user", "ada/phone", "ada/laptop", "ada/tablet"),
        ("ip", "ada", "grace", "eve"),
    ],
)
async def test_a_limit_holds_for_all_nodes(
    serve: Serve, join: Join, limit: str, first: str, second: str, third: str
) -> None:
    async with cluster(serve, [join] * 2, **{f"max_connections_per_{limit}": 2}) as (one, two):
        await together([one, two])
        async with one.connect(first) as ws, two.connect(second):
            for each in (one, two):
                assert await refused(each, third) == f"429 limit of 2 connections reached ({limit}, 2 in use)"
                await until(lambda: one.manager.admission.connections + two.manager.admission.connections == 2)
                await becomes(lambda: _held(one, limit, first), 2)
            await ws.close()

            async def comes_in() -> bool:
                try:
                    async with two.connect(third):
                        return True
                except InvalidStatus:
                    return False

            await becomes(comes_in, True)
        assert two.manager.admission.refused[limit] >= 1


async def _held(member: Member, limit: str, who: str) -> int:
    """Connections of one address, user or session that the others know of."""
    user, _, session = who.partition("/")
    key = {"ip": "127.0.0.1", "user": user, "session": session}[limit]
    return sum((await member.node.broker.holders(limit, key)).values())


async def test_a_rush_at_all_nodes_does_not_get_past_the_limit(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 3, max_connections_per_user=7) as members, AsyncExitStack() as stack:
        await together(members)

        async def enter(member: Member, number: int) -> bool:
            try:
                await stack.enter_async_context(member.connect(f"ada/{number}"))
            except InvalidStatus:
                return False
            return True

        came = await asyncio.gather(*(enter(members[number % 3], number) for number in range(30)))
        assert sum(came) == 7
        await becomes(lambda: members[0].node.broker.holders("session", "nobody"), {})


async def test_somebody_who_says_who_it_is_later_is_asked_about_as_well(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 2, max_connections_per_user=1) as (one, two):
        await together([one, two])
        async with one.connect("ada"), client(two.manager) as ws:
            await ws.send(json.dumps({"type": "authenticate", "id": 1, "data": {"token": "ada"}}))
            assert await closed(ws) == CloseCode.TRY_AGAIN_LATER
            assert ws.close_reason == "limit of 1 connections reached (user, 1 in use)"
        await until(lambda: two.manager.admission.is_empty())


async def test_handshakes_that_are_broken_off_leave_no_lease(serve: Serve, join: Join) -> None:
    async with cluster(serve, [join] * 2) as (one, two):
        await together([one, two])
        for _ in range(20):
            async with RawPeer(one.manager.port) as peer:
                request = HANDSHAKE.format(port=peer.port).replace("\r\n\r\n", "\r\nAuthorization: Bearer ada\r\n\r\n")
                await peer.send(request.encode())
                peer.reset()
        await until(one.manager.admission.is_empty)
        for kind, key in (("user", "ada"), ("session", "ada"), ("ip", "127.0.0.1")):
            await becomes(lambda kind=kind, key=key: two.node.broker.holders(kind, key), {})


async def test_new_connections_have_a_rate_over_all_nodes(serve: Serve, join: Join) -> None:
    rates = {**PATIENT, "connection_rate": 0.001, "connection_burst": 3}
    async with cluster(serve, [join] * 2, rates) as (one, two):
        await together([one, two])
        for each in (one, two, one):
            async with each.connect("ada"):
                pass
        assert await refused(two, "grace") == "429 limit of 0.001 new connections a second reached (ip)"


async def test_messages_have_a_rate_over_all_nodes(serve: Serve, join: Join) -> None:
    rates = {**PATIENT, "message_rate": 0.01, "message_burst": 20, "message_interval": 0.05}
    async with cluster(serve, [join] * 2, rates, message_burst=1000) as (one, two):
        await together([one, two])
        async with one.connect("ada") as first, two.connect("ada") as second:
            for ws, number in ((first, 12), (second, 7)):
                for _ in range(number):
                    await ask(ws, "ping")
            with suppress(ConnectionClosed):
                for _ in range(7):  # of the 8 that the bucket of its node still has
                    await until(lambda: not one.node.meters.unreported + two.node.meters.unreported)
                    await asyncio.sleep(0.1)
                    await ask(first, "ping")
                pytest.fail("what was sent to the other node does not count")
            assert first.close_code == CloseCode.TOO_FAST
        await until(lambda: all(len(each.node.meters) == 0 for each in (one, two)))


async def test_a_node_can_leave_while_its_manager_serves_on(serve: Serve, join: Join) -> None:
    async with serve() as manager, client(manager) as ws:
        node = join(manager, NodeConfig(**PATIENT))
        async with node:
            await until(lambda: node.trouble() is None)
            await ask(ws, "job.subscribe", jobId="7")
        assert manager.health() == {"status": "healthy", "reasons": [], "ready": True}
        assert manager.publish("job:7", "news") == 1
        assert await heard(ws) == ["news"]
        async with client(manager):
            pass
        assert await node.close() == {}


async def test_nobody_needs_redis_for_one_node() -> None:
    node = Node(WebSocketManager())
    assert isinstance(node.broker, MemoryBroker)
