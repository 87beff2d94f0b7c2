"""What a project does with the names that its modules bind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set

from wshygiene_checks.facts import FileFacts, Outline
from wshygiene_checks.project.mentions import Mentions, Split, root_of
from wshygiene_checks.project.places import Place, Places
from wshygiene_checks.project.sites import Numbers, numbers
from wshygiene_checks.project.units import Unit


class Globals(Places):
    """The places of globals, by full dotted path; of a file only those are collected that somebody asks for."""

    def __init__(self, files: Sequence[FileFacts]) -> None:
        super().__init__()
        self._files = files
        self._bound: set[str] = set()  # names that some module binds
        self.aliases: dict[str, str] = {}  # those that it binds to other names
        self._split = _splitter(self._bound)
        self._collected: dict[int, Mentions] = {}
        # The numbers of the files that read or bind a name, by name: whoever uses `ROOMS.add` reads `ROOMS`.
        self._mentioned: Numbers = defaultdict(numbers)

    def add(self, number: int, outline: Outline) -> None:
        """Take up the file with this number."""
        self._bound |= outline.bound
        self.aliases.update(outline.aliases)
        for path in outline.assigned.union(outline.beyond):
            self._mentioned[path].append(number)

    def settle(self) -> None:
        """Forget what no module binds, after all files."""
        self._mentioned = {path: self._mentioned[path] for path in self._bound & self._mentioned.keys()}

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
            self._collected[number] = Mentions(units, self._split)
        return self._collected[number]


def _splitter(names: Set[str]) -> Split:
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
