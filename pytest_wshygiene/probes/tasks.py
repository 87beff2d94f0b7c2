"""asyncio tasks: still running after their owner."""

from __future__ import annotations

from asyncio import base_events
from collections.abc import Callable
from types import CodeType, ModuleType
from typing import Any

from pytest_wshygiene.ownership import Record
from pytest_wshygiene.probes.base import Look, Probe, Watch
from pytest_wshygiene.suspension import await_chain, told

# Tasks that anyio keeps for as long as a loop runs, by the qualified name of their coroutine.
_LOOP_LONG = (
    "TestRunner._run_tests_and_fixtures",
    "TestRunner._call_in_runner_task",
    "_shutdown_process_pool_on_exit",
)


class TaskProbe(Probe):
    """Every task made through a loop's ``create_task``, which is also what ``TaskGroup`` and anyio call."""

    kind = "task"

    def install(self, watch: Watch) -> None:
        watch.record_results(self.kind, base_events.BaseEventLoop, "create_task")

        def telling(original: Callable[..., Any]) -> Callable[..., Any]:
            def call_exception_handler(self: Any, context: dict[str, Any]) -> None:
                task = context.get("task")
                if task is not None and str(context.get("message")).startswith("Task was destroyed"):
                    watch.tell_dropped(task, lambda: describe(task, watch.root, dropped=True))
                original(self, context)

            return call_exception_handler

        def uvloop(module: ModuleType) -> None:
            watch.record_results(self.kind, module.Loop, "create_task")
            watch.patches.wrap(module.Loop, "call_exception_handler", telling)

        watch.patches.wrap(base_events.BaseEventLoop, "call_exception_handler", telling)
        watch.when_imported("uvloop", uvloop)

    def is_open(self, resource: Any, record: Record) -> bool:
        return not resource.done() and task_name(resource) not in _LOOP_LONG

    def loop(self, resource: Any, record: Record) -> Any:
        return resource.get_loop()

    def look(self, resource: Any, record: Record, root: str) -> Look:
        return describe(resource, root)


def describe(task: Any, root: str, dropped: bool = False) -> Look:
    """A task: what it runs, and where it waits."""
    name = task_name(task)
    return Look(
        subject=f"{name}()",
        summary=f"`{name}()` was {'collected while it was' if dropped else 'still'} running",
        state=told(await_chain(task.get_coro()), root),
        release="keep the task; at the end `task.cancel()`, then await it",
    )


def task_name(task: Any) -> str:
    """The qualified name of the task's coroutine."""
    coroutine = task.get_coro()
    return str(getattr(coroutine, "__qualname__", type(coroutine).__qualname__))


def task_code(task: Any) -> CodeType | None:
    """The code of the task's coroutine, if it is written in Python."""
    coroutine = task.get_coro()
    code = getattr(coroutine, "cr_code", None) or getattr(coroutine, "gi_code", None)
    return code if isinstance(code, CodeType) else None
