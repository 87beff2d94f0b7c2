"""Executors that were never shut down."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import thread as thread_pool
from types import ModuleType
from typing import Any

from pytest_wshygiene.ownership.accounts import Record, acting_for
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.probes.loops import known_loops
from pytest_wshygiene.settings.wording import an

_TERMINATE = "`pool.close()` and `pool.join()`, or `with` around its use"


class ExecutorProbe(Probe):
    """Thread and process pools with workers, multiprocessing's too. A loop's default executor belongs to the loop."""

    kind = "executor"

    def install(self, watch: Watch) -> None:
        watch.record_instances(self.kind, thread_pool.ThreadPoolExecutor)

        def processes(module: ModuleType) -> None:
            watch.record_instances(self.kind, module.ProcessPoolExecutor)

        def uvloop(module: ModuleType) -> None:
            def make(original: Callable[..., Any]) -> Callable[..., Any]:
                def run_in_executor(self: Any, executor: Any, func: Any, *args: Any) -> Any:
                    if executor is not None:
                        return original(self, executor, func, *args)
                    with acting_for(None):  # the default executor is made in C and cannot be told from a user's
                        return original(self, executor, func, *args)

                return run_in_executor

            watch.patches.wrap(module.Loop, "run_in_executor", make)

        watch.when_imported("concurrent.futures.process", processes)
        watch.when_imported("multiprocessing.pool", lambda module: watch.record_instances(self.kind, module.Pool))
        watch.when_imported("uvloop", uvloop)

    def is_open(self, resource: Any, record: Record) -> bool:
        state = vars(resource)
        if "_pool" in state:
            return bool(state.get("_state") == "RUN")
        if state.get("_shutdown") or state.get("_shutdown_thread"):
            return False
        if not state.get("_threads") and not state.get("_processes"):
            return False
        return not any(getattr(loop, "_default_executor", None) is resource for loop in known_loops())

    def look(self, resource: Any, record: Record, root: str) -> Look:
        name = type(resource).__name__
        state = vars(resource)
        workers = len(state.get("_pool") or state.get("_threads") or state.get("_processes") or ())
        return Look(
            subject=name,
            summary=f"{an(name)} was not shut down",
            state=f"{workers} worker{'s' if workers != 1 else ''}",
            release=_TERMINATE if "_pool" in state else "`executor.shutdown()`, or `with` around its use",
        )
