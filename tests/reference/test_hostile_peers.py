"""Whatever a peer does, nothing of it is left."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from prometheus_client import generate_latest

from wshygiene_reference import CloseCode, Credentials, WebSocketManager
from wshygiene_reference.admin.audit import AuditLog
from wshygiene_reference.operation.metrics import create_registry

from .conftest import PATIENCE, Serve, client, until
from .raw_peer import BINARY, CONTINUATION, HANDSHAKE, TEXT, RawPeer, frame

KILOBYTE = 1024
pytestmark = pytest.mark.asyncio


def is_empty(manager: WebSocketManager) -> bool:
    return manager.admission.is_empty() and not any(manager.memory_stats().values())


async def test_a_peer_that_stops_reading_is_cut_off_and_holds_no_more_than_its_share(serve: Serve) -> None:
    limits = {"write_stall": 0.3, "outbox_messages": 64, "outbox_bytes": 256 * KILOBYTE}
    async with serve(**limits) as manager, RawPeer(manager.port, receive_buffer=4096) as peer:
        await peer.shake_hands()
        await until(lambda: len(manager.registry) == 1)
        (connection,) = manager.registry
        was_paused = False
        for _ in range(300):
            manager.broadcast("x" * 32 * KILOBYTE)
            assert connection.outbox.size <= 256 * KILOBYTE
            assert connection.outbox.messages <= 64
            was_paused |= connection.outbox.is_paused
            await asyncio.sleep(0)
        assert was_paused
        await until(lambda: is_empty(manager), "the peer that does not read is gone")
        assert manager.counters.closed[CloseCode.TOO_SLOW] == 1
        assert manager.outbox_counts.dropped > 0


async def test_others_get_everything_while_one_does_not_read(serve: Serve) -> None:
    slow_and_fast = AsyncExitStack()
    async with serve(write_stall=30, outbox_messages=100_000) as manager, slow_and_fast:
        peer = await slow_and_fast.enter_async_context(RawPeer(manager.port, receive_buffer=4096))
        reader = await slow_and_fast.enter_async_context(client(manager))
        await peer.shake_hands()
        await until(lambda: len(manager.registry) == 2)
        for number in range(200):
            manager.broadcast({"number": number, "text": "x" * 8 * KILOBYTE})
            await asyncio.sleep(0)
        for number in range(200):
            assert f'"number":{number},' in await asyncio.wait_for(reader.recv(), PATIENCE)


async def test_a_peer_that_never_answers_pings_is_cut_off(serve: Serve) -> None:
    async with serve(heartbeat_interval=0.05) as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await until(lambda: len(manager.registry) == 1)
        await until(lambda: is_empty(manager), "the silent peer is gone")
        assert manager.counters.closed[CloseCode.ABNORMAL] == 1


async def test_a_peer_that_answers_pings_stays(serve: Serve) -> None:
    async with serve(heartbeat_interval=0.02) as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        (connection,) = manager.registry
        await until(lambda: connection.ws.latency > 0, "a ping was answered")
        await asyncio.sleep(0.3)
        assert len(manager.registry) == 1
        await ws.close()


async def test_a_half_open_connection_never_becomes_one(serve: Serve) -> None:
    async with serve(open_timeout=0.2) as manager, AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(RawPeer(manager.port)) for _ in range(20)]
        for peer in peers:
            await peer.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
        for peer in peers:
            await peer.read_to_the_end()
        await until(lambda: is_empty(manager), "nobody is shaking hands any more")
        assert manager.counters.connections_opened == 0


async def test_a_thousand_aborted_handshakes_hold_no_slot(serve: Serve) -> None:
    async with serve(max_handshakes=2_000, max_connections_per_ip=2_000) as manager:
        for batch in range(20):
            async with AsyncExitStack() as stack:
                peers = [await stack.enter_async_context(RawPeer(manager.port)) for _ in range(50)]
                for index, peer in enumerate(peers):
                    if index % 3 == 0:
                        await peer.send(b"GET / HTTP/1.1\r\n")
                    elif index % 3 == 1:
                        await peer.shake_hands()
                    if (batch + index) % 2:
                        peer.reset()
        await until(lambda: is_empty(manager), "no slot is held")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(frame(TEXT, b"x" * 2000), 1009, id="too big"),
        pytest.param(frame(TEXT, b"x" * 900, fin=False) + frame(CONTINUATION, b"x" * 900), 1009, id="too big in parts"),
        pytest.param(frame(TEXT, b"\xff\xfe"), 1007, id="not UTF-8"),
        pytest.param(frame(CONTINUATION, b"x"), 1002, id="continues nothing"),
        pytest.param(frame(3, b""), 1002, id="unknown opcode"),
        pytest.param(b"\x81\x01x", 1002, id="not masked"),
        pytest.param(b"\xff" * 64, 1002, id="garbage"),
        pytest.param(frame(TEXT, b"not json") * 10, CloseCode.BAD_MESSAGE, id="ten times no JSON"),
        pytest.param(frame(BINARY, b"\x00") * 10, CloseCode.BAD_MESSAGE, id="ten times no text"),
    ],
)
async def test_what_is_no_message_ends_the_connection(serve: Serve, sent: bytes, code: int) -> None:
    async with serve(max_message_size=1000) as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await peer.send(sent)
        answer = await asyncio.wait_for(peer.read_to_the_end(), PATIENCE)
        assert code.to_bytes(2, "big") in answer
        await until(lambda: is_empty(manager))
        assert manager.counters.closed == {code: 1}, "the peer never confirmed it, and need not"
        assert manager.counters.connection_errors == (code < 4000)


DOUBTFUL = {
    "two tokens": (400, "request", "Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n"),
    "two origins": (400, "request", "Host: x\r\nOrigin: http://x\r\nOrigin: http://y\r\n"),
    "two hosts": (400, "request", "Host: x\r\nHost: y\r\nOrigin: http://x\r\n"),
    "an origin without a host": (403, "origin", "Origin: http://x\r\n"),
    "an origin that is none": (403, "origin", "Host: x\r\nOrigin: http://[\r\n"),
    "another origin": (403, "origin", "Host: x\r\nOrigin: http://y\r\n"),
    "an unknown token": (401, "token", "Host: x\r\nAuthorization: Bearer \xff\r\n"),
}


@pytest.mark.parametrize(("status", "reason", "headers"), DOUBTFUL.values(), ids=DOUBTFUL)
async def test_a_doubtful_request_is_refused_counted_and_no_failure_of_ours(
    serve: Serve, caplog: pytest.LogCaptureFixture, status: int, reason: str, headers: str
) -> None:
    async def nobody(_: Credentials) -> None:
        return None

    async with serve(nobody) as manager, RawPeer(manager.port) as peer:
        head = HANDSHAKE.format(port=manager.port).replace(f"Host: 127.0.0.1:{manager.port}\r\n", headers)
        await peer.send(head.encode("latin-1"))
        assert (await peer.read_to_the_end()).startswith(b"HTTP/1.1 %d " % status)
        assert manager.admission.refused == {reason: 1}
        metrics = generate_latest(create_registry(manager, AuditLog(1))).decode()
        assert f'wshygiene_connections_refused_total{{reason="{reason}"}} 1.0' in metrics
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_message_in_many_small_parts_is_understood(serve: Serve) -> None:
    text = b'{"type":"ping","id":7}'
    async with serve() as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await peer.send(frame(TEXT, text[:1], fin=False))
        for byte in text[1:-1]:
            await peer.send(frame(CONTINUATION, bytes([byte]), fin=False))
        await peer.send(frame(CONTINUATION, text[-1:]))
        assert b'"id":7,"data":"pong"' in await asyncio.wait_for(peer.read(), PATIENCE)


async def test_a_flood_is_stopped(serve: Serve) -> None:
    async with serve(message_burst=20, message_rate=1) as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await peer.send(frame(TEXT, b'{"type":"ping"}') * 100)
        answer = await asyncio.wait_for(peer.read_to_the_end(), PATIENCE)
        assert CloseCode.TOO_FAST.to_bytes(2, "big") in answer
        assert manager.counters.messages_received == 21
        await until(lambda: is_empty(manager))


async def test_a_storm_of_reconnects_leaves_nothing(serve: Serve) -> None:
    async def come_and_go(times: int) -> None:
        for _ in range(times):
            async with client(manager) as ws:
                await ws.send('{"type":"job.subscribe","id":1,"data":{"jobId":"7"}}')
                await ws.recv()

    async with serve() as manager:
        await asyncio.gather(*(come_and_go(10) for _ in range(20)))
        await until(lambda: is_empty(manager))
        assert manager.counters.connections_opened == 200


@pytest.mark.parametrize("moment", range(6))
async def test_a_disconnect_inside_any_await_of_a_handler_leaves_nothing(serve: Serve, moment: int) -> None:
    reached = asyncio.Event()
    seen = []

    async def slow(connection: object, message: object) -> str:
        for step in range(6):
            if step == moment:
                reached.set()
            seen.append(step)
            await asyncio.sleep(0.01)
        return "done"

    async with serve() as manager:
        manager.on_message("slow", slow)
        async with RawPeer(manager.port) as peer:
            await peer.shake_hands()
            await peer.send(frame(TEXT, b'{"type":"thread.subscribe","data":{"threadId":"t"}}'))
            await peer.send(frame(TEXT, b'{"type":"typing.start","data":{"threadId":"t"}}'))
            await peer.send(frame(TEXT, b'{"type":"slow","id":1}'))
            await asyncio.wait_for(reached.wait(), PATIENCE)
            peer.reset()
        await until(lambda: is_empty(manager))
    assert seen == list(range(6)), "a handler that has begun is finished"


async def test_a_handler_that_never_ends_is_ended(serve: Serve) -> None:
    async def stuck(connection: object, message: object) -> None:
        await asyncio.Event().wait()

    async with serve(handler_timeout=60, shutdown_grace=0.2) as manager:
        manager.on_message("stuck", stuck)
        async with client(manager) as ws:
            await ws.send('{"type":"stuck"}')
            await until(lambda: manager.counters.messages_received == 1)
            report = await manager.shutdown()
            assert report.cancelled == 1
            assert report.left == {}
