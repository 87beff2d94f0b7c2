"""What a project does with the names that its modules bind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from wshygiene_checks.facts import FileFacts
from wshygiene_checks.project.places import Mentions, Place, Places, Split, mentions_in, root_of
from wshygiene_checks.project.units import Unit


class Globals(Places):
    """The places of globals, by full dotted path; of a file only those are collected that somebody asks for."""

    def __init__(self, files: Sequence[FileFacts]) -> None:
        super().__init__()
        self._bound = _bound(files)
        self._split = _splitter(self._bound)
        self._files = files
        self._collected: dict[int, Mentions] = {}
        self._mentioned = self._mentions()

    def _mentions(self) -> dict[str, list[int]]:
        """The numbers of the files that read or bind a name, by name: whoever uses ``ROOMS.add`` reads ``ROOMS``."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, file in enumerate(self._files):
            stored = [store.path for function in file.functions for store in function.stores]
            for path in self._bound.intersection((*file.beyond, *stored)):
                found[path].append(number)
        return found

    def __missing__(self, path: str) -> Place:
        place = self[path] = Place(path)
        for number in self._mentioned.get(path, ()):
            place.add(self._collect(number))
        return place

    def get(self, path: str, default: None = None) -> Place | None:  # type: ignore[override]
        """The place of a name; None for one that no module binds."""
        return self[path] if path in self._bound else default

    def _collect(self, number: int) -> Mentions:
        if number not in self._collected:
            file = self._files[number]
            units = [Unit(file, function) for function in file.functions]
            self._collected[number] = mentions_in(units, self._split)
        return self._collected[number]


def _bound(files: Sequence[FileFacts]) -> frozenset[str]:
    """Names that some module binds."""
    return frozenset(
        store.path
        for file in files
        for function in file.functions
        if function.kind == "module"
        for store in function.stores
        if store.kind != "declare"
    )


def _splitter(names: frozenset[str]) -> Split:
    known: dict[str, tuple[str, str] | None] = {}

    def split(path: str) -> tuple[str, str] | None:
        """Split ``app.state.ROOMS.add`` behind the name that a module binds, if one does."""
        if path.startswith(("self.", "%")):
            return None
        if path not in known:
            root, part = root_of(path)
            name = root
            while name and name not in names:
                name = name.rpartition(".")[0]
            known[path] = (name, root[len(name) :] + part) if name else None
        return known[path]

    return split
