"""Guesses the type of what a path names, from annotations, constructors and return types: full dotted names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from wshygiene_checks.facts import Store, Value
from wshygiene_checks.project.carried import given_to_application, of_application
from wshygiene_checks.project.families import Families
from wshygiene_checks.project.units import Unit

_UNKNOWN: frozenset[str] = frozenset()  # one for all: most paths have no type
_DEEPEST = 4  # `self.a.b.c`: further away nobody annotates


class Types:
    """Types are what stands in the source: a class, or the factory (``asyncio.get_event_loop``) that made the value."""

    def __init__(self, units: Sequence[Unit], families: Families) -> None:
        self._units = units
        self._families = families
        self._functions: dict[str, Unit] = {}
        self._known: dict[tuple[str, str, int, str, int], frozenset[str]] = {}
        self._attributes: dict[str, dict[str, list[tuple[Unit, Store]]]] = {}
        self._globals: dict[str, list[tuple[Unit, Store]]] = defaultdict(list)
        for unit in units:
            self._functions[unit.name] = unit
            if unit.function.kind == "module":
                for store in unit.function.stores:
                    self._globals[store.path].append((unit, store))

    def of(self, unit: Unit, path: str, depth: int = 0) -> frozenset[str]:
        """All types that the source gives this path inside this code; empty when it says nothing."""
        if depth > _DEEPEST or not path:
            return _UNKNOWN
        key = (unit.file.path, unit.function.qualname, unit.function.line, path, depth)
        if key not in self._known:
            found = [name for name in self._of(unit, path, depth + 1) if name]
            self._known[key] = frozenset(found) if found else _UNKNOWN
        return self._known[key]

    @cached_property
    def carried(self) -> dict[str, list[tuple[Unit, Store]]]:
        """Where things are given to an application, by the names under which that carries them."""
        return given_to_application(self._units)

    def function(self, name: str) -> Unit | None:
        """The function or method with this full dotted name."""
        return self._functions.get(name)

    def callee(self, unit: Unit, path: str, depth: int = 0) -> list[Unit]:
        """The functions of the project that a call with this path may run."""
        if path.startswith("%") and "." not in path:
            nested = self._functions.get(f"{unit.name}.{path[1:]}")
            return [nested] if nested else self._in_partial(unit, path, depth)
        if path.startswith("self.") and "." not in path[5:] and self.class_of(unit):
            family = self._families.family(self.class_of(unit))
            return list(family.methods.get(path[5:], ())) if family else []
        known = self._functions.get(path)
        if known:
            return [known]
        receiver, _, name = path.rpartition(".")
        return (
            [method for type_ in self.of(unit, receiver, depth) for method in self._methods(type_, name)]
            if receiver
            else []
        )

    def _in_partial(self, unit: Unit, path: str, depth: int) -> list[Unit]:
        """What a local partial calls: ``beat = partial(self._beat, ws)``."""
        if depth > _DEEPEST:
            return []
        partials = (
            each.value.path for each in unit.function.stores if each.path == path and each.value.kind == "partial"
        )
        return [callee for name in partials for callee in self.callee(unit, name, depth + 1)]

    def class_of(self, unit: Unit) -> str:
        """The full dotted name of the class whose ``self`` this code sees: its own, or that of the method around it."""
        around: Unit | None = unit
        while around is not None and not around.owner:
            around = self.parent(around)
        return around.owner if around else ""

    def parent(self, unit: Unit) -> Unit | None:
        """The function around a nested function."""
        parent = unit.function.parent
        return self._functions.get(f"{unit.file.module}.{parent}") if parent else None

    def _methods(self, type_: str, name: str) -> list[Unit]:
        family = self._families.family(type_)
        return list(family.methods.get(name, ())) if family else []

    def _of(self, unit: Unit, path: str, depth: int) -> Iterator[str]:
        if path.endswith("()"):
            yield from self._returned(unit, path[:-2], depth)
        elif path.startswith("%") and "." not in path:
            yield from self._of_local(unit, path, depth)
        elif path == "self":
            yield self.class_of(unit)
        elif path in self._globals:
            for where, store in self._globals[path]:
                yield from self._of_store(where, store, depth)
        elif "." in path and not path.endswith("]"):
            carried, beyond = of_application(path) or ("", "")
            for where, store in () if beyond else self.carried.get(carried, ()):
                yield from self._of_store(where, store, depth)
            base, _, attribute = path.rpartition(".")
            owners = (self.class_of(unit),) if base == "self" else self.of(unit, base, depth)
            for owner in owners:
                yield from self._of_attribute(owner, attribute, depth)

    def _of_local(self, unit: Unit, path: str, depth: int) -> Iterator[str]:
        for parameter in unit.function.params:
            if parameter.name == path[1:]:
                yield parameter.annotation
        for store in unit.function.stores:
            if store.path == path:
                yield from self._of_store(unit, store, depth)
        parent = self.parent(unit)
        if parent:
            yield from self.of(parent, path, depth)

    def _of_attribute(self, owner: str, attribute: str, depth: int) -> Iterator[str]:
        owner = self._families.resolve(owner)
        for class_ in (owner, *self._families.ancestors(owner)):
            for unit, store in self._attributes_of(class_).get(attribute, ()):
                yield from self._of_store(unit, store, depth)
            known = self._functions.get(f"{class_}.{attribute}")
            if known:  # a property
                yield known.function.returns

    def _attributes_of(self, class_: str) -> dict[str, list[tuple[Unit, Store]]]:
        """What one class, without its bases, stores in attributes of its instances."""
        if class_ not in self._attributes:
            found: dict[str, list[tuple[Unit, Store]]] = defaultdict(list)
            for unit in self._families.units_of(class_):
                for store in unit.function.stores:
                    if store.path.startswith("self.") and store.path.find(".", 5) < 0:
                        found[store.path[5:]].append((unit, store))
            self._attributes[class_] = dict(found)
        return self._attributes[class_]

    def _of_store(self, unit: Unit, store: Store, depth: int) -> Iterator[str]:
        if store.annotation:
            yield store.annotation
        yield from self._of_value(unit, store.value, depth)

    def _of_value(self, unit: Unit, value: Value, depth: int) -> Iterator[str]:
        if value.path == "asyncio.wait_for()":
            waits = unit.call_by_order(value.call)
            yield from self.of(unit, waits.args[0].path, depth) if waits and waits.args else ()
        elif value.kind == "call" or (value.kind == "path" and value.path not in ("", "None")):
            yield from self.of(unit, value.path, depth)

    def _returned(self, unit: Unit, callee: str, depth: int) -> Iterator[str]:
        resolved = self._families.resolve(callee)
        if resolved in self._families.classes:
            yield resolved
            return
        for function in self.callee(unit, callee, depth) if depth < _DEEPEST else ():
            yield function.function.returns
        yield callee
