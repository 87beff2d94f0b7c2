"""A class together with its bases and subclasses: who of them releases is all the same to the resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from wshygiene_checks.facts import FileFacts
from wshygiene_checks.project.places import MergedPlaces, Places, of_instance, places_in
from wshygiene_checks.project.units import ClassUnit, Unit

# Bases that add nothing which could acquire or release.
_PLAIN_BASES = frozenset(
    "object abc.ABC typing.Generic typing.Protocol typing.NamedTuple typing.TypedDict enum.Enum enum.IntEnum Exception "
    "ValueError RuntimeError dict list set collections.UserDict collections.OrderedDict collections.abc.Mapping "
    "collections.abc.MutableMapping asyncio.Protocol asyncio.BaseProtocol asyncio.DatagramProtocol "
    "asyncio.SubprocessProtocol threading.Thread threading.local logging.Handler".split()
)


class Family:
    """A class, its bases and its subclasses, as far as the project knows them; not its siblings.

    ``unknown_bases`` are bases that stand outside the project, and may release what the class acquires.
    """

    def __init__(
        self, main: ClassUnit, members: tuple[ClassUnit, ...], units: tuple[Unit, ...], places: Places
    ) -> None:
        self.main = main
        self.members = members
        self.units = units
        self.places = places  # what its code does with attributes of the instance: ``places["self._task"]``

    @cached_property
    def names(self) -> frozenset[str]:
        """The full dotted names of all members."""
        return frozenset(member.name for member in self.members)

    @cached_property
    def methods(self) -> dict[str, list[Unit]]:
        """Methods by name, over all members."""
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            if unit.function.owner and unit.function.kind == "function":
                found[unit.function.name].append(unit)
        return dict(found)

    @cached_property
    def unknown_bases(self) -> tuple[str, ...]:
        """Bases outside the project that are not known to be harmless."""
        bases = {base for member in self.members for base in member.definition.bases}
        return tuple(sorted(base for base in bases if base not in self.names and base not in _PLAIN_BASES))


class Families:
    """All classes of the project, and who is related to whom."""

    def __init__(self, files: Iterable[FileFacts]) -> None:
        self.classes: dict[str, ClassUnit] = {}
        self._units: dict[str, list[Unit]] = defaultdict(list)
        self._subclasses: dict[str, list[str]] = defaultdict(list)
        self._families: dict[str, Family] = {}
        self._places: dict[str, Places] = {}  # of each class alone
        for file in files:
            self._add(file)
        for name, unit in self.classes.items():
            for base in unit.definition.bases:
                self._subclasses[self.resolve(base)].append(name)

    def _add(self, file: FileFacts) -> None:
        for definition in file.classes:
            unit = ClassUnit(file, definition)
            self.classes[unit.name] = unit
        owners: dict[str, str] = {}  # nested functions belong to the class of the method around them
        for function in file.functions:
            owner = function.owner or owners.get(function.parent, "")
            if owner:
                owners[function.qualname] = owner
                self._units[f"{file.module}.{owner}"].append(Unit(file, function))

    @cached_property
    def _by_last_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.classes:
            found[name.rpartition(".")[2]].append(name)
        return found

    def resolve(self, name: str) -> str:
        """The full name under which a class is known: a re-export (``package.Thing``) leads to its definition."""
        if name in self.classes or "." not in name:
            return name
        package, _, last = name.rpartition(".")
        top = package.partition(".")[0]
        same = [known for known in self._by_last_name.get(last, ()) if known.startswith(f"{top}.")]
        return same[0] if len(same) == 1 else name

    def family(self, name: str) -> Family | None:
        """The family of a class by its full dotted name; None for classes outside the project."""
        name = self.resolve(name)
        if name not in self.classes:
            return None
        if name not in self._families:
            related = list(dict.fromkeys((name, *self._ancestors(name), *self._descendants(name))))
            members = tuple(self.classes[each] for each in related)
            units = tuple(unit for each in related for unit in self._units[each])
            places = MergedPlaces(map(self._places_of, related))
            self._families[name] = Family(self.classes[name], members, units, places)
        return self._families[name]

    def _places_of(self, name: str) -> Places:
        if name not in self._places:
            self._places[name] = places_in(self._units.get(name, ()), of_instance)
        return self._places[name]

    def units_of(self, name: str) -> tuple[Unit, ...]:
        """The code of one class alone: its body, its methods and what is nested in them."""
        return tuple(self._units.get(name, ()))

    def ancestors(self, name: str) -> Iterator[str]:
        """Full names of all bases, also of those outside the project."""
        seen = {name}
        waiting = [name]
        while waiting:
            unit = self.classes.get(self.resolve(waiting.pop()))
            for base in unit.definition.bases if unit else ():
                resolved = self.resolve(base)
                if resolved not in seen:
                    seen.add(resolved)
                    waiting.append(resolved)
                    yield resolved

    def _ancestors(self, name: str) -> Iterator[str]:
        return (base for base in self.ancestors(name) if base in self.classes)

    def _descendants(self, name: str) -> Iterator[str]:
        seen = {name}
        waiting = [name]
        while waiting:
            for child in self._subclasses.get(waiting.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
                    yield child
