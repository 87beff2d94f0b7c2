"""Parameters that are constants in truth: everybody who calls the function writes the value out."""

from __future__ import annotations

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.frameworks import is_called_by_framework

_DEEPEST = 4


def callers_pass_constants(project: Project, unit: Unit, key: Value | None, container: str = "") -> bool:
    """Whether the key is a parameter for which every caller gives a constant, or a key that the container has."""
    return key is not None and is_constant_parameter(project, unit, key.path, container)


def is_constant_parameter(project: Project, unit: Unit, path: str, container: str = "", depth: int = 0) -> bool:
    """Whether a path is a parameter that every caller in the project gives a constant.

    A caller that passes on a parameter of its own counts when it is private and its callers do the same: of others
    nobody knows who calls them. What is taken from ``container`` is nothing new to it.
    """
    position = next((n for n, each in enumerate(unit.function.params) if f"%{each.name}" == path), None)
    if position is None or depth > _DEEPEST or is_called_by_framework(project, unit):
        return False
    calls = [(caller, call.argument(position, path[1:])) for caller, call in project.sites.named([unit.function.name])]
    return bool(calls) and all(
        value is not None
        and (_is_nothing_new(value, container) or _is_passed_on(project, caller, value, container, depth))
        for caller, value in calls
    )


def _is_passed_on(project: Project, caller: Unit, value: Value, container: str, depth: int) -> bool:
    return is_private(project, caller) and is_constant_parameter(project, caller, value.path, container, depth + 1)


def is_private(project: Project, unit: Unit) -> bool:
    """Whether only the project itself calls a function, by its name: it is handed to nobody who may call it, too."""
    function = unit.function
    if function.kind != "function":
        return False
    private = function.name.startswith("_") and not function.name.endswith("__")
    return (private or bool(function.parent)) and not _is_handed_on(project, unit)


def _is_handed_on(project: Project, unit: Unit) -> bool:
    """Whether the function itself is an argument, is kept, or is returned: ``call_soon(self._count, data)``."""
    name = unit.function.name
    paths = {unit.name, f"self.{name}"} if unit.owner else {unit.name, f"%{name}"}
    family = project.family(unit)
    for other in family.units if family else [Unit(unit.file, function) for function in unit.file.functions]:
        function = other.function
        values = [value for call in function.calls for value in (*call.args, *[value for _, value in call.keywords])]
        values += [store.value for store in function.stores] + [leaving.value for leaving in function.exits]
        if any(value.path in paths or not paths.isdisjoint(value.names) for value in values):
            return True
    return False


def _is_nothing_new(value: Value, container: str) -> bool:
    """Whether a value is a constant, or a key that the container has: ``for name in self._states``."""
    return _is_constant(value) or (bool(container) and value.path in (f"{container}{{}}", f"{container}[]"))


def _is_constant(value: Value) -> bool:
    """Whether a value is written out, or put together of such: a long text in several pieces has no names in it."""
    composed = value.kind in ("other", "text") and not value.path and not value.names
    return value.is_constant or composed
