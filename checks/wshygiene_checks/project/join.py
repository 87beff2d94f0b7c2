"""The files of a project joined: class families, types, lifetimes, and what is acquired in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from wshygiene_checks.facts import Call, FileFacts, Store
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project.acquisitions import Acquisition, Matcher
from wshygiene_checks.project.families import Families, Family
from wshygiene_checks.project.flows import Flow, follow
from wshygiene_checks.project.places import Did, Place, Places, places_in, root_of
from wshygiene_checks.project.roles import Roles
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit


class Project:
    """All that the rules ask: about calls, classes, attributes, lifetimes. Nothing in it changes once it is asked for.

    ``entry_points`` are full dotted names of functions that the user says run once for each connection;
    ``app_classes`` names of classes that live as long as the application.
    """

    def __init__(
        self,
        files: Sequence[FileFacts],
        knowledge: Knowledge,
        *,
        entry_points: frozenset[str] = frozenset(),
        app_classes: frozenset[str] = frozenset(),
    ) -> None:
        self.files = tuple(files)
        self.knowledge = knowledge
        self.app_classes = app_classes
        self.families = Families(self.files)
        self.types = Types(self.files, self.families)
        self.roles = Roles(knowledge, self.families, self.types, entry_points)
        self.matcher = Matcher(knowledge, self.families, self.types)
        self._flows: dict[tuple[str, int, tuple[int, ...]], Flow] = {}

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """All code."""
        return tuple(Unit(file, function) for file in self.files for function in file.functions)

    @cached_property
    def acquisitions(self) -> tuple[Acquisition, ...]:
        """Every call that acquires something, as the packs know it."""
        return tuple(self.matcher.acquisitions(self.files))

    def of_kind(self, *kinds: str) -> list[Acquisition]:
        """The acquisitions of resources of these kinds."""
        return [each for each in self.acquisitions if each.entry.kind in kinds]

    def family(self, unit: Unit) -> Family | None:
        """The family of the class that this code belongs to."""
        name = self.types.class_of(unit)
        return self.families.family(name) if name else None

    @cached_property
    def _nested(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units:
            parent = self.types.parent(unit)
            while parent is not None:
                found[parent.name].append(unit)
                parent = self.types.parent(parent)
        return found

    def nested(self, unit: Unit) -> tuple[Unit, ...]:
        """The functions defined inside this one, at any depth."""
        return tuple(self._nested.get(unit.name, ()))

    def flow(self, unit: Unit, call: Call, elements: tuple[int, ...] = ()) -> Flow:
        """Where the result of a call, or these elements of it, goes in its function and the functions nested there."""
        key = (unit.name, call.order, elements)
        if key not in self._flows:
            self._flows[key] = follow(unit, call, self.nested(unit), self.knowledge.vocabulary.grow, elements)
        return self._flows[key]

    @cached_property
    def globals(self) -> Places:
        """What the whole project does with each name that some module binds, by full dotted path."""
        names = {
            store.path
            for unit in self.units
            if unit.function.kind == "module"
            for store in unit.function.stores
            if store.kind != "declare"
        }
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

        return places_in(self.units, split)

    @cached_property
    def elsewhere(self) -> dict[str, set[str]]:
        """Attributes reached through another object than ``self``: their names, and what is called on them.

        ``client.session.close()`` is ``{"session": {"close"}}``; that an attribute is awaited, handed on, returned or
        replaced this way is noted as ``await``, ``hand``, ``leave`` and ``set``. A name says nothing of the class, so
        this may only ever speak in favour of the code.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for unit in self.units:
            for call in unit.function.calls:
                _note(found, call.receiver, call.name)
                for value in (*call.args, *[value for _, value in call.keywords]):
                    _note(found, value.path, "hand")
            for store in unit.function.stores:
                _note(found, store.path, store.kind)
                _note(found, store.value.path, "hand")
            for awaited in unit.function.awaits:
                _note(found, awaited.path, "await")
            for leaving in unit.function.exits:
                _note(found, leaving.value.path, "leave")
        return found


def _note(found: dict[str, set[str]], path: str, what: str) -> None:
    """Remember what is done to the last attribute of a path that leads through another object."""
    path = path.rstrip("[]{}")
    if path.startswith("self.") and path.find(".", 5) < 0:
        return
    base, dot, attribute = path.rpartition(".")
    if dot and base:
        found[attribute].add(what)


def stores_to(place: Place, *kinds: str) -> list[Did[Store]]:
    """The bindings of a place itself, of these kinds (``set``, ``delete``, ...), not of its elements."""
    return [did for did in place.set if not did.part and did.what.kind in kinds]
