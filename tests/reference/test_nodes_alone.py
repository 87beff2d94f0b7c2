"""Redis is away, in every way it can be: each node serves its own clients on, says so, and finds back."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from .cluster import HASTY, PATIENT, Member, ask, becomes, cluster, heard, joining, looking_at, together
from .conftest import Serve, until
from .redis_server import BadLine, RedisServer

pytestmark = pytest.mark.asyncio


async def alone(member: Member) -> str:
    """Wait until a node knows that it is alone; what it says."""
    await until(lambda: member.node.trouble() is not None, "the node is alone")
    health = member.manager.health()
    assert health["status"] == "degraded"
    assert health["ready"], "its own clients are served"
    (reason,) = health["reasons"]
    assert reason.startswith("other nodes are out of reach, limits hold for this node alone: ")
    return str(reason)


async def serves_its_own(member: Member) -> None:
    """A client can come in, subscribe, hear and leave."""
    async with member.connect("eve") as ws:
        await ask(ws, "job.subscribe", jobId="own")
        member.manager.publish("job:own", "news")
        assert "news" in await heard(ws)


async def test_redis_that_was_never_there(serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    redis = RedisServer(tmp_path)
    async with cluster(serve, [joining(redis.url)] * 2) as (one, two):
        await alone(one)
        await until(lambda: all("onnect call failed" in str(each.node.trouble()) for each in (one, two)))
        await serves_its_own(one)
        assert one.node.gate.alone == 1
        await asyncio.sleep(0.3)  # some attempts
        said = [record for record in caplog.records if record.levelno >= logging.WARNING]
        assert len(said) == 2, "each node says it once, however often it tries"
        try:
            redis.start()
            await together([one, two])
            assert one.manager.health()["status"] == "healthy"
            async with one.connect("ada"):
                await becomes(lambda: two.node.broker.holders("user", "ada"), {(one.node.id, ""): 1})
            await one.node.close()
            await two.node.close()
        finally:
            redis.kill()


async def test_redis_is_killed_under_traffic_and_comes_back_empty(serve: Serve, redis: RedisServer) -> None:
    async with cluster(serve, [joining(redis.url)] * 2, max_connections_per_user=2) as (one, two):
        await together([one, two])
        async with one.connect("ada/1") as first, two.connect("ada/2") as second:
            for ws in (first, second):
                await ask(ws, "job.subscribe", jobId="7")
            redis.kill()
            published = 0
            while not (one.node.trouble() and two.node.trouble()):
                published += one.manager.publish("job:7", "during")
                await asyncio.sleep(0.001)
            assert len(await heard(first)) == published, "those on the same node miss nothing"
            await alone(one)
            await serves_its_own(one)
            redis.start()
            await together([one, two])
            for each in (one, two):
                await becomes(lambda each=each: each.node.presence("job:7"), 2)
                await becomes(lambda each=each: each.node.broker.holders("user", "eve"), {})
            await becomes(lambda: _count(two, "user", "ada"), 2)
            one.manager.publish("job:7", "after")
            while "after" not in await heard(second):
                pass
            assert (one.node.stats()["lost"], one.node.stats()["recovered"]) == (1, 2)


async def _count(member: Member, kind: str, key: str) -> int:
    return sum((await member.node.broker.holders(kind, key)).values())


async def test_who_could_not_be_heard_has_not_gone_without_a_word(
    serve: Serve, redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redis comes and goes for longer than a node may be silent: that counts from when others can be heard again."""
    async with cluster(serve, [joining(redis.url)] * 2) as (one, two):
        await together([one, two])
        peers = one.node.peers
        await until(lambda: len(peers) == 1, "the other node was heard")
        (name,) = peers.gone(float("inf"))
        long_after = one.manager.now() + 1000
        peers.listen(long_after)
        assert peers.gone(long_after + PATIENT["lease_ttl"]) == []
        assert peers.gone(long_after + PATIENT["lease_ttl"] + 1) == [name]
        listened: list[float] = []
        monkeypatch.setattr(peers, "listen", listened.append)
        redis.kill()
        await alone(one)
        redis.start()
        await together([one, two])
        assert len(listened) == 1


async def test_redis_that_stops_in_its_tracks_holds_up_nobody(serve: Serve, redis: RedisServer) -> None:
    settings = {**PATIENT, "deadline": 0.3, "lease_ttl": 30.0}
    async with cluster(serve, [joining(redis.url)] * 2, settings) as (one, two):
        await together([one, two])
        redis.pause()
        try:
            await serves_its_own(one)
            assert one.node.gate.alone == 1, "somebody was let in without an answer"
            reason = await alone(one)
            assert reason.endswith("no answer within 0.3 s"), reason
            await serves_its_own(two)
        finally:
            redis.resume()
        await together([one, two])
        async with one.connect("ada"):
            await becomes(lambda: _count(two, "user", "ada"), 1)
        await becomes(lambda: _count(two, "user", "ada"), 0)


async def test_somebody_else_empties_redis_and_cuts_off_those_who_listen(serve: Serve, redis: RedisServer) -> None:
    async with looking_at(redis) as onlooker, cluster(serve, [joining(redis.url)] * 2, HASTY) as (one, two):
        await together([one, two])
        async with one.connect("ada") as ada:
            await ask(ada, "job.subscribe", jobId="7")
            await becomes(lambda: two.node.presence("job:7"), 1)
            await onlooker.flushall()
            await onlooker.script_flush()
            await becomes(lambda: two.node.presence("job:7"), 1)
            await onlooker.client_kill_filter(_type="pubsub")
            await until(lambda: [each.node.stats()["recovered"] for each in (one, two)] == [2, 2])
            two.manager.publish("job:7", "news")
            while "news" not in await heard(ada):
                pass


@pytest.mark.parametrize(
    ("spoil", "mend", "said"),
    [
        (("REPLICAOF", "127.0.0.1", "1"), ("REPLICAOF", "NO", "ONE"), "against a read only replica"),
        (("CONFIG", "SET", "maxmemory", "1"), ("CONFIG", "SET", "maxmemory", "0"), "not allowed when used memory"),
    ],
    ids=["read-only", "full"],
)
async def test_redis_that_answers_and_takes_nothing_is_away(
    serve: Serve,
    redis: RedisServer,
    caplog: pytest.LogCaptureFixture,
    spoil: tuple[str, ...],
    mend: tuple[str, ...],
    said: str,
) -> None:
    async with looking_at(redis) as onlooker, cluster(serve, [joining(redis.url)], HASTY) as (one,):
        await together([one])
        async with one.connect("ada"):
            await onlooker.execute_command(*spoil)
            told = await alone(one)
            caplog.clear()
            for _ in range(100):  # in which it tries again and again
                assert one.node.trouble() is not None, "it does not come and go"
                await asyncio.sleep(0.01)
            assert said in told
            assert "EVAL" not in told, "what was sent is nobody's business"
            assert caplog.messages == [], "one line is enough"
            await onlooker.execute_command(*mend)
            await together([one])


@pytest.mark.parametrize("how", ["stall", "cut"])
async def test_a_node_behind_a_bad_line_goes_on_alone(serve: Serve, redis: RedisServer, how: str) -> None:
    async with BadLine(redis.port) as line:
        async with cluster(serve, [joining(line.url), joining(redis.url)], HASTY) as (far, near):
            await together([far, near])
            async with far.connect("ada") as ada, near.connect("grace") as grace:
                for ws in (ada, grace):
                    await ask(ws, "job.subscribe", jobId="7")
                await becomes(lambda: near.node.presence("job:7"), 2)
                line.stall()
                if how == "cut":
                    line.cut()
                await alone(far)
                await serves_its_own(far)
                await becomes(lambda: near.node.presence("job:7"), 1)
                assert near.node.trouble() is None, "the others go on together"
                line.mend()
                await together([far, near])
                await becomes(lambda: near.node.presence("job:7"), 2)
                far.manager.publish("job:7", "back")
                while "back" not in await heard(grace):
                    pass


async def test_what_waits_for_redis_is_bounded(serve: Serve, redis: RedisServer) -> None:
    async with BadLine(redis.port) as line:
        settings = {**PATIENT, "deadline": 0.3, "outgoing_messages": 10}
        async with cluster(serve, [joining(line.url), joining(redis.url)], settings) as (far, near):
            await together([far, near])
            async with near.connect("grace") as grace:
                await ask(grace, "job.subscribe", jobId="7")
                line.stall()
                line.cut()
                await alone(far)
                for number in range(50):
                    far.manager.publish("job:7", number)
                assert len(far.node.broker.link.outgoing) == 10  # type: ignore[attr-defined]
                assert far.node.stats()["notSent"] >= 40
                line.mend()
                await together([far, near])
                found: list[Any] = []
                while 49 not in found:
                    found += await heard(grace)
                assert found == sorted(found)
                assert set(found) <= set(range(40, 50)), "the oldest went first"
                assert near.node.peers.missed >= 40, "whoever missed something knows it"
