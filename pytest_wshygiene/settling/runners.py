"""Runners that have a context of their own, which is that of whoever came first.

anyio runs fixtures and tests inside one long task. So the owner is set where the work happens: inside the coroutine,
through the public methods of ``TestRunner``. An ``asyncio.Runner`` that many tests share is told who runs it now.
"""

from __future__ import annotations

from asyncio import runners
from collections.abc import AsyncGenerator, Callable
from contextvars import Context
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import CURRENT, Account, acting_for
from pytest_wshygiene.ownership.running import running_task
from pytest_wshygiene.probes.base import Watch
from pytest_wshygiene.probes.loops import add_runner, trio_pause


def watch_anyio(watch: Watch) -> None:
    """Carry the owner into anyio's test runners, for each backend that gets loaded."""

    def install(module: ModuleType) -> None:
        runner = module.TestRunner
        watch.patches.wrap(runner, "run_test", _carrying(_owned))
        watch.patches.wrap(runner, "run_fixture", _carrying(_owned))
        watch.patches.wrap(runner, "run_asyncgen_fixture", _carrying(_owned_generator))

    def install_trio(module: ModuleType) -> None:
        install(module)
        watch.patches.wrap(module.TestRunner, "__init__", _remembering)

    watch.when_imported("anyio._backends._asyncio", install)
    watch.when_imported("anyio._backends._trio", install_trio)


def watch_runners(watch: Watch) -> None:
    """Carry the owner into every run of an ``asyncio.Runner``, whoever has made it."""

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, coro: Any, *, context: Context | None = None) -> Any:
            __tracebackhide__ = True
            own = getattr(self, "_context", None)
            account = CURRENT.get()
            if context is None and own is not None and watch.ledger.active and own.get(CURRENT) is not account:
                own.run(CURRENT.set, account)
            return original(self, coro, context=context)

        return run

    watch.patches.wrap(runners.Runner, "run", make)


def _remembering(original: Callable[..., Any]) -> Callable[..., Any]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        add_runner(self, _turn_trio)

    return __init__


def _turn_trio(runner: Any, seconds: float) -> bool:
    """Let a test runner's trio go on: it stands still between fixtures and tests."""
    if runner._send_stream is None or running_task() is not None:
        return False
    runner._call_in_runner_task(trio_pause, seconds)
    return True


def _carrying(own: Callable[[Callable[..., Any], Account | None], Callable[..., Any]]) -> Callable[..., Any]:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, function: Callable[..., Any], kwargs: dict[str, Any]) -> Any:
            return original(self, own(function, CURRENT.get()), kwargs)

        return run

    return make


def _owned(function: Callable[..., Any], account: Account | None) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> Any:
        with acting_for(account):
            return await function(*args, **kwargs)

    return run


def _owned_generator(function: Callable[..., Any], account: Account | None) -> Callable[..., Any]:
    async def run(*args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        generator = function(*args, **kwargs)
        with acting_for(account):
            value = await generator.asend(None)
        yield value
        with acting_for(account):
            try:
                await generator.asend(None)
            except StopAsyncIteration:
                return
            await generator.aclose()
        raise RuntimeError("Async generator fixture did not stop")

    return run
