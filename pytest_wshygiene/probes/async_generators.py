"""Async generators left suspended: their ``finally`` blocks have not run."""

from __future__ import annotations

import inspect
import sys
import weakref
from asyncio import base_events
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record
from pytest_wshygiene.ownership.origin import OURS, origin
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.suspended.stacks import await_chain, told


class AsyncGeneratorProbe(Probe):
    """Generators that were iterated at least once and are neither exhausted, nor closed, nor being awaited."""

    kind = "async generator"

    def install(self, watch: Watch) -> None:
        ledger = watch.ledger

        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def first_iteration(self: Any, generator: Any) -> None:
                ours = origin(generator.ag_code.co_filename) == OURS
                if not ours:
                    ledger.record("async generator", generator, partial(weakref.ref, self))
                original(self, generator)

            return first_iteration

        def uvloop(_: ModuleType) -> None:
            watch.blind["async generator"] = "uvloop keeps its list of async generators in C"

        watch.patches.wrap(base_events.BaseEventLoop, "_asyncgen_firstiter_hook", make)
        watch.when_imported("uvloop", uvloop)
        watch.when_imported("trio._core._asyncgens", lambda module: self._install_trio(watch, module))

    def _install_trio(self, watch: Watch, module: ModuleType) -> None:
        def make(original: Callable[..., Any]) -> Callable[..., Any]:
            def install_hooks(self: Any, runner: Any) -> None:
                original(self, runner)
                theirs = sys.get_asyncgen_hooks().firstiter
                sys.set_asyncgen_hooks(firstiter=partial(first_iteration, theirs, weakref.ref(runner)))

            return install_hooks

        def first_iteration(then: Callable[[Any], None] | None, runner: Any, generator: Any) -> None:
            ours = origin(generator.ag_code.co_filename) == OURS
            if not ours:
                watch.ledger.record("async generator", generator, lambda: runner)
            if then is not None:
                then(generator)

        watch.patches.wrap(module.AsyncGenerators, "install_hooks", make)

    def is_open(self, resource: Any, record: Record) -> bool:
        if not inspect.isasyncgen(resource) or resource.ag_frame is None or resource.ag_running:
            return False
        return resource.ag_code is not record.account.code  # a fixture's own is the runner's, which may give it up

    def loop(self, resource: Any, record: Record) -> Any:
        return record.note() if record.note is not None else None

    def look(self, resource: Any, record: Record, root: str) -> Look:
        name = resource.__qualname__
        return Look(
            subject=f"{name}()",
            summary=f"the async generator `{name}()` was left suspended",
            state=told(await_chain(resource), root),
            release="`await generator.aclose()`, or `async with contextlib.aclosing(...)` around the loop",
        )
