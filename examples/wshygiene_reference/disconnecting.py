"""What is taken back when a connection ends, step by step, in one order, each step whatever became of the others."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wshygiene_reference.connection import Connection
    from wshygiene_reference.registry import ConnectionRegistry
    from wshygiene_reference.rooms import RoomIndex
    from wshygiene_reference.typing_indicators import TypingIndicators

log = logging.getLogger("wshygiene_reference")

Step = tuple[str, Callable[[], object]]


class Disconnecting:
    """The way out of all indexes, for one connection after the other."""

    def __init__(
        self,
        registry: ConnectionRegistry,
        rooms: RoomIndex[str],
        typing: TypingIndicators,
        callback_timeout: float,
    ) -> None:
        self._registry = registry
        self._rooms = rooms
        self._typing = typing
        self._callback_timeout = callback_timeout
        #: Told the name of each step before it is taken.
        self.seen: Callable[[str], None] | None = None

    async def run(self, connection: Connection) -> int:
        """Take everything back; how many steps failed. Those that never wait come before those that may."""
        failed = sum([self._take(name, step) for name, step in self.steps(connection)])
        if connection.has_callbacks:
            failed += await self._call_back(connection)
        return failed

    async def _call_back(self, connection: Connection) -> bool:
        try:
            async with asyncio.timeout(self._callback_timeout):
                await connection.run_callbacks()
        except Exception:
            log.exception("Error during disconnect: callbacks of %s", connection.id)
            return True
        return False

    def steps(self, connection: Connection) -> Iterator[Step]:
        """The steps for one connection, with their names, in their order."""
        threads: set[str] = set()
        yield "connection timer", lambda: connection.outbox.close()
        yield "typing timers", lambda: threads.update(self._typing.cancel_timers(connection.id))
        yield "typing records", lambda: self._forget_typing(connection, threads)
        yield "rooms", lambda: self._leave_rooms(connection)
        yield "room tracking", lambda: self._rooms.forget(connection.id)
        yield "connections", lambda: self._registry.remove(connection)
        yield "user's connections", lambda: self._registry.unindex_user(connection)
        yield "session's connections", lambda: self._registry.unindex_session(connection)

    def _take(self, name: str, step: Callable[[], object]) -> bool:
        if self.seen is not None:
            self.seen(name)
        try:
            step()
        except Exception:
            log.exception("Error during disconnect: %s", name)
            return True
        return False

    def _forget_typing(self, connection: Connection, threads: set[str]) -> None:
        if connection.identity is not None:
            for thread in threads:
                self._typing.forget(connection.id, connection.identity.user, thread)

    def _leave_rooms(self, connection: Connection) -> None:
        count = self._rooms.leave_all(connection.id)
        log.debug("Client %s left %d rooms", connection.id, count)
