"""Stopping on a signal: the first one asks, the second one insists."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class GracefulShutdown:
    """Waits for SIGINT or SIGTERM. The handlers are there inside ``listening()``, and gone after it."""

    def __init__(self, manager: WebSocketManager) -> None:
        self._manager = manager
        self._asked = asyncio.Event()
        self._hurried: list[Callable[[], object]] = []
        #: Whether the manager is to be started again after it has shut down.
        self.is_restart = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle both signals in here. To be entered in the main thread."""
        loop = asyncio.get_running_loop()
        for each in SIGNALS:
            loop.add_signal_handler(each, self.ask)
        try:
            yield
        finally:
            for each in SIGNALS:
                loop.remove_signal_handler(each)

    def on_hurry(self, hurry: Callable[[], object]) -> None:
        """Call ``hurry`` as well when nobody is to be waited for; for parts that end with the process."""
        self._hurried.append(hurry)

    def ask(self) -> None:
        """A signal has come: stop waiting, and the second time stop waiting for anybody."""
        if self._asked.is_set():
            for hurry in (self._manager.hurry, *self._hurried):
                hurry()
        self._asked.set()

    def ask_restart(self) -> None:
        """Stop waiting, and say that the manager comes back. A stop that was asked for before stays one."""
        self.is_restart = self.is_restart or not self._asked.is_set()
        self._asked.set()

    async def wait(self, timeout: float | None = None) -> bool:
        """Wait for a signal, at most ``timeout`` seconds; True when one has come."""
        try:
            async with asyncio.timeout(timeout):
                return await self._asked.wait()
        except TimeoutError:
            return False

    async def wait_until_due(self) -> None:
        """Wait for a signal, at most ``max_uptime``: a manager that has been up for so long is to be restarted."""
        if not await self.wait(self._manager.config.max_uptime):
            self.ask_restart()
