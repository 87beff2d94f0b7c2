"""Tasks that belong to the manager: none of them ends the others by failing."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

log = logging.getLogger("wshygiene_reference")


class BackgroundTasks:
    """The tasks of a manager. Those that run for ever are started again, a second after they failed."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._farewells: dict[object, Callable[[], Awaitable[Mapping[str, int]]]] = {}

    def keep(self, name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run ``run()`` until all tasks are ended, and again whenever it fails."""
        self._start(_kept_alive(name, run), name)

    def once(self, name: str, work: Coroutine[Any, Any, object]) -> None:
        """Do one piece of work; when it fails, that is logged."""
        self._start(_logged(name, work), name)

    def at_end(self, close: Callable[[], Awaitable[Mapping[str, int]]]) -> Callable[[], None]:
        """Call ``close()`` when all tasks have ended, unless the returned function is called before.

        It ends by itself, and returns what it could not take back, by kind.
        """
        key = object()
        self._farewells[key] = close

        def remove() -> None:
            self._farewells.pop(key, None)

        return remove

    async def end(self) -> dict[str, int]:
        """Cancel all tasks, wait until they have ended, close what is to be closed; what could not be taken back."""
        while self._tasks:
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)
        left: Counter[str] = Counter()
        for close in list(self._farewells.values()):
            try:
                left.update(await close())
            except Exception:
                log.exception("Error closing what runs beside the manager")
        self._farewells.clear()
        return dict(left)

    def __len__(self) -> int:
        return len(self._tasks)

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(work, name=f"wshygiene {name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _kept_alive(name: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        try:
            await run()
        except Exception:
            log.exception("%s failed and is started again", name)
            await asyncio.sleep(1)


async def _logged(name: str, work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception:
        log.exception("Error %s", name)
