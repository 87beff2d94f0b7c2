"""Connections that hang: a peer that stopped reading, handshakes that nobody ends, and both ends in one test (row A19).

The peers are sockets of a fixture's: one that answers the handshake and reads nothing more, and one that says nothing.
"""

from __future__ import annotations

import re

import pytest

from .projects import Runs
from .runners import ASYNCIO, AUTO_SESSION_LOOP, PLAIN, UVLOOP_RUN, Runner
from .situations import Situation, every_runner

END = r"127\.0\.0\.1:\d+"
SOME = (AUTO_SESSION_LOOP, UVLOOP_RUN)

PEERS = """
import base64, hashlib, re

def answer(sock):
    data = b""
    while b"\\r\\n\\r\\n" not in data:
        data += sock.recv(4096)
    key = re.search(rb"(?i)sec-websocket-key: *(\\S+)", data)[1]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    sock.sendall(
        b"HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
        b"Sec-WebSocket-Accept: " + accept + b"\\r\\n\\r\\n"
    )

def accepting(speak):
    listener = socket.create_server(("127.0.0.1", 0))
    accepted = []
    def run():
        while True:
            try:
                sock = listener.accept()[0]
            except OSError:
                return
            accepted.append(sock)
            speak(sock)
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for sock in accepted:
        sock.close()

@pytest.fixture(scope="module")
def deaf():
    "The port of a peer that ends the opening handshake and then reads nothing."
    yield from accepting(answer)

@pytest.fixture(scope="module")
def mute():
    "The port of a peer that accepts connections, and neither reads nor writes."
    yield from accepting(lambda sock: None)
"""

A19 = Situation(
    "a19",
    runners=ASYNCIO,
    arguments=("deaf",),
    setup=PEERS,
    app="""
    from websockets.asyncio.client import connect

    FEEDS = {}

    async def pump(connection):
        while True:
            await connection.send(b"x" * 100_000)

    async def feed(port):
        FEEDS["eur"] = connection = await connect(f"ws://127.0.0.1:{port}/chat")  # born:a19
        FEEDS["pump"] = asyncio.create_task(pump(connection))
        await asyncio.sleep(0.1)
    """,
    body="""
    await app.feed(deaf)
    """,
)

STREAM = Situation(
    "stalled_stream",
    runners=SOME,
    arguments=("mute",),
    setup=PEERS,
    app="""
    FEEDS = {}

    async def pump(writer):
        while True:
            writer.write(b"x" * 100_000)
            await writer.drain()

    async def feed(port):
        FEEDS["eur"] = _, writer = await asyncio.open_connection("127.0.0.1", port)  # born:stalled_stream
        FEEDS["pump"] = asyncio.create_task(pump(writer))
        await asyncio.sleep(0.1)
    """,
    body="""
    await app.feed(mute)
    """,
)

HANDSHAKE = Situation(
    "handshake",
    runners=SOME,
    arguments=("mute",),
    setup=PEERS,
    app="""
    from websockets.asyncio.client import connect

    CLIENTS = {}

    async def join(port):
        CLIENTS["ann"] = await connect(f"ws://127.0.0.1:{port}/chat")  # born:handshake
    """,
    body="""
    app.CLIENTS["joining"] = asyncio.create_task(app.join(mute))
    await asyncio.sleep(0.05)
    """,
)

CLOSING = Situation(
    "closing",
    runners=SOME,
    arguments=("deaf",),
    setup=PEERS,
    app="""
    from websockets.asyncio.client import connect

    CLIENTS = {}

    async def join(port):
        CLIENTS["ann"] = await connect(f"ws://127.0.0.1:{port}/chat")  # born:closing
    """,
    body="""
    await app.join(deaf)
    app.CLIENTS["leaving"] = asyncio.create_task(app.CLIENTS["ann"].close())
    await asyncio.sleep(0.05)
    """,
)

BOTH_ENDS = Situation(
    "both_ends",
    runners=SOME,
    app="""
    from websockets.asyncio.client import connect
    from websockets.asyncio.server import serve

    KEPT = {}

    async def handler(connection):
        async for message in connection:
            await connection.send(message)

    async def open_both():
        server = await serve(handler, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        KEPT["ann"] = await connect(f"ws://127.0.0.1:{port}/chat")  # born:both_ends
        await KEPT["ann"].send("hello")
        await KEPT["ann"].recv()
        server.close(close_connections=False)
    """,
    body="""
    await app.open_both()
    """,
)

STREAM_ENDS = Situation(
    "stream_ends",
    runners=(AUTO_SESSION_LOOP, PLAIN),  # of uvloop's accepted sockets nothing is seen
    app="""
    KEPT = {}

    async def handler(reader, writer):
        await reader.read()

    async def open_both():
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        where = server.sockets[0].getsockname()
        KEPT["ann"] = await asyncio.open_connection(*where)  # born:stream_ends
        await asyncio.sleep(0.01)
        server.close()
    """,
    body="""
    await app.open_both()
    """,
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory, A19, STREAM, HANDSHAKE, CLOSING, BOTH_ENDS, STREAM_ENDS)


@every_runner(A19)
def test_a19_peer_that_stopped_reading(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(A19)
    assert (leak.kind, leak.subject, leak.count) == ("connection", "ClientConnection /chat", 1)
    assert re.match(rf"OPEN, {END} -> {END}/chat; write-stalled, [1-9]\d+ bytes buffered; ", leak.state), leak.state
    assert "`pump()` is blocked in send() -> drain()" in leak.state
    assert [part for part in leak.parts if part.startswith("task pump() (app_a19.py:")]
    assert leak.holders == ("app_a19.FEEDS['eur']",)
    assert leak.release.startswith("`await app_a19.FEEDS['eur'].close()`")
    assert leak.release.endswith("that waits for the peer to read, and after it `transport.abort()`")
    assert [leak.holders[0][slice(*span)] for span in leak.suspects] == ["['eur']"]


@every_runner(STREAM)
def test_a19_stream_whose_peer_stopped_reading(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(STREAM)
    assert (leak.kind, leak.count) == ("socket", 1)
    assert leak.release.endswith("and after it `transport.abort()`")
    assert re.search(r"; write-stalled, [1-9]\d+ bytes buffered; `pump\(\)` is blocked in drain\(\)", leak.state)
    assert [part for part in leak.parts if part.startswith("task pump() (app_stalled_stream.py:")]


@every_runner(HANDSHAKE)
def test_opening_handshake_that_nobody_ends(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(HANDSHAKE)
    assert (leak.kind, leak.count) == ("connection", 1)
    assert re.fullmatch(rf"CONNECTING, {END} -> {END}/chat; handshake unfinished", leak.state), leak.state
    assert [part for part in leak.parts if part.startswith("task join() (")]


@every_runner(CLOSING)
def test_closing_handshake_that_the_peer_does_not_answer(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(CLOSING)
    assert (leak.kind, leak.count) == ("connection", 1)
    told = rf"CLOSING, {END} -> {END}/chat; we have sent 1000, and the peer does not answer"
    assert re.fullmatch(told, leak.state), leak.state


@every_runner(BOTH_ENDS)
def test_both_ends_are_one_leak(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(BOTH_ENDS)
    assert (leak.kind, leak.subject, leak.count) == ("connection", "ClientConnection /chat", 1)
    other = rf"other side: ServerConnection {END} -> {END}, of {re.escape(str(leak.owner))}"
    assert [part for part in leak.parts if re.fullmatch(other, part)], leak.parts


@every_runner(STREAM_ENDS)
def test_both_ends_of_a_stream_are_one_leak(runs: Runs, runner: Runner) -> None:
    leak = runs[runner].leak_of_test(STREAM_ENDS)
    assert (leak.kind, leak.count) == ("socket", 1)
    assert [part for part in leak.parts if re.match(rf"other side: socket {END} -> {END}, of ", part)]
    assert [part for part in leak.parts if part.startswith("task handler() (")]
    assert leak.release.startswith("`app_stream_ends.KEPT['ann'][1].close()`")
    assert "abort" not in leak.release, "nothing waits to be read"


@pytest.mark.parametrize("runner", ASYNCIO, ids=str)
def test_nothing_else_is_reported(runs: Runs, runner: Runner) -> None:
    assert runs.unexpected(runner) == []
