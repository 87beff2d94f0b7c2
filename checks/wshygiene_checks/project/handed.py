"""Which functions a project hands to a framework that calls them: ``serve(self._handle)``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.packs import EntryPoint
from wshygiene_checks.project.sites import Sites
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit


class HandedTo(NamedTuple):
    """A function and the entry point that it becomes.

    ``shared`` says that the object whose method it is was there before, and so serves one connection after the other:
    of ``serve(self._handle)``, but not of ``serve(lambda ws: Session(ws).run())``.
    """

    unit: Unit
    point: EntryPoint
    shared: bool


class Handed:
    """The functions that are handed to calls which packs name in ``passed_to``, by full dotted name."""

    def __init__(self, points: Sequence[EntryPoint], sites: Sites, types: Types) -> None:
        self._types = types
        self._by_unit: dict[str, list[HandedTo]] = defaultdict(list)
        wanted: dict[str, list[EntryPoint]] = defaultdict(list)
        for point in points:
            for name in point.passed_to:
                wanted[name].append(point)
        for unit, call in sites.named({name.rpartition(".")[2] for name in wanted}):
            for name in self._names(unit, call) & wanted.keys():
                for point in wanted[name]:
                    self._add(unit, call, point)

    def of(self, unit: Unit) -> Sequence[HandedTo]:
        """What a function is handed to."""
        return [each for each in self._by_unit.get(unit.name, ()) if each.unit.function is unit.function]

    def _names(self, unit: Unit, call: Call) -> set[str]:
        """Under which names a pack may know the call: as imported, by the type of its receiver, as any method."""
        types = self._types.of(unit, call.receiver) if call.receiver else ()
        return {call.path, *[f"{type_}.{call.name}" for type_ in types], *([f".{call.name}"] if call.receiver else [])}

    def _add(self, unit: Unit, call: Call, point: EntryPoint) -> None:
        given = [point.passed_arg.among(call.args, dict(call.keywords))] if point.passed_arg else call.args
        if point.events and not (call.args and call.args[0].path.strip("'\"") in point.events):
            return
        for value in given:
            for called, shared in self._called(unit, value) if value is not None else ():
                self._by_unit[called.name].append(HandedTo(called, point, shared))

    def _called(self, unit: Unit, value: Value) -> Iterator[tuple[Unit, bool]]:
        """The functions that run when this value is called."""
        path = value.path
        if value.kind == "function":
            yield from [(each, True) for each in self._nested(unit, path)]
        elif value.kind in ("path", "partial"):
            found = self._types.callee(unit, path) or self._callable(unit, path)
            yield from [(each, True) for each in found]
        elif value.kind == "lambda" and path.endswith("()"):
            made = "()" in path[:-2]  # on an object that the lambda makes
            yield from [(each, not made) for each in self._types.callee(unit, path[:-2])]
        elif value.kind == "call":
            yield from [(each, True) for each in self._made(unit, path[:-2]) or self._callable(unit, path)]

    def _callable(self, unit: Unit, path: str) -> list[Unit]:
        """The method that runs when an object is called."""
        return self._types.callee(unit, f"{path}.__call__")

    def _nested(self, unit: Unit, path: str) -> Iterator[Unit]:
        """The function of this local name, in this function or one around it."""
        around: Unit | None = unit
        while around is not None:
            yield from self._types.callee(around, path)
            around = self._types.parent(around)

    def _made(self, unit: Unit, path: str) -> list[Unit]:
        """The functions that a function defines and returns: ``serve(handler_for(app))``."""
        return [
            each
            for maker in self._types.callee(unit, path)
            for leaving in maker.function.exits
            if leaving.kind == "return" and leaving.value.kind == "function"
            for each in self._types.callee(maker, leaving.value.path)
        ]
