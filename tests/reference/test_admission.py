"""Who gets in: limits that hold under a rush, and slots that come back however a connection ends."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from wshygiene_reference import CloseCode, Credentials, Identity, ManagerConfig, WebSocketManager
from wshygiene_reference.admission import AdmissionController, LimitExceeded

from .conftest import PATIENCE, Serve, client, closed, settings, until
from .raw_peer import RawPeer

asynchronous = pytest.mark.asyncio


async def everybody(credentials: Credentials) -> Identity | None:
    """Tokens are user/session here; ``nobody`` is unknown."""
    user, _, session = (credentials.token or "").partition("/")
    return None if user == "nobody" else Identity(user, session or user)


def bearer(token: str) -> dict[str, Any]:
    return {"additional_headers": {"Authorization": f"Bearer {token}"}}


async def refusal(manager: WebSocketManager, **options: Any) -> InvalidStatus:
    with pytest.raises(InvalidStatus) as caught:
        async with client(manager, **options):
            pass
    return caught.value


@asynchronous
async def test_the_server_is_full(serve: Serve) -> None:
    async with serve(max_connections=2) as manager, client(manager), client(manager):
        response = (await refusal(manager)).response
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) >= 5
        assert response.body == b"limit of 2 connections reached (server, 2 in use)\n"
        assert manager.admission.refused == {"server": 1}


@asynchronous
@pytest.mark.parametrize(
    ("limit", "first", "second"),
    [
        ("session", "ada/phone", "grace/phone"),
        ("user", "ada/phone", "ada/laptop"),
        ("ip", "ada/phone", "grace/laptop"),
    ],
)
async def test_one_client_has_enough(serve: Serve, limit: str, first: str, second: str) -> None:
    async with serve(everybody, **{f"max_connections_per_{limit}": 1}) as manager:
        async with client(manager, **bearer(first)) as ws:
            assert (await refusal(manager, **bearer(second))).response.status_code == 429
            await ws.close()
        await until(manager.admission.is_empty)
        async with client(manager, **bearer(second)):
            pass


@asynchronous
async def test_a_rush_does_not_get_past_the_limit(serve: Serve) -> None:
    async def slow(credentials: Credentials) -> Identity:
        await asyncio.sleep(0.05)
        return Identity("ada", "phone")

    async def enter(stack: AsyncExitStack) -> bool:
        try:
            await stack.enter_async_context(client(manager, **bearer("x")))
        except InvalidStatus:
            return False
        return True

    async with serve(slow, max_connections_per_session=10) as manager, AsyncExitStack() as stack:
        assert sum(await asyncio.gather(*(enter(stack) for _ in range(100)))) == 10
        assert manager.admission.in_use("session", "phone") == 10


@asynchronous
async def test_slots_come_back_when_handshakes_fail_after_they_were_taken(serve: Serve) -> None:
    async def slow(credentials: Credentials) -> Identity:
        await asyncio.sleep(0.05)
        return Identity("ada", "phone")

    async with serve(slow, max_connections_per_session=1000) as manager:
        for _ in range(5):
            async with AsyncExitStack() as stack:
                for _ in range(20):
                    peer = await stack.enter_async_context(RawPeer(manager.port))
                    await peer.send(
                        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        b"Authorization: Bearer x\r\nSec-WebSocket-Key: broken\r\nSec-WebSocket-Version: 13\r\n\r\n"
                    )
        await until(manager.admission.is_empty)


@asynchronous
async def test_too_many_handshakes_at_once(serve: Serve) -> None:
    async with serve(max_handshakes=3) as manager, AsyncExitStack() as stack:
        for _ in range(3):
            await stack.enter_async_context(RawPeer(manager.port))
        await until(lambda: manager.admission.handshakes == 3)
        assert (await refusal(manager)).response.status_code == 503


@asynchronous
async def test_those_who_are_turned_away_are_limited_too(serve: Serve) -> None:
    async with serve(max_connections=1, max_handshakes=2) as manager, client(manager), AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(RawPeer(manager.port)) for _ in range(6)]
        await until(lambda: manager.admission.refused["server"] == 6)
        await until(lambda: manager.admission.turning_away == 2)
        ended = [peer for peer in peers if await _is_cut(peer)]
        assert len(ended) == 4


async def _is_cut(peer: RawPeer) -> bool:
    try:
        return await asyncio.wait_for(peer.read(), 0.1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


@asynchronous
async def test_an_unknown_token_is_refused(serve: Serve) -> None:
    async with serve(everybody) as manager:
        response = (await refusal(manager, **bearer("nobody"))).response
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert manager.counters.connections_opened == 0


@asynchronous
async def test_an_authenticator_that_hangs_is_not_waited_for(serve: Serve) -> None:
    async def hangs(credentials: Credentials) -> None:
        await asyncio.Event().wait()

    async with serve(hangs, authentication_timeout=0.1) as manager:
        assert (await refusal(manager, **bearer("x"))).response.status_code == 503


@asynchronous
async def test_who_one_is_can_be_said_in_the_first_message(serve: Serve) -> None:
    async with serve(everybody) as manager, client(manager) as ws:
        await ws.send('{"type":"job.subscribe","id":1,"data":{"jobId":"7"}}')
        assert '"code":"unauthenticated"' in await ws.recv()
        await ws.send('{"type":"authenticate","id":2,"data":{"token":"ada/phone"}}')
        assert await ws.recv() == '{"type":"ack","id":2,"data":{"user":"ada","session":"phone"}}'
        assert [each.identity.user for each in manager.registry.by_session("phone") if each.identity] == ["ada"]


@asynchronous
@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param('{"type":"authenticate","data":{"token":"nobody"}}', CloseCode.UNAUTHENTICATED, id="unknown"),
        pytest.param('{"type":"authenticate","data":{"token":"ada/full"}}', CloseCode.TRY_AGAIN_LATER, id="full"),
        pytest.param(None, CloseCode.UNAUTHENTICATED, id="silent"),
    ],
)
async def test_who_does_not_say_so_in_time_or_may_not_come_in_goes(
    serve: Serve, said: str | None, code: CloseCode
) -> None:
    patience = PATIENCE if said else 0.3
    async with serve(everybody, authentication_timeout=patience, max_connections_per_session=1) as manager:
        async with client(manager, **bearer("ada/full")), client(manager) as ws:
            if said is not None:
                await ws.send(said)
            assert await closed(ws) == code


@asynchronous
async def test_a_token_in_the_query_is_none(serve: Serve) -> None:
    seen: list[Credentials] = []

    async def note(credentials: Credentials) -> Identity:
        seen.append(credentials)
        return Identity("ada", "phone")

    async with serve(note) as manager:
        async with client(manager, "/?token=secret", **bearer("shown")):
            pass
    assert [each.token for each in seen] == ["shown"]
    assert "shown" not in repr(seen), "tokens do not end in logs"


@asynchronous
@pytest.mark.parametrize(
    ("origins", "origin", "status"),
    [
        (None, "http://127.0.0.1:{port}", 101),
        (None, "http://evil.example", 403),
        (["https://app.example"], "https://app.example", 101),
        (["https://app.example"], "http://127.0.0.1:{port}", 403),
        (["https://app.example"], None, 101),
    ],
)
async def test_a_browser_comes_from_where_it_may(
    serve: Serve, origins: list[str] | None, origin: str | None, status: int
) -> None:
    async with serve(origins=origins) as manager:
        shown = origin.format(port=manager.port) if origin else None
        if status == 101:
            async with client(manager, origin=shown):
                pass
        else:
            assert (await refusal(manager, origin=shown)).response.status_code == status


@asynchronous
async def test_nobody_is_let_in_while_memory_is_short_or_the_server_leaves(serve: Serve) -> None:
    async with serve(max_memory_percent=1) as manager:
        response = (await refusal(manager)).response
        assert (response.status_code, response.body) == (503, b"the server is short of memory\n")
        assert manager.health()["status"] == "degraded"


def test_a_lease_gives_everything_back_once() -> None:
    admission = AdmissionController(ManagerConfig())
    lease = admission.acquire("10.0.0.1")
    lease.identify(Identity("ada", "phone"))
    lease.opened()
    assert (admission.connections, admission.handshakes) == (1, 0)
    lease.release()
    lease.release()
    assert admission.is_empty()


def test_a_refused_identity_takes_nothing() -> None:
    admission = AdmissionController(settings(max_connections_per_user=1))
    first, second = admission.acquire("10.0.0.1"), admission.acquire("10.0.0.1")
    first.identify(Identity("ada", "phone"))
    with pytest.raises(LimitExceeded, match="limit of 1 connections reached \\(user, 1 in use\\)"):
        second.identify(Identity("ada", "laptop"))
    assert admission.in_use("session", "laptop") == 0
    first.release()
    second.release()
    assert admission.is_empty()
