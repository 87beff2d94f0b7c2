"""Local names of functions that outlive connections: what the handlers defined inside them put there stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Exit, Store
from wshygiene_checks.project import Did, Place, Project, Unit, of_locals, places_in

_RUNS_ON = ("connection", "message")
_WHOLE = ("path", "display", "partial", "lambda")
_LOOKS = frozenset("list tuple set dict sorted frozenset reversed gather wait deepcopy copy dumps".split())
_MADE = ("display", "comprehension", "call")


class Enclosed(NamedTuple):
    """A local name that is bound once, and ``within`` which code it means the same thing."""

    unit: Unit
    store: Store
    place: Place
    within: tuple[Unit, ...]


def enclosed(project: Project) -> tuple[Enclosed, ...]:
    """The local names that functions share with the handlers of connections that they define."""
    return project.shared(_all)


def enclosed_as(project: Project, unit: Unit, path: str) -> Place | None:
    """The place that a local name means which a function around this handler has bound."""
    for each in enclosed(project):
        if each.store.path == path and any(unit.name == inner.name for inner in each.within[1:]):
            return each.place
    return None


def _all(project: Project) -> tuple[Enclosed, ...]:
    return tuple(_find(project))


def _find(project: Project) -> Iterator[Enclosed]:
    around = {parent.name: parent for unit in project.units if (parent := _surroundings(project, unit))}
    for unit in around.values():
        within = (unit, *project.nested(unit))
        for store in unit.function.stores:
            if _is_the_same_inside(within, store):
                place = places_in(within, of_locals)[store.path]
                if not _goes_elsewhere(place):
                    yield Enclosed(unit, store, place, within)


def _goes_elsewhere(place: Place) -> bool:
    """Whether other code gets hold of the thing itself, and may work on it under another name."""
    handed = [did for did in place.handed if did.what.name not in _LOOKS]
    given: list[Did[Call] | Did[Store] | Did[Exit]] = [*handed, *place.kept, *place.left]
    return any(not did.part and did.value is not None and did.value.kind in _WHOLE for did in given)


def _surroundings(project: Project, unit: Unit) -> Unit | None:
    """The function in which a handler of connections is defined, unless that runs for each connection itself.

    What a test or a fixture of a test has defined is gone with it.
    """
    parent = project.types.parent(unit)
    if parent is None or parent.function.kind != "function":
        return None
    entry = project.roles.entry(unit)
    if entry is None or entry.lifetime not in _RUNS_ON or _is_of_a_test(project, parent):
        return None
    return None if project.roles.is_hot(parent) or project.roles.entry(parent) else parent


def _is_of_a_test(project: Project, unit: Unit) -> bool:
    """Whether this function, or one around it, is a test or a fixture, or is called by such functions alone."""
    around: Unit | None = unit
    while around is not None:
        if _is_test(around):
            return True
        name = around.name
        callers = [each for each, call in project.sites.named([around.function.name]) if call.path == name]
        if callers and all(map(_is_test, callers)):
            return True
        around = project.types.parent(around)
    return False


def _is_test(unit: Unit) -> bool:
    fixture = any(value.path.removesuffix("()").endswith("fixture") for value in unit.function.decorators)
    return fixture or unit.function.name.startswith("test")


def _is_the_same_inside(within: tuple[Unit, ...], store: Store) -> bool:
    """Whether a name is bound once, and no function inside has it for something of its own."""
    path = store.path
    if not path.startswith("%") or "." in path or "[" in path or store.kind != "set" or store.value.kind not in _MADE:
        return False
    bound = [each for where in within for each in where.function.stores if each.path == path and each.kind == "set"]
    named = any(f"%{parameter.name}" == path for where in within[1:] for parameter in where.function.params)
    return not named and len(bound) == 1
