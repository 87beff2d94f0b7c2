"""A class together with its bases and subclasses: who of them releases is all the same to the resource."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from wshygiene_checks.facts import FileFacts
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project.places import Mentions, Places, mentions_in, of_instance
from wshygiene_checks.project.units import ClassUnit, Unit

# Bases that add nothing which could acquire or release.
_PLAIN_BASES = frozenset(
    "object abc.ABC typing.Generic typing.Protocol typing.NamedTuple typing.TypedDict enum.Enum enum.IntEnum Exception "
    "ValueError RuntimeError dict list set collections.UserDict collections.OrderedDict collections.abc.Mapping "
    "collections.abc.MutableMapping asyncio.Protocol asyncio.BaseProtocol asyncio.DatagramProtocol "
    "asyncio.SubprocessProtocol threading.Thread threading.local logging.Handler".split()
)


_MOST_CHILDREN = 30  # subclasses whose other bases are looked up: beyond that they say little of any one class
_LARGE = 20  # classes: in a family of more, looking through all of them takes longer than putting them together once


_NONE: list[Unit] = []  # one for all: most names that somebody asks for are no methods


class Methods(Mapping[str, list[Unit]]):
    """Methods by name, over all members of a family; those of one name are put together when they are asked for."""

    def __init__(self, parts: Iterable[Mapping[str, list[Unit]]]) -> None:
        self._parts = tuple(parts)
        self._known: dict[str, list[Unit]] = {}
        if len(self._parts) > _LARGE:
            self._parts = (_merged(self._parts),)

    def __getitem__(self, name: str) -> list[Unit]:
        found = self._known.get(name)
        if found is None:
            found = [unit for part in self._parts for unit in part.get(name, ())]
            self._known[name] = found = found or _NONE
        if not found:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for part in self._parts for name in part))

    def __len__(self) -> int:
        return len(set().union(*self._parts))


class Frameworks:
    """Libraries whose base classes call a subclass back, and know nothing of what it opens for itself."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._bases = frozenset([base for point in knowledge.entry_points for base in point.bases])
        self._packages = knowledge.vocabulary.frameworks

    def has(self, base: str) -> bool:
        """Whether a base, by its full dotted name, is a class of one of them."""
        return base in self._bases or base.partition(".")[0] in self._packages


class Family:
    """A class, its bases and its subclasses, as far as the project knows them; not its siblings.

    What all of its subclasses have for a base as well is a part of it: of a mixin the class that it is mixed into.

    """

    def __init__(
        self,
        main: ClassUnit,
        members: tuple[ClassUnit, ...],
        units: tuple[Unit, ...],
        methods: Methods,
        places: Callable[[], Places],
        outside: Callable[[], tuple[str, ...]],
    ) -> None:
        self.main = main
        self.members = members
        self.units = units
        self.methods = methods
        self._places = places
        self._outside = outside

    @cached_property
    def places(self) -> Places:
        """What its code does with attributes of the instance: ``places["self._task"]``."""
        return self._places()

    @cached_property
    def names(self) -> frozenset[str]:
        """The full dotted names of all members."""
        return frozenset(member.name for member in self.members)

    @cached_property
    def unknown_bases(self) -> tuple[str, ...]:
        """Bases outside the project that may release what the class acquires: of no framework that the packs know."""
        return self._outside()


class Families:
    """All classes of the project, and who is related to whom."""

    def __init__(self, files: Iterable[FileFacts], units: Iterable[Unit], knowledge: Knowledge) -> None:
        self._frameworks = Frameworks(knowledge)
        self.classes = {unit.name: unit for file in files for unit in _classes(file)}
        self._units: dict[str, list[Unit]] = defaultdict(list)
        self._subclasses: dict[str, list[str]] = defaultdict(list)
        self._families: dict[str, Family] = {}
        self._made: dict[str, Family] = {}
        self._mentions: dict[str, Mentions] = {}  # of each class alone
        self._methods: dict[str, dict[str, list[Unit]]] = {}
        self._bases: dict[str, tuple[str, ...]] = {}
        self._beside: dict[str, Places] = {}
        self._add(units)
        for name, unit in self.classes.items():
            for base in unit.definition.bases:
                self._subclasses[self.resolve(base)].append(name)

    def _add(self, units: Iterable[Unit]) -> None:
        owners: dict[str, str] = {}  # nested functions belong to the class of the method around them
        for unit in units:
            parent = unit.function.parent
            owner = unit.owner or (owners.get(f"{unit.file.module}.{parent}", "") if parent else "")
            if owner:
                owners[unit.name] = owner
                self._units[owner].append(unit)

    @cached_property
    def _by_last_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.classes:
            found[name.rpartition(".")[2]].append(name)
        return found

    def resolve(self, name: str) -> str:
        """The full name under which a class is known: a re-export (``package.Thing``) leads to its definition.

        Of several classes of that name it is the one inside of the package that re-exports it.
        """
        if name in self.classes or "." not in name:
            return name
        package, _, last = name.rpartition(".")
        top = package.partition(".")[0]
        same = [known for known in self._by_last_name.get(last, ()) if known.startswith(f"{top}.")]
        if len(same) > 1:
            same = [known for known in same if known.startswith(f"{package}.")]
        return same[0] if len(same) == 1 else name

    def family(self, name: str) -> Family | None:
        """The family of a class by its full dotted name; None for classes outside the project."""
        name = self.resolve(name)
        if name not in self.classes:
            return None
        if name not in self._families:
            below = tuple(self._descendants(name))
            self._families[name] = self._of((name, *self._ancestors(name), *below, *self._partners(below)))
        return self._families[name]

    def made_as(self, name: str) -> Family | None:
        """What an object has that is made by calling this very class: no method that only a subclass gives it."""
        name = self.resolve(name)
        if name not in self.classes:
            return None
        if not self._subclasses.get(name):
            return self.family(name)
        if name not in self._made:
            self._made[name] = self._of((name, *self._ancestors(name)))
        return self._made[name]

    def with_methods(self, names: Iterable[str]) -> frozenset[str]:
        """The classes that have a method of one of these names, be it their own or that of a base."""
        wanted = frozenset(names)
        own = [class_ for class_ in self.classes if not wanted.isdisjoint(self._methods_of(class_))]
        return frozenset(own).union(*map(self._descendants, own))

    def _of(self, names: Iterable[str]) -> Family:
        related = list(dict.fromkeys(names))
        members = tuple(self.classes[each] for each in related)
        units = tuple([unit for each in related for unit in self._units.get(each, ())])
        methods = Methods(map(self._methods_of, related))
        places, outside = partial(self._merged, related), partial(self._bases_outside, members)
        return Family(members[0], members, units, methods, places, outside)

    def _bases_outside(self, members: Sequence[ClassUnit]) -> tuple[str, ...]:
        """The bases of these classes that the project does not define, under whatever name, and no pack knows."""
        bases = {self.resolve(base) for member in members for base in member.definition.bases}
        unknown = bases - {member.name for member in members} - _PLAIN_BASES
        return tuple(sorted(base for base in unknown if not self._frameworks.has(base)))

    def _partners(self, below: Sequence[str]) -> Iterator[str]:
        """Classes that all of these have for a base, down to the last: each object that a mixin is part of has both."""
        last = [name for name in below if not self._subclasses.get(name)]
        if last and len(last) <= _MOST_CHILDREN:
            shared = set.intersection(*(set(self.ancestors(name)) for name in last))
            yield from (name for name in self.ancestors(last[0]) if name in shared and name in self.classes)

    def _methods_of(self, name: str) -> dict[str, list[Unit]]:
        if name not in self._methods:
            found = self._methods[name] = {}
            for unit in self._units.get(name, ()):
                if unit.function.owner and unit.function.kind == "function":
                    found.setdefault(unit.function.name, []).append(unit)
        return self._methods[name]

    def _merged(self, names: Iterable[str]) -> Places:
        return Places(map(self._mentions_of, names))

    def beside(self, family: Family) -> Places:
        """What classes do with attributes that are no relatives, but share a subclass: one mixin closes for another."""
        main = family.main.name
        if main not in self._beside:
            children = list(self._descendants(main))[:_MOST_CHILDREN]
            bases = dict.fromkeys(base for child in children for base in self._ancestors(child))
            self._beside[main] = self._merged(base for base in bases if base not in family.names)
        return self._beside[main]

    def _mentions_of(self, name: str) -> Mentions:
        if name not in self._mentions:
            self._mentions[name] = mentions_in(self._units.get(name, ()), of_instance)
        return self._mentions[name]

    def units_of(self, name: str) -> tuple[Unit, ...]:
        """The code of one class alone: its body, its methods and what is nested in them."""
        return tuple(self._units.get(name, ()))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Full names of all bases, also of those outside the project."""
        if name not in self._bases:
            self._bases[name] = tuple(self._all_bases(name))
        return self._bases[name]

    def _all_bases(self, name: str) -> Iterator[str]:
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

    def derived(self, base: str) -> tuple[str, ...]:
        """The classes of the project below a class, which may be one that the project does not define."""
        return tuple(self._descendants(base)) if base in self._subclasses else ()

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


def _classes(file: FileFacts) -> Iterator[ClassUnit]:
    return (ClassUnit(file, definition) for definition in file.classes)


def _merged(parts: Iterable[Mapping[str, list[Unit]]]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for part in parts:
        for name, units in part.items():
            found.setdefault(name, []).extend(units)
    return found
