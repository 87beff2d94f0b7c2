"""What happens inside functions, packed: of a large project most of it is asked for once, or never.

While a file is read, everything that its functions do is written down as plain tuples in the order of the records'
fields, and pickled: a quarter of the memory, and nothing that lives between the nodes of syntax trees, which could not
be handed back then. Records are made for who asks, and kept until so many others were asked for.
"""

from __future__ import annotations

import io
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from wshygiene_checks.facts.making import make, make_block, make_call, make_exit, make_store
from wshygiene_checks.facts.record import Atom, Await, Call, Probe, Value
from wshygiene_checks.facts.shelf import Packed

Row = tuple[Any, ...]  # a `Call`, a `Store`, ... before it is one
Recorded = list[list[Row]]  # of one function, by `Part`


class Part:
    """The parts of a body, by position."""

    BLOCKS: Final = 0
    CALLS: Final = 1
    STORES: Final = 2
    AWAITS: Final = 3
    EXITS: Final = 4
    PROBES: Final = 5


MOST_OPEN = 4_000_000  # packed bytes of the bodies that are open at one time; open they take five times as much


class Body(Packed):
    """The body of one function; a part of it is a list of rows until its records are asked for, and then a tuple."""

    __slots__ = ("_parts",)

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._parts: list[Any] | None = None

    def records(self, part: int) -> tuple[Any, ...]:
        """All records of one part."""
        parts = self._parts or self._open()
        found = parts[part]
        if type(found) is list:
            found = parts[part] = _MAKERS[part](found)
        return found  # type: ignore[no-any-return]

    def rows(self, part: int) -> Sequence[Row]:
        """What one part holds, without making records of it."""
        parts = self._parts or self._open()
        return parts[part]  # type: ignore[no-any-return]

    def calls_named(self, names: frozenset[str]) -> list[Call]:
        """The calls of these names, without making the records of all others."""
        parts = self._parts or self._open()
        found = parts[Part.CALLS]
        if type(found) is tuple:
            return [call for call in found if call.name in names]
        return [_call(row) for row in found if row[1] in names]

    def _open(self) -> list[Any]:
        parts: list[Any] = unpacked(self.content)
        self._parts = parts
        _opened.append(self)
        _held[0] += self.size
        while _held[0] > MOST_OPEN:
            closed = _opened.popleft()
            closed._parts = None
            _held[0] -= closed.size
        return parts


_opened: deque[Body] = deque()  # in the order in which they were opened
_held = [0]


class _Reader(pickle.Unpickler):
    """Loads plain values and nothing else: a cache may come with somebody else's repository."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} has no place in facts")


def packed(value: object) -> bytes:
    """Plain values as bytes."""
    return pickle.dumps(value, protocol=5)


def unpacked(content: bytes) -> Any:
    """The plain values; raises `pickle.UnpicklingError` for anything else."""
    return _Reader(io.BytesIO(content)).load()


def _values(rows: Iterable[Row]) -> tuple[Value, ...]:
    return tuple(map(make, rows))


def _blocks(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(
        [
            make_block((*head, _values(values), names, tuple([Atom(*atom) for atom in atoms])))
            if values or atoms
            else make_block((*head, values, names, atoms))
            for *head, values, names, atoms in rows
        ]
    )


def _call(row: Row) -> Call:
    path, name, args, keywords, *rest = row
    if args:
        args = _values(args)
    if keywords:
        keywords = tuple([(word, make(value)) for word, value in keywords])
    return make_call((path, name, args, keywords, *rest))


def _calls(rows: Iterable[Row]) -> tuple[Call, ...]:
    return tuple([_call(row) for row in rows])


def _stores(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(
        [make_store((path, make(value), kind, key and make(key), *rest)) for path, value, kind, key, *rest in rows]
    )


def _awaits(rows: Iterable[Row]) -> tuple[Await, ...]:
    return tuple([Await(*row) for row in rows])


def _exits(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple([make_exit((kind, make(value), *rest)) for kind, value, *rest in rows])


def _probes(rows: Iterable[Row]) -> tuple[Probe, ...]:
    return tuple([Probe(path, make(key), *rest) for path, key, *rest in rows])


_MAKERS: tuple[Callable[[Iterable[Row]], Row], ...] = (_blocks, _calls, _stores, _awaits, _exits, _probes)
