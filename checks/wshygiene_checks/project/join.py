"""The files of a project joined: class families, types, lifetimes, and what is acquired in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from functools import cached_property
from typing import TypeVar, cast

from wshygiene_checks.facts import Call, FileFacts, Store
from wshygiene_checks.packs import Knowledge
from wshygiene_checks.project.acquisitions import Acquisition, Matcher
from wshygiene_checks.project.carried import of_application
from wshygiene_checks.project.elsewhere import Elsewhere
from wshygiene_checks.project.families import Families, Family
from wshygiene_checks.project.flows import Flow, follow
from wshygiene_checks.project.handed import Handed
from wshygiene_checks.project.inlining import inlined
from wshygiene_checks.project.occasions import Occasions
from wshygiene_checks.project.places import Did, Place, Places, places_in
from wshygiene_checks.project.roles import Roles
from wshygiene_checks.project.shared import Globals
from wshygiene_checks.project.sites import Sites
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit

Made = TypeVar("Made")


class Project:
    """All that the rules ask: about calls, classes, attributes, lifetimes. Nothing in it changes once it is asked for.

    ``units`` are all code. ``entry_points`` are full dotted names of functions that the user says run once for each
    connection; ``app_classes`` names of classes that live as long as the application.
    """

    def __init__(
        self,
        files: Sequence[FileFacts],
        knowledge: Knowledge,
        *,
        entry_points: frozenset[str] = frozenset(),
        app_classes: frozenset[str] = frozenset(),
    ) -> None:
        self.files = inlined(files, knowledge)
        self.knowledge = knowledge
        self.app_classes = app_classes
        self.units = tuple([Unit(file, function) for file in self.files for function in file.functions])
        self.families = Families(self.files, self.units, knowledge)
        self.types = Types(self.units, self.families)
        self.sites = Sites(self.units)  # the calls of the project by the name of what is called
        handed = Handed(knowledge.entry_points, self.sites, self.types)
        self.occasions = Occasions(self.sites, self.types, self.families)
        self.roles = Roles(knowledge, self.families, self.types, handed, self.occasions, entry_points)
        self.matcher = Matcher(knowledge, self.families, self.types)
        self._kinds: dict[tuple[str, ...], tuple[Acquisition, ...]] = {}
        self._flows: dict[tuple[str, int, tuple[int, ...]], Flow] = {}
        self._shared: dict[Callable[[Project], object], object] = {}

    def shared(self, make: Callable[[Project], Made]) -> Made:
        """What ``make`` finds in this project: worked out for the first rule that asks, and kept for the others."""
        if make not in self._shared:
            self._shared[make] = make(self)
        return cast(Made, self._shared[make])

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset([file.module for file in self.files])

    @cached_property
    def acquisitions(self) -> tuple[Acquisition, ...]:
        """Every call that acquires something, as the packs know it."""
        return tuple(self.matcher.acquisitions(self.sites))

    def of_kind(self, *kinds: str) -> tuple[Acquisition, ...]:
        """The acquisitions of resources of these kinds."""
        if kinds not in self._kinds:
            self._kinds[kinds] = tuple([each for each in self.acquisitions if each.entry.kind in kinds])
        return self._kinds[kinds]

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
        """Where the result of a call, or these elements of it, goes in its function and the functions nested there.

        Where it goes into a name of a function around, it is followed through that, too.
        """
        key = (unit.name, call.order, elements)
        if key not in self._flows:
            grow, functions = self.knowledge.vocabulary.grow, self.knowledge.owners_by_qualified
            flow = follow(unit, call, self.nested(unit), grow, elements, functions)
            if unit.function.outer and not set(unit.function.outer).isdisjoint(flow.locals):
                flow = follow(unit, call, self._around(unit), grow, elements, functions)
            self._flows[key] = flow
        return self._flows[key]

    def _around(self, unit: Unit) -> tuple[Unit, ...]:
        """The outermost function around this one, and all that are defined inside that, but for this one."""
        outermost = unit
        while (parent := self.types.parent(outermost)) is not None:
            outermost = parent
        return tuple([each for each in (outermost, *self.nested(outermost)) if each.name != unit.name])

    @cached_property
    def globals(self) -> Globals:
        """What the whole project does with each name that some module binds, by full dotted path."""
        return Globals(self.files)

    @cached_property
    def carriers(self) -> tuple[Unit, ...]:
        """The code in files that name anything of what some application carries."""
        names = {path.rpartition(".")[2] for path in self.types.carried}
        return tuple([unit for unit in self.units if names and not names.isdisjoint(unit.file.loaded)])

    @cached_property
    def carried(self) -> Places:
        """What the project does with what an application carries: ``carried["app.state.session"]``."""
        return places_in(self.carriers, of_application)

    @cached_property
    def elsewhere(self) -> Elsewhere:
        """Attributes reached through another object than ``self``: their names, and what is called on them.

        ``client.session.close()`` is ``{"session": {"close"}}``; that an attribute is awaited, handed on, returned or
        replaced this way is noted as ``await``, ``hand``, ``leave`` and ``set``. A name says nothing of the class, so
        this may only ever speak in favour of the code.
        """
        return Elsewhere(self.files)

    def done_to(self, family: Family | None, attribute: str) -> Set[str]:
        """What of that is done to objects that may be of this family: of that class, or of one that nobody knows.

        A mixin of another line that some subclass has besides does it through ``self``.
        """
        done = self.elsewhere.get(attribute)
        if family is None:
            return done
        place = self.families.beside(family)[f"self.{attribute}"]
        beside = {did.what.name for did in place.called} | ({"await"} if place.awaited else set())
        beside |= {"hand"} if place.handed else set()
        if not done:
            return beside
        own = {what for unit, base, what in self.elsewhere.where(attribute) if self._may_be(family, unit, base)}
        return own | beside

    def _may_be(self, family: Family, unit: Unit, path: str) -> bool:
        """Whether a path may lead to an object of this family: it is no module, and of no class known to be another."""
        if path in self._modules:
            return False
        known = self.families.classes
        types = [self.families.resolve(name) for name in self.types.of(unit, path)]
        told = bool(types) and all(name in known and not known[name].is_interface for name in types)
        mixed = {base for name in family.names for base in self.families.ancestors(name)}
        return not told or not mixed.union(family.names).isdisjoint(types)


def stores_to(place: Place, *kinds: str) -> list[Did[Store]]:
    """The bindings of a place itself, of these kinds (``set``, ``delete``, ...), not of its elements."""
    return [did for did in place.set if not did.part and did.what.kind in kinds]
