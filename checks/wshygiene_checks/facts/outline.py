"""What the functions of a file do, in short: enough to find those that are worth a closer look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from wshygiene_checks.facts.bodies import Recorded, Row, packed, unpacked

Numbers = Mapping[str, Sequence[int]]  # of functions, in the order of the file, by some name

_MADE = ("display", "comprehension", "call")
_CALLABLE = ("function", "lambda", "partial", "path")


class Outline(NamedTuple):
    """The functions that do something, by what it is done to.

    ``calls`` go by the last part of the path, ``keywords`` by name, ``blocks`` by kind. ``makes`` are bindings of
    attributes and globals to something made on the spot, by the last part of the path. ``hands_out`` are returned
    callables, by the last part of the path; functions and lambdas by their kind. ``probes`` are looks into mappings.

    ``touched`` says what is done to attributes of other objects: by attribute the number of a function, the path of the
    object, and the method called on the attribute, or ``hand``, ``await``, ``leave``. ``replaced`` are the kinds of
    `Store` to such attributes; ``changed`` says by attribute which function deletes it or an item of it, or binds it,
    through what object; of the instance only what is deleted. ``filled`` are the last parts of the paths of which items
    are stored, or to which something is added. ``bound`` are the paths that the module binds, ``declared`` those that
    it only annotates, ``assigned`` all beyond the instance and locals that any code stores into. ``loaded`` are the
    names of all attributes that the file reads, ``beyond`` the paths that it reads and that begin neither at ``self``
    nor at a local name. ``aliases`` are the names that the module binds to other names, and those.
    """

    calls: Numbers
    keywords: Numbers
    blocks: Numbers
    makes: Numbers
    hands_out: Numbers
    probes: Sequence[int]
    touched: Mapping[str, Sequence[tuple[int, str, str]]]
    replaced: Mapping[str, Sequence[str]]
    changed: Mapping[str, Sequence[tuple[int, str]]]
    filled: frozenset[str]
    bound: frozenset[str]
    declared: frozenset[str]
    assigned: frozenset[str]
    loaded: frozenset[str]
    beyond: tuple[str, ...]
    aliases: Mapping[str, str]


def read_outline(content: bytes) -> Outline:
    """The outline in these bytes."""
    return Outline(*unpacked(content))


def packed_outline(functions: Iterable[tuple[str, Recorded]], loaded: set[str], beyond: tuple[str, ...]) -> bytes:
    """The outline of functions, each given by its kind and what was recorded of it."""
    outliner = _Outliner({*loaded, *[path.rpartition(".")[2] for path in beyond]})
    for kind, recorded in functions:
        outliner.add(kind, recorded)
    return packed((*outliner.found(), frozenset(loaded), beyond, outliner.aliases))


class _ByName(NamedTuple):
    """The first fields of an `Outline`, while they grow."""

    calls: dict[str, list[int]]
    keywords: dict[str, list[int]]
    blocks: dict[str, list[int]]
    makes: dict[str, list[int]]
    hands_out: dict[str, list[int]]


class _Outliner:
    def __init__(self, known: set[str]) -> None:
        self._known = known  # names that the file reads: nothing can be done to other attributes
        self._number = -1
        self._numbers = _ByName(*[defaultdict[str, list[int]](list) for _ in range(5)])
        self._probes: list[int] = []
        self._touched: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        self._replaced: dict[str, set[str]] = defaultdict(set)
        self._changed: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._filled: set[str] = set()
        self._bound: set[str] = set()
        self._declared: set[str] = set()
        self._assigned: set[str] = set()
        self.aliases: dict[str, str] = {}

    def add(self, kind: str, recorded: Recorded) -> None:
        self._number += 1
        blocks, calls, stores, awaits, exits, probes = recorded
        if calls:
            self._add(self._numbers.calls, {call[1] for call in calls})
            self._add(self._numbers.keywords, {word for call in calls if call[3] for word, _ in call[3]})
        if len(blocks) > 1:
            self._add(self._numbers.blocks, {block[0] for block in blocks[1:]})
        if exits:
            self._add(self._numbers.hands_out, set(_handed_out(exits, stores)))
        if probes:
            self._probes.append(self._number)
        self._touch(_touches(calls, stores, awaits, exits))
        for store in stores:
            self._store(kind == "module", store)

    def _add(self, numbers: dict[str, list[int]], names: Iterable[str]) -> None:
        for name in names:
            numbers[name].append(self._number)

    def _touch(self, done: Iterable[tuple[str, str]]) -> None:
        known, number = self._known, self._number
        for path, what in done:
            base, attribute = attribute_of(path)
            if base and attribute in known:
                self._touched[attribute].append((number, base, what))

    def _store(self, at_top: bool, store: Row) -> None:
        path, (made, *_), how, key, *_ = store
        if key is not None or how == "augment":
            self._filled.add(path.rstrip("[]{}").rpartition(".")[2])
        if path[:1] == "%":
            if "." not in path:
                return
        else:
            if made in _MADE and how == "set" and key is None:
                self._made(path)
            if path[:5] != "self.":
                self._assigned.add(path)
            if at_top:
                if made == "path":
                    self.aliases[path] = store[1][1]
                (self._declared if how == "declare" else self._bound).add(path)
        base, attribute = attribute_of(path)
        if base:
            self._replaced[attribute].add(how)
        if how == "delete" or (path[-2:] != "[]" and (path[:5] != "self." or "." in path[5:])):
            base, _, attribute = path.removesuffix("[]").rpartition(".")
            if base:
                self._changed[attribute].append((self._number, base))

    def _made(self, path: str) -> None:
        numbers = self._numbers.makes[path.rpartition(".")[2]]
        if numbers[-1:] != [self._number]:
            numbers.append(self._number)

    def found(self) -> tuple[object, ...]:
        replaced = {attribute: tuple(kinds) for attribute, kinds in self._replaced.items()}
        names = map(frozenset, (self._filled, self._bound, self._declared, self._assigned))
        return (*map(dict, self._numbers), self._probes, dict(self._touched), replaced, dict(self._changed), *names)


def _handed_out(exits: Iterable[Row], stores: Sequence[Row]) -> Iterator[str]:
    for how, value, *_ in exits:
        if how != "return" or value[0] not in _CALLABLE:
            continue
        yield _callable_name(value)
        kind, path, *_ = value
        if kind == "path" and path[:1] == "%" and "." not in path:
            yield from [_callable_name(store[1]) for store in stores if store[0] == path]


def _callable_name(value: Row) -> str:
    kind: str = value[0]
    path: str = value[1]
    return kind if kind in ("function", "lambda") else path.rpartition(".")[2]


def _touches(
    calls: Iterable[Row], stores: Iterable[Row], awaits: Iterable[Row], exits: Iterable[Row]
) -> set[tuple[str, str]]:
    """The paths of a function that lead through another object, and what it does with them."""
    done: set[tuple[str, str]] = set()
    for path, name, args, keywords, *_ in calls:
        receiver = path[: -len(name) - 1]
        if "." in receiver:
            done.add((receiver, name))
        for _, path, _, _ in args:
            if "." in path:
                done.add((path, "hand"))
        for _, value in keywords:
            if "." in value[1]:
                done.add((value[1], "hand"))
    done.update([(store[1][1], "hand") for store in stores if "." in store[1][1]])
    done.update([(awaited[0], "await") for awaited in awaits])
    done.update([(leaving[1][1], "leave") for leaving in exits if "." in leaving[1][1]])
    return done


@lru_cache(maxsize=1 << 14)
def attribute_of(path: str) -> tuple[str, str]:
    """The object and its attribute of a path that leads through another object; empty for all other paths."""
    base, _, attribute = path.rstrip("[]{}").rpartition(".")
    return (base, attribute) if base and base != "self" else ("", "")
