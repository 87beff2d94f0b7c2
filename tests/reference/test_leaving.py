"""How connections end, one by one and all together: in order, in time, and with nothing left."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import AsyncExitStack, suppress
from typing import Any
from uuid import UUID

import pytest
from websockets.exceptions import ConnectionClosed

from wshygiene_reference import CloseCode, WebSocketManager
from wshygiene_reference.disconnecting import Disconnecting
from wshygiene_reference.parts import State

from .cheap_peer import Received, connect_many
from .conftest import PATIENCE, Serve, client, closed, settings, until
from .raw_peer import RawPeer
from .standing import standing

pytestmark = pytest.mark.asyncio

STEPS = [
    "connection timer",
    "typing timers",
    "typing records",
    "rooms",
    "room tracking",
    "connections",
    "user's connections",
    "session's connections",
]


async def test_the_steps_of_a_disconnect_are_taken_in_their_order(serve: Serve) -> None:
    taken: list[str] = []
    async with serve() as manager:
        manager.disconnecting.seen = taken.append
        async with client(manager):
            await until(lambda: manager.registry.ids())
        await until(lambda: len(taken) == len(STEPS))
    assert taken == STEPS


@pytest.mark.parametrize("failing", STEPS)
async def test_a_step_that_fails_keeps_none_of_the_others_from_being_taken(
    serve: Serve, failing: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    taken: list[str] = []
    steps = Disconnecting.steps

    def one_fails(self: Disconnecting, connection: Any) -> Any:
        for name, step in steps(self, connection):
            taken.append(name)
            yield name, _failing_after(step) if name == failing else step

    monkeypatch.setattr(Disconnecting, "steps", one_fails)
    async with serve() as manager:
        async with client(manager):
            await until(lambda: manager.registry.ids())
        await until(lambda: manager.counters.connection_errors == 1)
    assert taken == STEPS
    assert f"Error during disconnect: {failing}" in caplog.text


def _failing_after(step: Any) -> Any:
    def fail() -> None:
        step()
        raise RuntimeError("on purpose")

    return fail


async def test_callbacks_of_a_connection_run_once_last_one_first_whatever_fails(serve: Serve) -> None:
    called: list[str] = []

    async def later(name: str) -> None:
        await asyncio.sleep(0)
        called.append(name)

    def failing() -> None:
        called.append("failing")
        raise RuntimeError("on purpose")

    async with serve() as manager:
        async with client(manager):
            await until(lambda: manager.registry.ids())
            (connection,) = manager.registry
            connection.push_callback(later, "first")
            connection.push_callback(failing)
            connection.push_callback(called.append, "last")
        await until(lambda: len(called) == 3)
        await connection.run_callbacks()
    assert called == ["last", "failing", "first"]


async def test_nothing_holds_a_connection_that_has_gone(serve: Serve) -> None:
    async with serve() as manager:
        async with client(manager) as ws:
            await ws.send('{"type":"thread.subscribe","data":{"threadId":"t"}}')
            await ws.send('{"type":"typing.start","id":1,"data":{"threadId":"t"}}')
            await ws.recv()
            (connection,) = manager.registry
            reference = connection.reference()
            del connection
        await until(lambda: reference() is None, "the record is freed without the garbage collector")


async def test_an_administrator_ends_one_connection(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        assert await manager.disconnect(manager.registry.ids()[0], CloseCode.FORBIDDEN, "go away")
        assert await closed(ws) == CloseCode.FORBIDDEN
        assert not await manager.disconnect(str(UUID(int=0)))


async def test_events_tell_who_came_and_went(serve: Serve) -> None:
    heard: list[Any] = []
    async with serve() as manager:
        manager.on_event("connection_opened", lambda event: 1 / 0)
        stop = manager.on_event("connection_opened", lambda event: heard.append(event.name))
        manager.on_event("connection_closed", lambda event: heard.append(event.details["code"]))
        async with client(manager):
            pass
        await until(lambda: len(heard) == 2)
        stop()
        async with client(manager) as ws:
            await ws.close(4999)
        await until(lambda: len(heard) == 3)
    assert heard == ["connection_opened", 1000, 4999]
    assert len(manager.events) == 0


async def test_shutting_down_says_so_and_closes_with_1001(serve: Serve) -> None:
    async with serve(retry_after=3) as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        report = await manager.shutdown()
        message = json.loads(await ws.recv())
        assert message["type"] == "serverShutdown"
        assert message["message"] == "Server is shutting down"
        assert 3 <= message["retry_after"] <= 6
        assert await closed(ws) == CloseCode.GOING_AWAY
        assert ws.close_reason == "Server shutting down"
        assert (report.closed, report.aborted, report.leaked) == (1, 0, 0)
        assert manager.state is State.CLOSED


async def test_restarting_is_called_so(serve: Serve) -> None:
    async with serve() as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        await manager.shutdown(restart=True)
        assert await closed(ws) == CloseCode.SERVICE_RESTART


async def test_shutting_down_twice_is_one_shutdown(serve: Serve) -> None:
    async with serve() as manager, client(manager):
        await until(lambda: manager.registry.ids())
        first, second = await asyncio.gather(manager.shutdown(), manager.shutdown())
        assert first is second


async def test_whoever_waits_for_a_shutdown_may_give_up_without_ending_it(serve: Serve) -> None:
    async with serve() as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await until(lambda: manager.registry.ids())
        impatient = asyncio.create_task(manager.shutdown(grace=0.2))
        await asyncio.sleep(0.01)
        impatient.cancel()
        report = await manager.shutdown()
        assert (report.aborted, report.left) == (1, {})


async def test_what_waits_for_a_slow_peer_is_sent_before_it_is_closed(serve: Serve) -> None:
    patient = {"shutdown_grace": 40, "close_timeout": 20, "write_stall": 20, "outbox_peak_seconds": 20}
    async with serve(**patient, outbox_messages=1000, outbox_bytes=10**8) as manager, client(manager) as ws:
        await until(lambda: manager.registry.ids())
        for number in range(600):
            manager.broadcast({"number": number, "text": "x" * 20_000})
        (connection,) = manager.registry
        assert connection.outbox.messages > 0
        leaving = asyncio.create_task(manager.shutdown())
        received = []
        with suppress(ConnectionClosed):
            while True:
                received.append(json.loads(await ws.recv()))
        assert [each["data"]["number"] for each in received if each["type"] == "broadcast"] == list(range(600))
        assert (await leaving).dropped == 0


async def test_a_thousand_peers_of_whom_ten_never_read_are_left_within_the_grace(serve: Serve) -> None:
    crowd = {"max_connections_per_ip": 2000, "max_handshakes": 2000, "backlog": 2000}
    patient = dict.fromkeys(("write_stall", "outbox_peak_seconds", "close_timeout"), 3600.0)  # only the grace ends
    async with serve(**patient, **crowd) as manager, AsyncExitStack() as stack:
        for _ in range(10):
            peer = await stack.enter_async_context(RawPeer(manager.port, receive_buffer=4096))
            await peer.shake_hands()
        await until(lambda: len(manager.registry) == 10)
        while not all(each.outbox.messages for each in manager.registry):
            manager.broadcast("x" * 100_000)
            await asyncio.sleep(0)
        readers = await connect_many(990, manager.port, "/", Received())
        await until(lambda: len(manager.registry) == 1000)
        with standing() as clock:
            leaving = asyncio.create_task(manager.shutdown(grace=60))
            await clock.until(lambda: manager.is_draining)
            clock.forward(30)  # half of it waits for those who do not read
            await clock.until(lambda: len(manager.registry) == 10, "all who read have gone")
            assert not leaving.done(), "the others still have time"
            clock.forward(30)
            await clock.until(leaving.done, "nobody is waited for after that")
        report = leaving.result()
        assert (report.closed, report.aborted, report.left) == (990, 10, {})
        assert report.seconds == pytest.approx(60)
        await asyncio.gather(*(reader.gone for reader in readers))


async def test_who_leaves_or_is_cut_off_while_messages_are_still_sent_is_in_the_report(serve: Serve) -> None:
    async with serve(write_stall=0.3) as manager, RawPeer(manager.port, receive_buffer=4096) as peer:
        await peer.shake_hands()
        await until(lambda: len(manager.registry) == 1)
        (stuck,) = manager.registry
        while not stuck.outbox.messages:
            manager.broadcast("x" * 100_000)
            await asyncio.sleep(0)
        async with client(manager) as ws:
            await until(lambda: len(manager.registry) == 2)
            leaving = asyncio.create_task(manager.shutdown(grace=60))
            assert json.loads(await ws.recv())["type"] == "serverShutdown"
        report = await asyncio.wait_for(leaving, PATIENCE)
        assert (report.closed, report.aborted) == (1, 1)


async def test_a_second_signal_waits_for_nobody(serve: Serve) -> None:
    async with serve(close_timeout=60) as manager, RawPeer(manager.port) as peer:
        await peer.shake_hands()
        await until(lambda: manager.registry.ids())
        leaving = asyncio.create_task(manager.shutdown(grace=60))
        await asyncio.sleep(0.05)
        assert not leaving.done()
        manager.hurry()
        assert (await asyncio.wait_for(leaving, PATIENCE)).aborted == 1


async def test_a_manager_that_never_served_leaves_as_well() -> None:
    async with WebSocketManager() as manager:
        assert manager.state is State.NEW
    assert manager.state is State.CLOSED


async def test_a_manager_serves_once(serve: Serve) -> None:
    async with serve() as manager:
        with pytest.raises(RuntimeError, match="a manager is entered once, and this one is serving"):
            await manager.__aenter__()
        with pytest.raises(RuntimeError, match="a manager serves once, and this one is serving"):
            await manager.start(port=0)


async def test_cleaning_up_a_session_ends_its_connections(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with serve() as manager, client(manager, "/?one") as one, client(manager, "/?two"):
        await until(lambda: len(manager.registry) == 2)
        report = await manager.cleanup("one")
        assert await closed(one) == CloseCode.GOING_AWAY
        assert report.leaked == 0
        await until(lambda: len(manager.registry) == 1)


async def test_orphans_are_found_counted_and_removed(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    async with serve() as manager:
        manager.rooms.join("gone", "job:1")
        manager.typing.start("gone", "ada", "t")
        report = await manager.cleanup()
        assert report.orphans == {"rooms": 1, "typing": 1}
        assert manager.sweeper.leaked == 2
        assert "clean-up: disconnected 0, ended 0, orphans 1 in rooms, 1 in typing" in caplog.text
        assert (await manager.cleanup()).leaked == 0


async def test_errors_of_closing_are_collected(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with serve() as manager, client(manager):
        await until(lambda: manager.registry.ids())
        (connection,) = manager.registry
        monkeypatch.setattr(connection.ws, "close", _refuse)
        caplog.set_level(logging.ERROR)
        report = await manager.shutdown()
        assert report.left == {}
        assert "Error closing client: on purpose" in caplog.text


async def _refuse(code: int, reason: str) -> None:
    raise RuntimeError("on purpose")


async def test_a_manager_that_nobody_would_end_does_not_begin() -> None:
    with pytest.raises(RuntimeError, match="started inside of its `async with`"):
        await WebSocketManager(settings()).start(port=0)


async def test_a_place_that_is_taken_is_an_error_and_another_may_be_tried(serve: Serve) -> None:
    async with serve() as other, WebSocketManager(settings()) as manager:
        with pytest.raises(OSError, match="in use"):
            await manager.start(port=other.port)
        first, second = asyncio.create_task(manager.start(port=0)), asyncio.create_task(manager.start(port=0))
        await asyncio.wait([first, second])
        assert first.exception() is None
        with pytest.raises(RuntimeError, match="this one is starting"):
            second.result()
        assert (await manager.shutdown()).left == {}


async def test_a_shutdown_in_the_middle_of_a_start_leaves_nothing() -> None:
    async with WebSocketManager(settings()) as manager:
        starting = asyncio.create_task(manager.start("localhost", 0))
        await asyncio.sleep(0)
        report = await manager.shutdown()
        with pytest.raises(RuntimeError, match="shut down before it could listen"):
            await starting
        assert report.left == {}
