"""Leaving in seven steps, none of which can take longer than its share of the time, whatever the peers do.

``websockets`` would wait without bound for a peer that does not read. So it is only told to stop listening; the peers
are let go here, and the transport of one who does not go is aborted.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field

from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.connection import Connection, encode
from wshygiene_reference.handshake import jittered
from wshygiene_reference.messages import compose
from wshygiene_reference.parts import Parts, State

log = logging.getLogger("wshygiene_reference")

#: Seconds that handlers get to end after their connections have, before they are cancelled.
LAST_TURN = 0.5
#: Seconds between two looks at what still waits to be sent.
LOOK = 0.01


STOPPING = (CloseCode.GOING_AWAY, "Server shutting down")
RESTARTING = (CloseCode.SERVICE_RESTART, "Server restarting")


@dataclass(frozen=True, slots=True)
class DrainReport:
    """How leaving went.

    ``closed`` peers left when they were told or before, ``aborted`` ones were cut off, ``dropped`` messages were not
    delivered, ``cancelled`` handlers did not end by themselves, and ``left`` is what there still was of each kind
    although nothing should be. ``expiring`` is what could not be taken back from other nodes, by kind, and ends there
    by itself.
    """

    closed: int
    aborted: int
    dropped: int
    cancelled: int
    seconds: float
    left: dict[str, int] = field(default_factory=dict)
    expiring: dict[str, int] = field(default_factory=dict)

    @property
    def leaked(self) -> int:
        """Everything that was left."""
        return sum(self.left.values())


class Drain:
    """One shutdown of one manager."""

    def __init__(self, manager: Parts) -> None:
        self._manager = manager
        self._hurry = asyncio.Event()
        self._closing: set[asyncio.Task[None]] = set()

    def hurry(self) -> None:
        """Skip the waiting: whoever is still there is cut off now."""
        self._hurry.set()
        for task in self._closing:
            task.cancel()

    async def run(self, grace: float, *, restart: bool) -> DrainReport:
        """Take all steps; ``grace`` is seconds for the peers to go by themselves. A ``restart`` is said to be one."""
        manager = self._manager
        began, dropped_before = manager.now(), manager.outbox_counts.dropped
        code, reason = RESTARTING if restart else STOPPING
        manager.state = State.DRAINING
        if manager.server is not None:  # 1 stop listening
            manager.server.close(close_connections=False)
        everybody = set(manager.registry)
        self._announce()  # 2 say so
        await self._flush(began + grace / 2)  # 3 send what waits
        everybody.update(manager.registry)  # who was in its handshake when it began
        await self._close(list(manager.registry), began + grace, code, reason)  # 4 shake hands
        for connection in manager.registry:  # 5 cut off the others, and those who have not shaken hands
            connection.abort(code, reason)
        manager.peers.cut_off()
        cancelled = await self._end_handlers()  # 6 end what still works
        expiring = await self._stop()
        left = {name: count for name, count in self._left().items() if count}  # 7 look
        manager.state = State.CLOSED
        dropped = manager.outbox_counts.dropped - dropped_before
        aborted = sum(connection.ws.was_cut_off for connection in everybody)
        seconds = manager.now() - began
        report = DrainReport(len(everybody) - aborted, aborted, dropped, cancelled, seconds, left, expiring)
        (log.error if left else log.info)("shut down: %s", report)
        return report

    def _announce(self) -> None:
        for connection in self._manager.registry:
            wait = round(jittered(self._manager.config.retry_after), 1)
            text = compose("serverShutdown", message="Server is shutting down", retry_after=wait)
            connection.send(encode(text))

    async def _stop(self) -> dict[str, int]:
        """End the manager's own tasks and timers, and let go of what only a serving manager needs.

        What could not be taken back from other nodes is returned.
        """
        manager = self._manager
        expiring = await manager.background.end()
        manager.typing.clear()
        manager.publisher.throttle.clear()
        manager.publisher.last_values.clear()
        manager.events.clear()
        if manager.server is not None:
            with suppress(TimeoutError):  # whom it waits for is among what is left
                async with asyncio.timeout(LAST_TURN):
                    await manager.server.wait_closed()
        return expiring

    def _left(self) -> dict[str, int]:
        """What is left of each kind: nothing, when all is well."""
        manager = self._manager
        return {
            "connections": len(manager.registry),
            "rooms": len(manager.rooms),
            "typing timers": len(manager.typing),
            "leases": manager.admission.connections,
            "TCP connections": len(manager.peers),
            "orphans": sum(map(len, manager.sweeper.orphans().values())),
            "tasks": len(manager.background),
        }

    async def _flush(self, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < deadline and any(_has_more(each) for each in self._manager.registry):
            if await self._hurried(min(LOOK, deadline - loop.time())):
                return

    async def _close(self, connections: list[Connection], deadline: float, code: CloseCode, reason: str) -> None:
        """Close ``close_batch`` at a time. A peer that takes no part holds up one place, not a batch."""
        places = asyncio.Semaphore(self._manager.config.close_batch)
        close_timeout = self._manager.config.close_timeout

        async def close(connection: Connection) -> None:
            async with places:
                left = max(0.0, deadline - self._manager.now())
                await connection.close(code, reason, min(close_timeout, left))

        self._closing = {asyncio.create_task(close(each)) for each in connections}
        if self._hurry.is_set():
            self.hurry()
        results = await asyncio.gather(*self._closing, return_exceptions=True)
        self._closing.clear()
        for error in results:
            if isinstance(error, Exception):
                log.error("Error closing client: %s", error)

    async def _end_handlers(self) -> int:
        """Let handlers end by themselves, then cancel them; how many had to be."""
        server = self._manager.server
        tasks: set[asyncio.Task[None]] = set() if server is None else set(server.handler_tasks)
        if not tasks:
            return 0
        _, working = await asyncio.wait(tasks, timeout=LAST_TURN)
        for task in working:
            task.cancel()
        if working:
            await asyncio.wait(working, timeout=LAST_TURN)
        return len(working)

    async def _hurried(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._hurry.wait()
        except TimeoutError:
            return False


def _has_more(connection: Connection) -> bool:
    return bool(connection.outbox.messages or connection.ws.transport.get_write_buffer_size())
