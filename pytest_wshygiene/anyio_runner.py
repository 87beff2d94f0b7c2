"""anyio runs fixtures and tests inside one long task, whose context is that of whoever came first.

So the owner is set where the work happens: inside the coroutine, through the public methods of ``TestRunner``.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership import CURRENT, Account, acting_for
from pytest_wshygiene.probes.base import Watch


def watch_anyio(watch: Watch) -> None:
    """Carry the owner into anyio's test runners, for each backend that gets loaded."""

    def install(module: ModuleType) -> None:
        runner = module.TestRunner
        watch.patches.wrap(runner, "run_test", _carrying(_owned))
        watch.patches.wrap(runner, "run_fixture", _carrying(_owned))
        watch.patches.wrap(runner, "run_asyncgen_fixture", _carrying(_owned_generator))

    for backend in ("asyncio", "trio"):
        watch.when_imported(f"anyio._backends._{backend}", install)


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
