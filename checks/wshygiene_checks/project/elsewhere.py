"""What is done to attributes through other objects than ``self``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

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
        self._done: dict[int, dict[str, tuple[str, ...]]] = {}
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
            for function in file.functions:
                for path, what in _mentions(function):
                    if _attribute(path) == attribute:
                        yield Unit(file, function), path.rstrip("[]{}").rpartition(".")[0], what

    def _find(self, attribute: str) -> set[str]:
        found = set(self._stored.get(attribute, ()))
        for number in self._readers.get(attribute, ()):
            if number not in self._done:
                self._done[number] = _read(self._files[number].functions)
            found.update(self._done[number].get(attribute, ()))
        return found


def _readers(files: Sequence[FileFacts]) -> dict[str, list[int]]:
    """The numbers of the files that read a name, by name: as an attribute, or imported."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, file in enumerate(files):
        for name in file.loaded.union([path.rpartition(".")[2] for path in file.beyond]):
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


def _read(functions: Iterable[Function]) -> dict[str, tuple[str, ...]]:
    # Most paths come up again and again: a set of them is made first, and only what is in it is taken apart.
    done = {each for function in functions for each in _mentions(function)}
    found: dict[str, tuple[str, ...]] = {}  # a tuple takes a quarter of the memory of a set
    for path, what in done:
        if attribute := _attribute(path):
            found[attribute] = (*found.get(attribute, ()), what)
    return found


def _mentions(function: Function) -> set[tuple[str, str]]:
    """The paths of a function and what it does with them."""
    done = {(path[: -len(name) - 1], name) for path, name in {(call.path, call.name) for call in function.calls}}
    done.update([(value.path, "hand") for call in function.calls for value in call.args])
    done.update([(value.path, "hand") for call in function.calls for _, value in call.keywords])
    done.update([(store.value.path, "hand") for store in function.stores])
    done.update([(awaited.path, "await") for awaited in function.awaits])
    done.update([(leaving.value.path, "leave") for leaving in function.exits])
    return done


@lru_cache(maxsize=1 << 16)
def _attribute(path: str) -> str:
    """The last attribute of a path that leads through another object; empty for all other paths."""
    base, _, attribute = path.rstrip("[]{}").rpartition(".")
    return attribute if base and base != "self" else ""
