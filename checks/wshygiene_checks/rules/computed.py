"""Attributes that are reached by computed names, so that no rule can say that nothing is done with them."""

from __future__ import annotations

from collections.abc import Collection

from wshygiene_checks.facts import Value
from wshygiene_checks.project import Family, Unit

_REACHED = ("getattr()", "vars()", "self.__dict__", "map()", "filter()")
_COMPUTED = ("%", *_REACHED)  # not `", ".join()`
_DYNAMIC = frozenset({"vars", "self.__dict__.values", "self.__dict__.items"})


def is_dynamic(unit: Unit) -> bool:
    """Whether the code reaches attributes by computed names: ``getattr(self, name).close()``."""
    return any(
        call.path in _DYNAMIC
        or call.path.startswith("self.__dict__[]")
        or (call.path == "getattr" and call.args and call.args[0].path == "self" and call.args[1].kind != "constant")
        for call in unit.function.calls
    )


def may_be_reached(family: Family, root: str, releases: Collection[str] = ()) -> bool:
    """Whether the class computes names of attributes, or tells somebody this one: ``stop(self, "_task")``.

    With ``releases`` only code counts that calls one of these methods on what it has reached so: a class that looks up
    the handler of a command by its name ends nothing thereby.
    """
    attribute = root.removeprefix("self.")
    return any(
        _is_told(unit, attribute) or (is_dynamic(unit) and (not releases or releases_computed(unit, releases)))
        for unit in family.units
    )


def releases_computed(unit: Unit, names: Collection[str]) -> bool:
    """Whether one of these methods is called on a local that was not made, given or kept under a name here."""
    plain = {store.path for store in unit.function.stores if not _is_computed(store.value)}
    called = {call.receiver for call in unit.function.calls if call.name in names}
    return any(path.startswith(_COMPUTED) and path not in plain for path in called)


def _is_computed(value: Value) -> bool:
    return value.path.startswith(_REACHED)


def _is_told(unit: Unit, attribute: str) -> bool:
    names = (f"'{attribute}'", f'"{attribute}"')
    return any(
        any(value.path == "self" for value in call.args) and any(value.path in names for value in call.args)
        for call in unit.function.calls
        if len(call.args) > 1 and call.path not in ("getattr", "setattr", "hasattr", "delattr")
    )
