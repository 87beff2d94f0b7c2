"""Finds the entry points of frameworks that a function may be, so that nobody has to try all that the packs know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from wshygiene_checks.facts import Function
from wshygiene_checks.packs import EntryPoint


class Points:
    """Entry points by what each asks of a function: its name, its decorators, its annotations, what it calls."""

    def __init__(self, points: Sequence[EntryPoint]) -> None:
        self._points = points
        self._by_name = _by((number, point.methods) for number, point in enumerate(points) if point.bases)
        self._by_decorator = _by((number, map(_last_name, point.decorators)) for number, point in enumerate(points))
        self._by_annotation = _by((number, point.annotations) for number, point in enumerate(points))
        self._by_call = _by((number, point.creates) for number, point in enumerate(points))

    def likely(self, function: Function) -> list[EntryPoint]:
        """Those that this function has a part of, in the order of the packs."""
        found = {*self._by_name.get(function.name, ())}
        for decorator in function.decorators:
            found.update(self._by_decorator.get(_last_name(decorator.path.removesuffix("()")), ()))
        for parameter in function.params:
            found.update(self._by_annotation.get(parameter.annotation, ()))
        for call in function.calls:
            found.update(self._by_call.get(call.path, ()))
        return [self._points[number] for number in sorted(found)]


def _last_name(path: str) -> str:
    """``websocket`` of ``router.websocket`` and of ``.websocket``."""
    return path.rpartition(".")[2]


def _by(numbers: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, names in numbers:
        for name in names:
            found[name].append(number)
    return dict(found)
