"""The clean-up that should find nothing: whatever it does find is a leak, and is counted as one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wshygiene_reference.registry import ConnectionRegistry
    from wshygiene_reference.rooms import RoomIndex
    from wshygiene_reference.typing_indicators import TypingIndicators

log = logging.getLogger("wshygiene_reference")


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What one clean-up found: connections that had ended and were still registered, and orphans by index.

    Connections that were closed on demand before it are ``disconnected``; they are no finding.
    """

    closed: int
    orphans: dict[str, int]
    disconnected: int = 0

    def __str__(self) -> str:
        orphans = ", ".join(f"{count} in {name}" for name, count in self.orphans.items())
        return f"disconnected {self.disconnected}, ended {self.closed}, orphans {orphans or 'none'}"

    @property
    def leaked(self) -> int:
        """Everything that should not have been there."""
        return self.closed + sum(self.orphans.values())


class Sweeper:
    """Removes what has no connection any more, every ``interval`` seconds and on demand."""

    def __init__(
        self,
        interval: float,
        registry: ConnectionRegistry,
        rooms: RoomIndex[str],
        typing: TypingIndicators,
        forget: Callable[[str], Awaitable[None]],
        after: Callable[[], object],
    ) -> None:
        self._interval = interval
        self._registry = registry
        self._rooms = rooms
        self._typing = typing
        self._forget = forget
        self._after = after
        #: When the last sweep ended: seconds of the loop's clock.
        self.last: float | None = None
        self.leaked = 0

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(self._interval)
            await self.sweep()
            self._after()

    async def sweep(self) -> SweepReport:
        """Look at everything once."""
        closed = [each.id for each in self._registry if each.ws.connection_lost_waiter.done() and each.is_settled]
        for connection_id in closed:
            await self._forget(connection_id)
        orphans = self.orphans()
        for ids in orphans.values():
            self._drop(ids)
        report = SweepReport(len(closed), {name: len(ids) for name, ids in orphans.items()})
        self.last = asyncio.get_running_loop().time()
        self.leaked += report.leaked
        if report.leaked:
            log.warning("clean-up: %s", report)
        return report

    def orphans(self) -> dict[str, frozenset[str]]:
        """Ids that an index still has and the registry has not, by index; empty where all is well."""
        live = frozenset(self._registry.ids())
        found = {
            "registry": frozenset(self._registry.orphans()),
            "rooms": self._rooms.known() - live,
            "typing": self._typing.known() - live,
        }
        return {name: ids for name, ids in found.items() if ids}

    def _drop(self, ids: frozenset[str]) -> None:
        self._registry.drop_orphans(set(ids))
        for each in ids:
            self._typing.cancel_timers(each)
            self._rooms.leave_all(each)
            self._rooms.forget(each)
