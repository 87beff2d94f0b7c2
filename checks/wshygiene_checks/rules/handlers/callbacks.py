"""What is registered: bound methods, closures and functions, and whose life they prolong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.handlers.one_answer import answers_once

Sort = Literal["bound", "closure", "plain", "unknown"]


def method_around(project: Project, unit: Unit) -> Unit:
    """The function itself, or the method that it is nested in, at any depth."""
    parent = project.types.parent(unit)
    while parent is not None:
        unit, parent = parent, project.types.parent(parent)
    return unit


def family_of(project: Project, unit: Unit) -> Family | None:
    """The family of the class that the code belongs to, also for functions nested in its methods."""
    return project.family(method_around(project, unit))


def handler_of(project: Project, unit: Unit, call: Call) -> Value | None:
    """The argument that will be called back, if one of them plainly is."""
    for value in (*call.args, *[value for _, value in call.keywords]):
        if sort_of(project, unit, value) in ("bound", "closure", "plain"):
            return value
    return None


def sort_of(project: Project, unit: Unit, value: Value) -> Sort:
    """``bound`` and ``closure`` keep the object alive whose methods or locals they use; ``plain`` functions nothing."""
    if value.kind in ("lambda", "function"):
        return "closure"
    if value.kind == "partial":
        return "closure" if any(name.startswith(("self", "%")) for name in value.names) else "plain"
    if value.kind != "path" or not value.path:
        return "unknown"
    if value.path.startswith("self.") and "." not in value.path[5:]:
        family = family_of(project, unit)
        methods = family.methods.get(value.path[5:], ()) if family else ()
        return "bound" if any(not _is_property(each) for each in methods) else "unknown"
    if value.path.startswith("%") and "." in value.path:
        methods = methods_at(project, unit, value.path)
        is_method = methods and not any(map(_is_property, methods))
        return "bound" if is_method or _sends(project, value.path) or answers_once(unit, value) else "unknown"
    return "plain" if project.types.function(value.path) else "unknown"


def _sends(project: Project, path: str) -> bool:
    """Whether a path is the method by which something called a connection sends: ``ws.send_str``."""
    root, _, method = path.rpartition(".")
    words = project.knowledge.vocabulary
    return root.lstrip("%") in words.connection_params and method in words.send_methods


def methods_at(project: Project, unit: Unit, path: str) -> list[Unit]:
    """The methods that a path may name; that of a parameter without annotation is what its callers give."""
    found = project.types.callee(unit, path)
    root, _, rest = path.partition(".")
    names = [each.name for each in unit.function.params]
    if found or not rest or root[1:] not in names or not unit.function.owner:
        return found
    for where, call in project.sites.named({unit.function.name}):
        given = call.argument(names.index(root[1:]), root[1:]) if call.receiver == "self" else None
        if given is not None and given.kind in ("path", "call"):
            found = found + project.types.callee(where, f"{given.path}.{rest}")
    return found


def _is_property(unit: Unit) -> bool:
    return any(each.path.rpartition(".")[2] in ("property", "cached_property") for each in unit.function.decorators)


def holds_self(project: Project, unit: Unit, value: Value) -> bool:
    """Whether whoever holds this handler holds the instance too."""
    if value.kind == "function":
        nested = project.types.function(f"{unit.name}.{value.path[1:]}")
        used = list(paths_in(nested)) if nested is not None else []
    else:
        used = [value.path, *value.names]
    names = [name for name in used if name == "self" or name.startswith("self.")]
    family = family_of(project, unit) if names else None
    known = _taken_before(project, unit) if names and value.kind in ("function", "lambda") else ()
    names = [name for name in names if not any(name == each or name.startswith(f"{each}.") for each in known)]
    return any(family is None or not _is_static(family, name) for name in names)


def _taken_before(project: Project, unit: Unit) -> list[str]:
    """What of its object a method has given a local name: a closure that uses the name keeps that, not the object."""
    values = [store.value for store in unit.function.stores if store.path.startswith("%")]
    taken = [value for value in values if value.kind == "path" and value.path.startswith("self.")]
    return [value.path for value in taken if sort_of(project, unit, value) != "bound"]


def _is_static(family: Family, path: str) -> bool:
    """Whether a path leads to a static or class method, which knows nothing of the instance."""
    units = family.methods.get(path[5:], ())
    return any(each.path in ("staticmethod", "classmethod") for unit in units for each in unit.function.decorators)


def paths_in(unit: Unit) -> Iterator[str]:
    """The names and attributes that a function reads, sets or calls."""
    for call in unit.function.calls:
        yield call.path
        for value in (*call.args, *[value for _, value in call.keywords]):
            yield from value.names
    for store in unit.function.stores:
        yield store.path
        yield from store.value.names
    for leaving in unit.function.exits:
        yield from leaving.value.names
    for block in unit.function.blocks:
        yield from (path for atom in block.atoms for path in (atom.path, atom.other))
        yield from (name for value in block.values for name in value.names)
