"""What ends a task that nobody holds: it says farewell itself, or the object that it runs on is closed."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.tasks.coroutines import coroutine_name, coroutine_of

_DROPS_RESULTS = frozenset("call_later call_at call_soon call_soon_threadsafe add_done_callback".split())


def says_farewell(project: Project, acquisition: Acquisition) -> bool:
    """Whether the task only closes something: ``create_task(self._close())``."""
    path = coroutine_name(acquisition).removesuffix("()").removesuffix("(...)")
    return _ends(project, path.rpartition(".")[2].removeprefix("on_"))


def has_opposite(project: Project, acquisition: Acquisition) -> bool:
    """Whether the task runs ``self.connect()`` of a class that can ``disconnect()``, or puts work into a group."""
    path = coroutine_name(acquisition).removesuffix("()")
    family = project.family(acquisition.unit)
    if path.endswith(".spawn") and "group" in path:
        return True
    return path == "self.connect" and family is not None and "disconnect" in family.methods


def ended_with_its_object(project: Project, acquisition: Acquisition) -> bool:
    """Whether the task runs a method of another object, which the same class or function closes."""
    coroutine = coroutine_of(acquisition)
    receiver, _, method = coroutine.path.removesuffix("()").rpartition(".") if coroutine else ("", "", "")
    if not receiver.startswith(("self.", "%")):
        return False
    on_it = [call for call in _calls(project, acquisition.unit) if call.receiver == receiver]
    return any(_ends(project, call.name) or call.name == f"stop_{method}" for call in on_it)


def ends_with_its_loop(project: Project, acquisition: Acquisition) -> bool:
    """Whether it runs on the loop of something that the class has made and ends: ``self._thread.stop()``."""
    loop, family = acquisition.call.argument(1, "loop"), project.family(acquisition.unit)
    if loop is None or family is None or not loop.path.startswith("self."):
        return False
    place = family.places[root_of(loop.path)[0]]
    made = any(did.what.value.call >= 0 for did in place.set if not did.part)
    return made and any(_ends(project, did.what.name) for did in place.called if not did.part)


def returned_to_the_loop(unit: Unit, call: Call) -> bool:
    """Whether a lambda returns the task to a timer, which drops what its callback returns.

    What a signal handler starts is about to end the process.
    """
    block = unit.function.blocks[call.block]
    return block.kind == "lambda" and any(
        outer.name in _DROPS_RESULTS
        and outer.block == block.parent
        and outer.line <= call.line <= call.end_line <= outer.end_line
        and any(value.kind == "lambda" for value in outer.args)
        for outer in unit.function.calls
    )


def _calls(project: Project, unit: Unit) -> Iterator[Call]:
    """What the class calls, or the function and those around and beside it."""
    family, around = project.family(unit), project.types.parent(unit)
    beside = (around, *project.nested(around)) if around is not None else ()
    for other in (unit, *project.nested(unit), *beside, *(family.units if family else ())):
        yield from other.function.calls


def _ends(project: Project, name: str) -> bool:
    """Whether a method of this name ends its object: ``close``, ``_close``, ``stop_async``."""
    bare = name.lstrip("_").removesuffix("_async").removesuffix("_nowait") if not name.endswith("__") else name
    return bare in project.knowledge.vocabulary.teardown_methods
