"""What the project itself takes back by name: proof that a method of a library registers, and how it is undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.handlers.callbacks import handler_of, holds_self
from wshygiene_checks.rules.handlers.names import counterparts, may_register, undoes_by_name


class Undone:
    """The methods by which some code takes things back, each with the emitters on which it does."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._emitters: Mapping[str, set[str]] = _found(project)

    def proof(self, unit: Unit, call: Call) -> frozenset[str]:
        """The names of the methods that undo this very call: some code calls them on an emitter of the same kind."""
        emitters = _emitters(self._project, unit, call)
        return frozenset(name for name in counterparts(call.name) if emitters & self._emitters.get(name, set()))


def _found(project: Project) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {undo for name in project.sites.names if may_register(name) for undo in counterparts(name)}
    for unit, call in project.sites.named(wanted):
        if call.receiver and (call.args or call.keywords) and _takes_handler(project, unit, call):
            found[call.name] |= _emitters(project, unit, call)
    return found


def _takes_handler(project: Project, unit: Unit, call: Call) -> bool:
    """Whether it takes back a handler: ``off`` and ``disconnect`` do only where they are given one."""
    if undoes_by_name(call.name):
        return True
    handler = handler_of(project, unit, call)
    return handler is not None and holds_self(project, unit, handler)


def _emitters(project: Project, unit: Unit, call: Call) -> set[str]:
    """What shows that two calls are on emitters of a kind: their types, and the attribute of a class that holds one."""
    family = project.families.family(project.types.class_of(unit)) if call.receiver.startswith("self.") else None
    here = {f"{name} {call.receiver}" for name in family.names} if family else set()
    return here | project.types.of(unit, call.receiver)
