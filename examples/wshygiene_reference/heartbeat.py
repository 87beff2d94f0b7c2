"""One task that looks after all connections: pings, silence, idleness, age and stalls.

A ping costs some 12 us, and 4,000 of them in a row would stall the loop for 76 ms; so connections are visited in
chunks, and others run in between. One task for all also means that there is none per connection to forget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from wshygiene_reference.close_codes import CloseCode
from wshygiene_reference.config import ManagerConfig
from wshygiene_reference.connection import Connection

if TYPE_CHECKING:
    from wshygiene_reference.registry import ConnectionRegistry

#: Ends a connection: (connection, code, reason, whether there is anybody to shake hands with).
Dismiss = Callable[[Connection, int, str, bool], None]


class Heartbeat:
    """Visits every connection once per ``heartbeat_interval``, and the troubled ones more often."""

    def __init__(self, config: ManagerConfig, registry: ConnectionRegistry, dismiss: Dismiss) -> None:
        self._config = config
        self._registry = registry
        self._dismiss = dismiss
        #: How often the stalled and the unauthenticated are looked at: seconds, a quarter of their shortest deadline.
        self.urgent_interval = min(config.write_stall, config.outbox_peak_seconds, config.authentication_timeout) / 4

    async def run(self) -> None:
        """Beat until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time() + self._config.heartbeat_interval
        while True:
            await asyncio.sleep(max(0.0, min(self.urgent_interval, due - loop.time())))
            await self.visit_troubled()
            if loop.time() >= due:
                due = loop.time() + self._config.heartbeat_interval
                await self.beat()

    async def beat(self) -> None:
        """Visit every connection once."""
        for index, connection_id in enumerate(self._registry.ids(), 1):
            connection = self._registry.get(connection_id)
            if connection is not None:
                self.visit(connection)
            if index % self._config.sweep_chunk == 0:
                await asyncio.sleep(0)

    def visit(self, connection: Connection) -> None:
        """Ping one connection, or end it when it is silent, idle or old."""
        now = connection.ws.loop.time()
        if connection.ws.last_heard >= connection.pinged_at:
            connection.missed_pings = 0
        elif connection.missed_pings >= self._config.max_missed_pings:
            self._dismiss(connection, CloseCode.ABNORMAL, "no sign of life", False)
            return
        if reason := self._overdue(connection, now):
            self._dismiss(connection, *reason, True)
            return
        connection.missed_pings += 1
        connection.pinged_at = now
        connection.ws.send_ping()

    def _overdue(self, connection: Connection, now: float) -> tuple[int, str] | None:
        config = self._config
        if config.max_lifetime is not None and now - connection.opened_at >= config.max_lifetime:
            return CloseCode.LIFETIME, "lifetime over"
        heard = max(connection.last_message, connection.opened_at)
        if config.stale_after is not None and now - heard >= config.stale_after:
            return CloseCode.IDLE, "idle"
        return None

    async def visit_troubled(self) -> None:
        """End those who read nothing, and those who never said who they are."""
        for index, connection_id in enumerate(self._registry.ids(), 1):
            connection = self._registry.get(connection_id)
            if connection is not None:
                self._check_deadlines(connection)
            if index % (self._config.sweep_chunk * 10) == 0:
                await asyncio.sleep(0)

    def _check_deadlines(self, connection: Connection) -> None:
        now = connection.ws.loop.time()
        if connection.outbox.is_stalled(now, connection.ws.transport.get_write_buffer_size()):
            self._dismiss(connection, CloseCode.TOO_SLOW, "not reading", False)
        elif connection.identity is None and now - connection.opened_at >= self._config.authentication_timeout:
            self._dismiss(connection, CloseCode.UNAUTHENTICATED, "authentication took too long", True)
