"""``asyncio.gather()`` that nobody waits for: it starts a task for each coroutine, and nothing keeps any of them."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.findings import finding, plain
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process
from wshygiene_checks.rules.tasks.teardown import first_teardown

CODE = "WSH201"
_GATHERS = frozenset({"asyncio.gather", "asyncio.tasks.gather"})
_KEPT = frozenset(
    {"create_task", "ensure_future", "shield", "wrap_future", "gather"}
)  # what these give is no coroutine


def gathered_and_dropped(project: Project) -> Iterator[Finding]:
    """Calls of ``gather()`` as a statement, with coroutines that are made there."""
    for unit, call in project.sites.named(["gather"]):
        dropped = call.path in _GATHERS and call.use == "drop" and not call.awaited
        if dropped and unit.function.is_async and not belongs_to_the_process(unit):
            started = next((each for each in unit.function.calls if _is_started(call, each)), None)
            if started:
                yield _finding(project, unit, call, started)


def _is_started(gather: Call, call: Call) -> bool:
    return call.use == "argument" and call.consumer == gather.order and not call.awaited and call.name not in _KEPT


def _finding(project: Project, unit: Unit, gather: Call, started: Call) -> Finding:
    name = f"{plain(started.path)}()"
    family = project.family(unit)
    where = first_teardown(project, family) if family else "when its owner ends"
    message = (
        f"nothing keeps the task that runs `{name}`: `gather()` starts it, and nobody waits for that. It can outlive "
        f"its owner, and its exception goes unseen. Await the `gather()`, or keep what it returns and cancel it "
        f"{where}."
    )
    return finding(CODE, unit, gather, message, subject=name)
