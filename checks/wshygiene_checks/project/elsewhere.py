"""What is done to attributes through other objects than ``self``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import Any

from wshygiene_checks.facts import FileFacts, Function
from wshygiene_checks.project.units import Unit

_NOTHING: frozenset[str] = frozenset()


class Elsewhere:
    """Attributes by name, and what is called on them or done with them; see `Project.elsewhere`.

    A file is looked through when somebody asks for an attribute that it reads: most are never asked for.
    """

    def __init__(self, files: Sequence[FileFacts]) -> None:
        self._files = files
        self._known: dict[str, set[str]] = {}
        self._done: dict[int, dict[str, list[Any]]] = {}
        self._places: dict[str, list[tuple[Unit, str, str]]] = {}
        self._stored = _stored(files)
        self._readers = _readers(files)

    def __contains__(self, attribute: str) -> bool:
        return bool(self.get(attribute))

    def get(self, attribute: str, default: Iterable[str] = _NOTHING) -> Set[str]:
        """What is done to attributes of this name."""
        if attribute not in self._known:
            self._known[attribute] = self._find(attribute)
        return self._known[attribute]

    def where(self, attribute: str) -> list[tuple[Unit, str, str]]:
        """Which code does it to attributes of this name, through what: (code, path of the object, what is done)."""
        if attribute not in self._places:
            self._places[attribute] = list(self._locate(attribute))
        return self._places[attribute]

    def _locate(self, attribute: str) -> Iterator[tuple[Unit, str, str]]:
        for number in self._readers.get(attribute, ()):
            file = self._files[number]
            noted = iter(self._read(number).get(attribute, ()))
            for position, path, what in zip(noted, noted, noted, strict=True):
                yield Unit(file, file.functions[position]), path.rstrip("[]{}").rpartition(".")[0], what

    def _find(self, attribute: str) -> set[str]:
        found = set(self._stored.get(attribute, ()))
        for number in self._readers.get(attribute, ()):
            found.update(self._read(number).get(attribute, ())[2::3])
        return found

    def _read(self, number: int) -> dict[str, list[Any]]:
        if number not in self._done:
            self._done[number] = _read(self._files[number].functions)
        return self._done[number]


def _readers(files: Sequence[FileFacts]) -> dict[str, list[int]]:
    """The numbers of the files that read a name, by name: as an attribute, or imported."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        for name in {*file.loaded, *[path.rpartition(".")[2] for path in file.beyond]}:
            found[name].append(number)
    return found


def _stored(files: Iterable[FileFacts]) -> dict[str, tuple[str, ...]]:
    """How attributes of other objects are bound: those need not be read in the same file."""
    found: dict[str, tuple[str, ...]] = {}
    stores = (store for file in files for function in file.functions for store in function.stores)
    for path, kind in {(store.path, store.kind) for store in stores if "." in store.path}:
        if attribute := _attribute(path):
            found[attribute] = (*found.get(attribute, ()), kind)
    return found


def _read(functions: Iterable[Function]) -> dict[str, list[Any]]:
    """By attribute the number of a function, the path that it uses and what it does with it, in turn.

    Most attributes are never asked for; a record for each use would take three times the memory.
    """
    found: dict[str, list[Any]] = defaultdict(list)
    for number, function in enumerate(functions):
        for path, what in _mentions(function):
            if attribute := _attribute(path):
                found[attribute] += (number, path, what)
    return dict(found)


def _mentions(function: Function) -> set[tuple[str, str]]:
    """The paths of a function that lead through another object, and what it does with them."""
    done: set[tuple[str, str]] = set()
    for call in function.calls:
        path, name = call.path, call.name
        if "." in path:
            done.add((path[: -len(name) - 1], name))
        for value in call.args:
            if "." in value.path:
                done.add((value.path, "hand"))
        for _, value in call.keywords:
            if "." in value.path:
                done.add((value.path, "hand"))
    done.update([(store.value.path, "hand") for store in function.stores if "." in store.value.path])
    done.update([(awaited.path, "await") for awaited in function.awaits])
    done.update([(leaving.value.path, "leave") for leaving in function.exits if "." in leaving.value.path])
    return done


@lru_cache(maxsize=1 << 16)
def _attribute(path: str) -> str:
    """The last attribute of a path that leads through another object; empty for all other paths."""
    base, _, attribute = path.rstrip("[]{}").rpartition(".")
    return attribute if base and base != "self" else ""
