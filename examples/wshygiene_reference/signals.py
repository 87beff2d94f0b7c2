"""Stopping on a signal: the first one asks, the second one insists.

A terminal that closes asks as well, and never insists: shell and kernel both tell of it.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wshygiene_reference.server import WebSocketManager

SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: What a closing terminal sends, where there is such a thing.
HANG_UP = getattr(signal, "SIGHUP", None)


class GracefulShutdown:
    """Waits for SIGINT, SIGTERM or SIGHUP. The handlers are there inside ``listening()``, and gone after it."""

    def __init__(self, manager: WebSocketManager) -> None:
        self._manager = manager
        self._asked = asyncio.Event()
        self._hurried: list[Callable[[], object]] = []
        #: Whether the manager is to be started again after it has shut down.
        self.is_restart = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle the signals in here. To be entered in the main thread.

        Who is to outlive its terminal ignores SIGHUP (``nohup``), and goes on doing so.
        """
        loop = asyncio.get_running_loop()
        handlers: dict[int, Callable[[], None]] = dict.fromkeys(SIGNALS, self.ask)
        if HANG_UP is not None and signal.getsignal(HANG_UP) is not signal.SIG_IGN:
            handlers[HANG_UP] = self._asked.set
        for each, handler in handlers.items():
            loop.add_signal_handler(each, handler)
        try:
            yield
        finally:
            for each in handlers:
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
