"""Peers that connect, and never become a WebSocket: each is counted from its first packet, and none keeps a server."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from wshygiene_reference import WebSocketManager

from .certificates import make_certificate
from .conftest import PATIENCE, Serve, settings, until
from .raw_peer import HANDSHAKE, RawPeer

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key."""
    return make_certificate(tmp_path_factory.mktemp("tls")).both


@pytest.fixture
def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def secure(manager: WebSocketManager, certificate: Path) -> connect:
    """A client that speaks TLS."""
    context = ssl.create_default_context(cafile=str(certificate))
    return connect(f"wss://127.0.0.1:{manager.port}/", ssl=context, ping_interval=None, close_timeout=1)


@pytest.mark.parametrize(
    ("is_secure", "said"),
    [(False, b""), (False, b"GET / HTTP/1.1\r\nHost: x\r\n"), (True, b""), (True, b"\x16\x03\x01\x02")],
    ids=["nothing", "half a request", "nothing for TLS", "half a greeting"],
)
async def test_a_server_that_ends_waits_for_nobody_who_has_only_connected(
    is_secure: bool, said: bytes, served: ssl.SSLContext
) -> None:
    async with WebSocketManager(settings(open_timeout=2 * PATIENCE)) as manager, AsyncExitStack() as stack:
        await manager.start(port=0, ssl=served if is_secure else None)
        for _ in range(3):
            peer = await stack.enter_async_context(RawPeer(manager.port))
            await peer.send(said)
        await until(lambda: manager.admission.handshakes == 3)
        async with asyncio.timeout(PATIENCE):  # and not until they have gone by themselves
            report = await manager.shutdown()
        assert (report.left, report.cancelled) == ({}, 0)
        assert manager.admission.is_empty()


async def test_a_handshake_that_somebody_else_holds_up_does_not_hold_up_the_end() -> None:
    async def authenticate(_: object) -> None:
        await asyncio.Event().wait()

    patient = settings(authentication_timeout=2 * PATIENCE)
    async with WebSocketManager(patient, authenticate=authenticate) as manager:
        await manager.start(port=0)
        async with RawPeer(manager.port) as peer:
            head = HANDSHAKE.format(port=manager.port).replace("\r\n\r\n", "\r\nAuthorization: Bearer x\r\n\r\n")
            await peer.send(head.encode())
            await until(lambda: manager.admission.handshakes == 1)
            async with asyncio.timeout(PATIENCE):
                report = await manager.shutdown()
            assert report.left == {}


async def test_tls_handshakes_count_like_others(serve: Serve, certificate: Path, served: ssl.SSLContext) -> None:
    async with (
        serve(ssl=served, max_handshakes=2) as manager,
        AsyncExitStack() as all_,
    ):
        peers = [await all_.enter_async_context(RawPeer(manager.port)) for _ in range(30)]
        await until(lambda: sum(manager.admission.refused.values()) == 28)
        assert (manager.admission.handshakes, manager.admission.turning_away) == (2, 2)
        assert len(manager.peers) == 4, "two are let in, two are told why not, and for the rest there is no room"
        for peer in peers:
            peer.socket.close()
        await until(manager.admission.is_empty)
        async with secure(manager, certificate) as ws:
            await ws.send('{"type":"ping","id":1}')
            assert await ws.recv() == '{"type":"ack","id":1,"data":"pong"}'
            assert manager.admission.connections == 1


async def test_a_tls_handshake_has_its_time(serve: Serve, served: ssl.SSLContext) -> None:
    async with serve(ssl=served, open_timeout=0.2) as manager, RawPeer(manager.port) as peer:
        assert await peer.read() == b""
        await until(manager.admission.is_empty)


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"x" * 70_000, b"\x80" * 100])
async def test_what_is_no_tls_is_cut_off(serve: Serve, served: ssl.SSLContext, said: bytes) -> None:
    async with serve(ssl=served, open_timeout=2 * PATIENCE) as manager, RawPeer(manager.port) as peer:
        await peer.send(said[:4096])
        async with asyncio.timeout(PATIENCE):
            while await peer.read():
                pass
        await until(manager.admission.is_empty)


async def test_what_comes_with_the_end_of_the_tls_handshake_is_not_lost(
    serve: Serve, certificate: Path, served: ssl.SSLContext
) -> None:
    context = ssl.create_default_context(cafile=str(certificate))
    async with serve(ssl=served) as manager, RawPeer(manager.port) as peer:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing, server_hostname="127.0.0.1")
        while True:
            try:
                tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await peer.send(outgoing.read())
                incoming.write(await peer.read())
        tls.write(HANDSHAKE.format(port=manager.port).encode())
        await peer.send(outgoing.read())  # the end of the handshake and the request, in one packet
        async with asyncio.timeout(PATIENCE):
            answer = b""
            while b"\r\n\r\n" not in answer:
                incoming.write(await peer.read())
                try:
                    answer += tls.read(4096)
                except ssl.SSLWantReadError:
                    continue
        assert answer.startswith(b"HTTP/1.1 101")


async def test_peers_who_hang_up_at_once_leave_nothing(serve: Serve, certificate: Path, served: ssl.SSLContext) -> None:
    async with serve(ssl=served) as manager:
        for moment in range(20):
            async with RawPeer(manager.port) as peer:
                if moment % 2:
                    await peer.send(b"\x16\x03\x01")
                for _ in range(moment):
                    await asyncio.sleep(0)
        await until(manager.admission.is_empty)
        assert len(manager.peers) == 0
