"""What stands in ``__del__`` and never runs: a timer, thread or task has to end before its object can be collected."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.project.acquisitions import Acquisition
from wshygiene_checks.project.families import Family
from wshygiene_checks.project.join import Project
from wshygiene_checks.project.units import Unit

FINALIZER = "__del__"
_FINALIZERS = frozenset({FINALIZER})
# The loop or the interpreter holds these while they run.
_HELD = frozenset({"timer", "periodic", "thread"})


def holds_its_object(project: Project, acquisition: Acquisition, family: Family | None) -> bool:
    """Whether what was acquired keeps the object alive that acquired it: it runs one of its methods.

    Of a task that is certain only while a timer holds it: of one that waits for a queue of its own object, nobody but
    that object may know, and both can be collected together.
    """
    method = _method(acquisition, family) if family is not None and FINALIZER in family.methods else []
    if acquisition.entry.kind in _HELD:
        return bool(method)
    return acquisition.entry.kind == "task" and any(
        call.name == "sleep" for each in method for call in each.function.calls
    )


def runs_at_collection(project: Project, unit: Unit) -> bool:
    """Whether code runs when its object is collected, and at no other time."""
    around: Unit | None = unit
    while around is not None and not around.owner:
        around = project.types.parent(around)
    return around is not None and project.occasions.only_in(around, _FINALIZERS)


def _method(acquisition: Acquisition, family: Family) -> list[Unit]:
    """The methods of the object that run: those that its path names, or that a lambda or partial mentions."""
    entry = acquisition.entry
    argument = entry.coroutine_arg or entry.handler_arg
    given: Value | None = argument.among(acquisition.call.args, dict(acquisition.call.keywords)) if argument else None
    if given is None:
        return []
    paths = {given.path.removesuffix("()"), *(given.names if given.kind in ("lambda", "partial") else ())}
    found = [unit for path in paths if path.startswith("self.") for unit in family.methods.get(path[5:], ())]
    return [unit for unit in found if all(each.path != "staticmethod" for each in unit.function.decorators)]
