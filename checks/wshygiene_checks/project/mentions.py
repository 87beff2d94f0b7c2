"""What a piece of code does with places, by path, in a form that takes little memory: most are never asked for."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

from wshygiene_checks.facts import Part, Value
from wshygiene_checks.project.units import Unit

Relation = Literal["called", "handed", "set", "kept", "left", "awaited", "iterated"]
_RELATIONS: tuple[tuple[Relation, int], ...] = (
    ("called", Part.CALLS),
    ("handed", Part.CALLS),
    ("set", Part.STORES),
    ("kept", Part.STORES),
    ("left", Part.EXITS),
    ("awaited", Part.AWAITS),
    ("iterated", Part.BLOCKS),
)
_CALLED, _HANDED, _SET, _KEPT, _LEFT, _AWAITED, _ITERATED = range(len(_RELATIONS))

# Kinds of values that carry what they are made of; the result of another call, or of a comparison, does not.
_CARRIES = frozenset(
    "path element copy values items keys enumerate display comprehension lambda partial function".split()
)
_ROOT = re.compile(r"(self\.[^.\[{(]*|%[^.\[{(]*|[^\[{(]*)(.*)", re.DOTALL)
_MOST_KEPT = 1 << 13  # ways in which a path is split: those of the code at hand


@lru_cache(maxsize=_MOST_KEPT)
def root_of(path: str) -> tuple[str, str]:
    """Split a path into the place and the part beyond: ``self._rooms[].members`` is (``self._rooms``, ``[].members``).

    For locals the place is the variable; for other paths it is everything before the first bracket.
    """
    found = _ROOT.fullmatch(path)
    return (found[1], found[2]) if found else (path, "")


Split = Callable[[str], tuple[str, str] | None]


def of_instance(path: str) -> tuple[str, str] | None:
    """Split paths that begin at ``self``; None for all others."""
    return root_of(path) if path.startswith("self.") else None


def of_locals(path: str) -> tuple[str, str] | None:
    """Split paths that begin at a local name; None for all others."""
    return root_of(path) if path.startswith("%") else None


class Mentions:
    """The places that some code does something with; ``split`` says which, and what each is called.

    Of each mention it keeps five numbers: the relation, the unit, the record there, the value in that, the part.
    """

    def __init__(self, units: Iterable[Unit], split: Split) -> None:
        self._units = tuple(units)
        self._parts: dict[str, int] = {}
        collected: dict[str, list[int]] = defaultdict(list)
        for number, unit in enumerate(self._units):
            _Collector(collected, self._parts, split, number).read(unit)
        self._noted = {path: array("I", noted).tobytes() for path, noted in collected.items()}

    def setting(self, path: str) -> list[Unit]:
        """The code that binds this place itself, or declares or deletes it."""
        numbers = [iter(array("I", self._noted.get(path, b"")))] * 5
        whole = self._parts.get("", -1)
        found = [which for how, which, _, _, part in zip(*numbers, strict=True) if how == _SET and part == whole]
        return [self._units[which] for which in dict.fromkeys(found)]

    def of(self, path: str) -> Iterator[tuple[Relation, Unit, Any, str, Value | None]]:
        """What is done with one place: how, by which code, the record, the part of the place, the value."""
        noted = self._noted.get(path)
        if noted is None:
            return
        numbers, parts = iter(array("I", noted)), list(self._parts)
        for relation, which, record, value, part in zip(*[numbers] * 5, strict=True):
            name, kind = _RELATIONS[relation]
            unit = self._units[which]
            what = unit.function.body.records(kind)[record]
            yield name, unit, what, parts[part], _values(relation, what)[value]


def _values(relation: int, record: Any) -> Sequence[Value | None]:
    """The values of a record that may carry a place, in the order of the mentions."""
    if relation == _HANDED:
        return (*record.args, *[value for _, value in record.keywords])
    if relation in (_SET, _KEPT):
        return (record.value, record.key)
    if relation == _LEFT:
        return (record.value,)
    return record.values if relation == _ITERATED else (None,)


class _Collector:
    """Reads one unit; records may be rows that are no records yet."""

    def __init__(self, found: dict[str, list[int]], parts: dict[str, int], split: Split, unit: int) -> None:
        self._found = found
        self._parts = parts
        self._split = split
        self._unit = unit

    def read(self, unit: Unit) -> None:
        body, split = unit.function.body, self._split
        for number, (path, name, args, keywords, *_) in enumerate(body.rows(Part.CALLS)):
            receiver = path[: -len(name) - 1]
            if receiver:
                self._add(_CALLED, number, 0, split(receiver))
            if (args or keywords) and not receiver.startswith("super()"):
                self._note(_HANDED, number, (*args, *[value for _, value in keywords]) if keywords else args)
        for number, (path, value, _, key, *_) in enumerate(body.rows(Part.STORES)):
            if path:
                self._add(_SET, number, 0, split(path))
            self._note(_KEPT, number, (value, key) if key else (value,))
        for number, (path, *_) in enumerate(body.rows(Part.AWAITS)):
            if path:
                self._add(_AWAITED, number, 0, split(path))
        for number, (_, value, *_) in enumerate(body.rows(Part.EXITS)):
            self._note(_LEFT, number, (value,))
        for number, block in enumerate(body.rows(Part.BLOCKS)):
            if block[5]:
                self._note(_ITERATED, number, block[5])

    def _note(self, relation: int, record: int, values: Iterable[tuple[str, str, int, tuple[str, ...]]]) -> None:
        """Add the places that values carry."""
        for position, (kind, _, _, names) in enumerate(values):
            if names and kind in _CARRIES:
                for name in names:
                    if name:
                        self._add(relation, record, position, self._split(name))

    def _add(self, relation: int, record: int, value: int, found: tuple[str, str] | None) -> None:
        if found is not None:
            part = self._parts.setdefault(found[1], len(self._parts))
            self._found[found[0]] += (relation, self._unit, record, value, part)
