"""A wait for the first of several tasks by name, of which all that may have lost are cancelled but for one."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Acquisition, Did, Place, Project, Unit, of_locals, places_in
from wshygiene_checks.rules.findings import finding, plain, seen, seen_at
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, running_time, runs
from wshygiene_checks.rules.tasks.exempt import belongs_to_the_process

CODE = "WSH205"
_WAITS = frozenset(("asyncio.wait", "asyncio.tasks.wait"))
#: Methods of a task that only look at it.
LOOKS = frozenset("done result exception cancelled add_done_callback get_name set_name".split())


def forgotten_loser(project: Project) -> Iterator[Finding]:
    """Tasks without end that a function starts, and leaves alone where it cancels the others of the same wait."""
    waits = [(unit, call) for unit, call in project.sites.named(("wait",)) if _is_for_one_of_several(unit, call)]
    started = _started(project, {unit.name for unit, _ in waits})
    for unit, call in waits:
        names = _waited_for(unit, call)
        tasks = {name: started[unit.name, name] for name in names if (unit.name, name) in started}
        if len(tasks) < len(names) or belongs_to_the_process(unit):
            continue
        places = places_in((unit, *project.nested(unit)), of_locals)
        cancelled = next((did for name in tasks for did in _cancels(unit, call, places[name])), None)
        left = [task for name, task in tasks.items() if _is_left(places[name])]
        if cancelled is None or len(left) != 1 or _asks_who_is_left(unit, call):
            continue
        if _outlasts_its_connection(project, left[0]):
            yield _finding(unit, call, left[0], cancelled)


def _is_for_one_of_several(unit: Unit, call: Call) -> bool:
    until = call.keyword("return_when")
    if call.path not in _WAITS or until is None or not until.path.endswith("FIRST_COMPLETED") or not call.args:
        return False
    return len(_waited_for(unit, call)) > 1 and not unit.is_within(call.block, "while", "for", "async for")


def _waited_for(unit: Unit, call: Call) -> tuple[str, ...]:
    """What is written out in the set or list that the wait is given, there or where its name is bound."""
    given = call.args[0]
    stores = [store for store in unit.function.stores if store.path == given.path and given.kind == "path"]
    written = stores[0].value if len(stores) == 1 else given
    return written.names if written.kind == "display" else ()


def _started(project: Project, units: set[str]) -> dict[tuple[str, str], Acquisition]:
    """The tasks that these functions start, by function and local name."""
    tasks = (task for task in project.of_kind("task") if task.unit.name in units)
    return {(task.unit.name, name): task for task in tasks for name in task.call.targets if name.startswith("%")}


def _cancels(unit: Unit, call: Call, place: Place) -> Iterator[Did[Call]]:
    """Where a task is cancelled whoever has won: behind the wait, or in a ``finally``, and under no condition."""
    for did in place.calls_to({"cancel"}, ""):
        around = {block.kind for block in unit.blocks_around(did.what.block)}
        if did.unit.name == unit.name and did.what.order > call.order and not around & {"if", "else", "except"}:
            yield did


def _is_left(place: Place) -> bool:
    """Whether nothing is done to a task but to wait for the first of several, and to look at it."""
    if place.awaited or place.left or any(did.what.name not in LOOKS for did in place.called):
        return False
    if any(did.value is None or did.value.kind != "display" or did.what.path[:1] != "%" for did in place.kept):
        return False
    return all(did.what.path in _WAITS for did in place.handed)


def _asks_who_is_left(unit: Unit, call: Call) -> bool:
    """Whether anything is done with what the wait says is still pending."""
    results = [store.path for store in unit.function.stores if store.value.call == call.order]
    pending = results[1:] or results
    values = [value for each in unit.function.calls for value in each.args]
    values += [value for block in unit.function.blocks for value in block.values]
    return any(path.startswith(name) for value in values for path in value.names for name in pending)


def _outlasts_its_connection(project: Project, task: Acquisition) -> bool:
    """Whether it loops for ever, and receives nothing: what reads from a connection ends when that is closed."""
    receiving = project.knowledge.vocabulary.receive_methods
    return running_time(project, task) == "endless" and not any(
        any(block.kind == "async for" for block in unit.function.blocks)
        or any(call.name in receiving for call in unit.function.calls)
        for unit in runs(project, task)
    )


def _finding(unit: Unit, call: Call, left: Acquisition, cancelled: Did[Call]) -> Finding:
    name, other = plain(left.call.targets[0]), plain(cancelled.what.receiver)
    return finding(
        CODE,
        unit,
        call,
        f"`{unit.function.name}()` waits for the first of several tasks, and cancels `{other}`, but not `{name}`: when "
        f"that has lost, `{coroutine_name(left)}` runs on. Cancel it as well.",
        subject=name,
        confidence="medium",
        evidence=(seen(unit, left.call, f"`{name}` is started here"), seen_at(cancelled, f"`{other}` is cancelled")),
    )
