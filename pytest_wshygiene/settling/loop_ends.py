"""The moment before a runner cancels what is left on its loop: the last at which a leaked task can be seen.

``asyncio.Runner.close`` cancels every task silently. pytest-asyncio, ``asyncio.run``, ``IsolatedAsyncioTestCase`` and
anyio all come through ``asyncio.runners._cancel_all_tasks``; loops that are closed by hand come through ``close()``.
Tornado's ``AsyncTestCase`` cancels in a way of its own.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import sys
import weakref
from asyncio import runners, unix_events
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Account, acting_for
from pytest_wshygiene.ownership.birth import add_loop
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.loops import note_run
from pytest_wshygiene.probes.panel import Panel, Suspect

#: Seconds that a cancelled task gets for its clean-up before it counts as one that swallows cancellation.
CANCEL_GRACE = 2.0
#: How often such a task is cancelled again, and the seconds between, before the loop is closed without it.
INSISTENCE, PAUSE = 3, 0.2


def watch_loop_ends(
    watch: Watch,
    on_end: Callable[[Any, Callable[[], str], bool], None],
    on_stubborn: Callable[[list[asyncio.Task[Any]]], None],
) -> None:
    """Call ``on_end(loop, how, by_hand)`` once for every loop that ends; no task can hang it by being stubborn.

    ``how()`` says what became of what is left on the loop; it is to be asked before ``on_end`` returns.

    ``on_stubborn`` gets the tasks that were still running after they had been cancelled again and again.
    """
    seen: weakref.WeakSet[Any] = weakref.WeakSet()

    def cancelling(original: Callable[..., Any]) -> Callable[..., Any]:
        def _cancel_all_tasks(loop: Any) -> None:
            if not watch.ledger.active or isinstance(sys.exc_info()[1], (KeyboardInterrupt, SystemExit)):
                original(loop)  # whoever is being thrown out has no chance to release anything
                return
            seen.add(loop)
            on_end(loop, _closer, False)
            if not asyncio.all_tasks(loop):
                original(loop)
                return
            with _Insistence(loop, on_stubborn) as insistence:
                try:
                    original(loop)
                except RuntimeError:
                    if not insistence.gave_up:
                        raise

        return _cancel_all_tasks

    def closing(original: Callable[..., Any]) -> Callable[..., Any]:
        def close(self: Any) -> None:
            if watch.ledger.active and self not in seen and not self.is_closed() and not self.is_running():
                seen.add(self)
                on_end(self, lambda: "abandoned: its event loop was closed", True)
            original(self)

        return close

    def tearing_down(original: Callable[..., Any]) -> Callable[..., Any]:
        def tearDown(self: Any) -> None:
            loop = getattr(getattr(self, "io_loop", None), "asyncio_loop", None)
            if watch.ledger.active and loop is not None and loop not in seen and not loop.is_closed():
                seen.add(loop)
                on_end(loop, _closer, False)
            original(self)

        return tearDown

    def tornado(module: ModuleType) -> None:
        watch.patches.wrap(module.AsyncTestCase, "tearDown", tearing_down)

    def uvloop(module: ModuleType) -> None:
        watch.patches.wrap(module.Loop, "close", closing)
        watch.patches.wrap(module, "_cancel_all_tasks", cancelling)

    watch.patches.wrap(runners, "_cancel_all_tasks", cancelling)
    watch.patches.wrap(unix_events._UnixSelectorEventLoop, "close", closing)
    watch.when_imported("uvloop", uvloop)
    watch.when_imported("tornado.testing", tornado)


def watch_trio_ends(watch: Watch, on_end: Callable[[Any], Awaitable[None]]) -> None:
    """Await ``on_end(runner)`` when the main task of a run of trio's is through, before it cancels the others."""

    def install(module: ModuleType) -> None:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def init(self: Any, async_fn: Any, args: Any) -> Any:
                note_run(self)
                if not callable(async_fn):
                    return original(self, async_fn, args)
                return original(self, _ended(async_fn, partial(on_end, self), watch, module.CancelScope), args)

            return init

        watch.patches.wrap(module.Runner, "init", make)
        add_loop(module.unrolled_run.__code__)

    watch.when_imported("trio._core._run", install)


def _ended(async_fn: Any, on_end: Callable[[], Awaitable[None]], watch: Watch, scope: Any) -> Callable[..., Any]:
    """``async_fn`` with something behind it; what is no coroutine function stays as wrong as it was."""

    async def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await coroutine
        finally:
            if watch.ledger.active and not isinstance(sys.exc_info()[1], (KeyboardInterrupt, SystemExit)):
                with scope(shield=True):
                    await on_end()

    @functools.wraps(getattr(async_fn, "func", async_fn))
    def begin(*args: Any) -> Any:
        made = async_fn(*args)
        return run(made) if inspect.iscoroutine(made) else made

    return begin


class _Insistence:
    """A watchdog on one loop's last cancellation; ``gave_up`` is true when it had to stop the loop."""

    def __init__(self, loop: Any, on_stubborn: Callable[[list[asyncio.Task[Any]]], None]) -> None:
        self.gave_up = False
        self._loop = loop
        self._on_stubborn = on_stubborn
        self._left = INSISTENCE
        self._handle: Any = None

    def __enter__(self) -> _Insistence:
        with acting_for(None):
            self._handle = self._loop.call_later(CANCEL_GRACE, self._insist)
        return self

    def __exit__(self, *exc: object) -> None:
        self._handle.cancel()

    def _insist(self) -> None:
        left = [task for task in asyncio.all_tasks(self._loop) if not task.done()]
        if not left:
            return
        if self._left:
            self._left -= 1
            for task in left:
                task.cancel()
            with acting_for(None):
                self._handle = self._loop.call_later(PAUSE, self._insist)
            return
        self.gave_up = True
        self._on_stubborn(left)
        for task in left:
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # it has been told in full
        self._loop.stop()


def _closer() -> str:
    """Who cancels what is left on the loop: ``asyncio.run()`` where that is what ends it, else the runner."""
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_name == "run" and code.co_filename == runners.__file__ and "self" not in code.co_varnames:
            return "cancelled by asyncio.run()"
        frame = frame.f_back  # type: ignore[assignment]
    return "cancelled by the runner that closed its event loop"


def bound_to(loop: Any, accounts: Iterable[Account], panel: Panel) -> list[Suspect]:
    """What is open of living, judged owners and cannot outlive ``loop``."""
    return [
        suspect
        for account in accounts
        if not account.closed and account.terms.mode != "off"
        for suspect in panel.open_among(list(account.records.values()))
        if panel.loop_of(suspect) is loop
    ]
