"""Objects that enter themselves into a registry which outlives them, and leave it only when they are collected."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import FINALIZER, Project, runs_at_collection
from wshygiene_checks.rules.findings import finding, lower, plain, seen
from wshygiene_checks.rules.growth.changes import Addition, Removal, additions, removals
from wshygiene_checks.rules.growth.containers import Container, containers
from wshygiene_checks.rules.growth.growth import is_last

CODE = "WSH311"


def kept_alive(project: Project) -> Iterator[tuple[Container, Finding]]:
    """Registries that hold objects whose ``__del__`` is to take them out: it does not run while they are in there."""
    leaving = [unit for unit in project.units if unit.function.name == FINALIZER]
    named = {call.receiver.rpartition(".")[2] for unit in leaving for call in unit.function.calls}
    named |= {store.path.rpartition(".")[2].rstrip("[]") for unit in leaving for store in unit.function.stores}
    for container in containers(project) if named else ():
        if container.attribute in named and _is_shared(project, container):
            entered = next((each for each in additions(project, container) if _of_itself(each)), None)
            taken_out = [each for each in removals(project, container) if not is_last(project, each)]
            if entered and taken_out and all(runs_at_collection(project, each.unit) for each in taken_out):
                yield container, _finding(project, container, entered, taken_out[0])


def _is_shared(project: Project, container: Container) -> bool:
    """Whether all objects use the same one: an annotation alone may also declare what each of them gets."""
    if container.shared or container.unit.function.kind != "class" or container.family is None:
        return container.shared
    remade = any(did.what.kind == "set" and not did.part for did in container.place.set if did.what != container.store)
    return not (remade or container.family.unknown_bases)


def _of_itself(addition: Addition) -> bool:
    """Whether it is the object itself that is kept, and not a weak reference to it."""
    given = (addition.key, addition.value)
    return any(value is not None and value.kind == "path" and value.path == "self" for value in given)


def _finding(project: Project, container: Container, entered: Addition, taken_out: Removal) -> Finding:
    name, unit = container.name_in(entered.unit), entered.unit
    family = project.family(unit)
    owner = plain(family.main.definition.qualname) if family else unit.function.qualname
    message = (
        f"`{name}` keeps every `{owner}` for ever: only `{FINALIZER}` takes one out, and that does not run while "
        f"`{name}` refers to it. Make it a `weakref.WeakSet`, or take the object out where it ends."
    )
    return finding(
        CODE,
        unit,
        entered.what,
        message,
        subject=container.path if container.family else container.attribute,
        confidence=lower("high") if family is None or family.unknown_bases else "high",
        owner=container.owner,
        evidence=(
            seen(container.unit, container.store, f"`{name}` is made here, and holds what is in it"),
            seen(taken_out.unit, taken_out.what, f"`{FINALIZER}` never gets here"),
        ),
    )
