"""What a call may run where only the callers tell what an object is: parameters that nobody has annotated."""

from __future__ import annotations

from collections.abc import Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.handlers.callbacks import family_of

_DEEPEST = 2  # callers that were given the object themselves


def callees_given(project: Project, unit: Unit, path: str) -> list[Unit]:
    """The methods that a call with this path may run, as far as those tell who call the function: ``Panel(hub)``.

    None where the source itself says what the receiver is, nor where anything that is given is of a class that nobody
    knows, or one without such a method.
    """
    receiver, _, name = path.rpartition(".")
    if not receiver.startswith(("self.", "%")) or project.types.of(unit, receiver):
        return []
    types = set(_given(project, unit, receiver, 0))
    units = {type_: project.families.family(type_) for type_ in types}
    methods = [method for family in units.values() if family for method in family.methods.get(name, ())]
    return methods if types and all(family and name in family.methods for family in units.values()) else []


def _given(project: Project, unit: Unit, path: str, depth: int) -> Iterator[str]:
    """The types of all that callers give for a parameter, or for an attribute that keeps one; "" where unknown."""
    root, part = root_of(path)
    if part or depth > _DEEPEST:
        yield ""
    elif root.startswith("self."):
        family = family_of(project, unit)
        for did in family.places[root].set if family else ():
            if not did.part and did.what.kind == "set" and did.what.value.path != "None":
                yield from _types(project, did.unit, did.what.value.path, depth)
    else:
        yield from _from_callers(project, unit, root, depth)


def _types(project: Project, unit: Unit, path: str, depth: int) -> Iterator[str]:
    named = map(project.families.resolve, project.types.of(unit, path))
    yield from [name for name in named if name in project.families.classes] or _given(project, unit, path, depth + 1)


def _from_callers(project: Project, unit: Unit, root: str, depth: int) -> Iterator[str]:
    names = [parameter.name for parameter in unit.function.params]
    if root[1:] not in names or unit.function.kind != "function":
        yield ""
        return
    position = names.index(root[1:])
    for where, call in _calls(project, unit):
        value = call.argument(position, root[1:])
        if value is not None and value.path != "None":
            yield from _types(project, where, value.path, depth)


def _calls(project: Project, unit: Unit) -> Iterator[tuple[Unit, Call]]:
    """The calls that run a function; of a constructor those of its class, and of classes that inherit it."""
    family = project.family(unit) if unit.function.name == "__init__" else None
    names = {name.rpartition(".")[2] for name in family.names} if family else {unit.function.name}
    for where, call in project.sites.named(names):
        made = project.families.family(project.families.resolve(call.path)) if family else None
        runs = made.methods.get("__init__", ()) if made else project.types.callee(where, call.path)
        if [each.name for each in runs] == [unit.name]:
            yield where, call
