"""Redis subscriptions that are never given back (row A24), at a server that speaks a little of the protocol."""

from __future__ import annotations

import re

import pytest

from .projects import Runs
from .runners import ASYNCIO, AUTO_SESSION_LOOP, PLAIN, TRIO, UNITTEST, Runner
from .situations import Situation, every_runner

SERVER = """
import contextlib, socketserver

def written(*values):
    forms = {int: lambda value: b":%d\\r\\n" % value, bytes: lambda value: b"$%d\\r\\n%s\\r\\n" % (len(value), value)}
    return b"".join(forms[type(value)](value) for value in values)

class Redis(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.lines.append(self.connection)
        count = 0
        protocol = b"2"
        while head := self.rfile.readline():
            words = []
            for _ in range(int(head[1:])):
                size = int(self.rfile.readline()[1:])
                words.append(self.rfile.read(size + 2)[:-2])
            name = words[0].upper()
            push = b">" if protocol == b"3" else b"*"
            if name == b"HELLO":
                protocol = words[1]
                self.wfile.write(b"%1\\r\\n" + written(b"proto", int(protocol)))
            elif name.endswith(b"SUBSCRIBE"):
                for channel in words[1:]:
                    count += -1 if b"UN" in name else 1
                    self.wfile.write(push + b"3\\r\\n" + written(name.lower(), channel, count))
            else:
                self.wfile.write(b"+OK\\r\\n")

class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    lines = []

@pytest.fixture(scope="module")
def redis_port():
    with Server(("127.0.0.1", 0), Redis) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()
        for line in server.lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
"""

A24 = Situation(
    "a24",
    runners=ASYNCIO,
    arguments=("redis_port",),
    setup=SERVER,
    app="""
    import redis.asyncio

    FEEDS = {}

    async def listen(port):
        client = redis.asyncio.Redis(port=port)
        FEEDS["chat"] = pubsub = client.pubsub()  # born:a24
        await pubsub.subscribe("room:1", "room:2")
        await pubsub.psubscribe("news.*")
    """,
    body="""
    await app.listen(redis_port)
    """,
)

A24_SYNC = Situation(
    "a24_sync",
    runners=(PLAIN, UNITTEST, AUTO_SESSION_LOOP, TRIO),
    style="sync",
    arguments=("redis_port",),
    setup=SERVER,
    app="""
    import redis

    FEEDS = {}

    def listen(port):
        FEEDS["client"] = client = redis.Redis(port=port)  # which would close its connections when it is freed
        FEEDS["chat"] = pubsub = client.pubsub()  # born:a24_sync
        pubsub.subscribe("room:1")
    """,
    body="""
    app.listen(redis_port)
    """,
)

CLOSED = Situation(
    "a24_closed",
    runners=(PLAIN, AUTO_SESSION_LOOP),
    arguments=("redis_port",),
    setup=SERVER,
    app="""
    import redis.asyncio

    FEEDS = {}

    async def listen(port):
        client = redis.asyncio.Redis(port=port)
        FEEDS["chat"] = pubsub = client.pubsub()
        await pubsub.subscribe("room:1")
        await pubsub.aclose()
        FEEDS["never"] = client.pubsub()
        await client.aclose()
    """,
    body="""
    await app.listen(redis_port)
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, A24, A24_SYNC, CLOSED)


@every_runner(A24)
def test_a24_subscription_never_closed(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A24)
    assert (leak.code, leak.kind, leak.subject, leak.count) == ("WSH100", "subscription", "PubSub", 1)
    assert leak.rules == ("WSH407",)
    told = r"subscribed to channel 'room:1', channel 'room:2', pattern 'news\.\*'; 127\.0\.0\.1:\d+ -> 127\.0\.0\.1:\d+"
    assert re.fullmatch(told, leak.state), leak.state
    assert leak.holders == ("app_a24.FEEDS['chat']",)
    assert leak.release.startswith("`await app_a24.FEEDS['chat'].aclose()`")


@every_runner(A24_SYNC)
def test_a24_subscription_of_the_synchronous_client(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A24_SYNC)
    assert (leak.kind, leak.count) == ("subscription", 1)
    assert leak.state.startswith("subscribed to channel 'room:1'; ")
    assert leak.release.startswith("`app_a24_sync.FEEDS['chat'].close()`")


@every_runner(CLOSED)
def test_a24_closed_subscription_is_no_leak(runs: Runs, runner: Runner) -> None:
    assert runs[runner].leaks_of(CLOSED) == []


@pytest.mark.parametrize("runner", [*ASYNCIO, TRIO], ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
