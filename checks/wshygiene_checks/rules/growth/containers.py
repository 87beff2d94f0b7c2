"""Finds the containers that outlive one call: attributes, class attributes and globals that can gain entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from wshygiene_checks.facts import Call, Store, Value
from wshygiene_checks.packs import Vocabulary
from wshygiene_checks.project import Did, Family, Place, Project, Unit
from wshygiene_checks.rules.findings import plain
from wshygiene_checks.rules.growth.carried import carried
from wshygiene_checks.rules.growth.enclosed import enclosed
from wshygiene_checks.rules.growth.named_first import as_made
from wshygiene_checks.rules.growth.shared_defaults import kept_defaults, shared_defaults

Sort = Literal["dict", "list", "set"]

_DISPLAYS: dict[str, Sort] = {
    "dict": "dict",
    "list": "list",
    "set": "set",
    "DictComp": "dict",
    "ListComp": "list",
    "SetComp": "set",
}
# By the last part of the constructor's name, in lower case; what is no container of entries has no place here.
_SORTS: dict[str, Sort] = {
    **dict.fromkeys(("dict", "ordereddict", "defaultdict", "userdict", "counter", "chainmap", "bidict"), "dict"),
    **dict.fromkeys(("multidict", "cimultidict"), "dict"),
    **dict.fromkeys(("list", "userlist", "deque"), "list"),
    "set": "set",
}
_FACTORIES = frozenset({"dataclasses.field()", "attr.ib()", "attrs.field()", "attr.field()", "pydantic.Field()"})
_FACTORY_KEYWORDS = ("default_factory", "factory")


class Container(NamedTuple):
    """A dict, list, set or deque kept in an attribute (``self._rooms``) or a global (``app.state.ROOMS``).

    ``family`` is the class that keeps it, None for a global; ``unit`` and ``store`` are where it is made. ``shared``
    says that all instances, or the whole program, use the same one. ``within`` is the code that can name it where it
    is a local name of a function around that code.
    """

    path: str
    sort: Sort
    family: Family | None
    unit: Unit
    store: Store
    shared: bool
    place: Place
    within: tuple[Unit, ...] = ()

    @property
    def name(self) -> str:
        """As a person writes it: ``self._rooms``, ``ROOMS``."""
        return plain(self.path if self.family or self.is_carried else self.attribute)

    def name_in(self, unit: Unit) -> str:
        """As a person would write it there: code of another class does not mean its own ``self``."""
        if self.family is None or any(unit.name == own.name for own in self.family.units):
            return self.name
        return f"{self.family.main.definition.name}.{self.attribute}"

    @property
    def is_carried(self) -> bool:
        """Whether the application object has it, in which all its handlers find it."""
        return self.path.startswith("app.") and bool(self.within)

    @property
    def is_default(self) -> bool:
        """Whether it is made with a function, as the default of a parameter, for all calls that pass no other."""
        return any(parameter.shared == self.store.value for parameter in self.unit.function.params)

    @property
    def attribute(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2].lstrip("%")

    @property
    def owner(self) -> str:
        """The class that should remove the entries; for a global its module-level name."""
        return self.family.main.definition.qualname if self.family else self.attribute

    def is_made_by(self, did: Did[Store]) -> bool:
        """Whether it is made in this statement, and not only replaced there."""
        return did.unit.name == self.unit.name and did.what.order == self.store.order

    @property
    def units(self) -> tuple[Unit, ...]:
        """The code nearest to it: of the family, or of the module."""
        if self.family:
            return self.family.units
        return self.within or tuple(Unit(self.unit.file, function) for function in self.unit.file.functions)


def class_of(project: Project, unit: Unit) -> str:
    """The full dotted name of the class whose ``self`` this code uses, also when it is nested in a method."""
    where: Unit | None = unit
    while where is not None and not where.owner:
        where = project.types.parent(where)
    return where.owner if where else ""


def containers(project: Project) -> tuple[Container, ...]:
    """All containers of the project that can grow without a bound of their own; each once for each class making it."""
    return project.shared(_each_once)


def _each_once(project: Project) -> tuple[Container, ...]:
    found: dict[tuple[str, str], Container] = {}
    for each in sorted(_containers(project), key=lambda each: _is_replacement(project, each)):
        found.setdefault((each.unit.name if each.within else each.unit.owner, each.path), each)
    return tuple(found.values())


def _is_replacement(project: Project, container: Container) -> bool:
    """Whether it is made in a method that may run again, wherever that stands in the class."""
    return container.unit.function.kind == "function" and not project.occasions.is_making(container.unit)


def containers_beside(project: Project, container: Container) -> Iterator[Container]:
    """The other containers of the same class family, or of the same module."""
    beside = project.shared(_by_home)
    homes = container.family.names if container.family else (_home(container),)
    for home in homes:
        yield from (each for each in beside.get(home, ()) if each.path != container.path)


def _by_home(project: Project) -> dict[str, list[Container]]:
    found: dict[str, list[Container]] = defaultdict(list)
    for each in containers(project):
        found[_home(each)].append(each)
    return dict(found)


def _home(container: Container) -> str:
    return container.unit.name if container.within else container.unit.owner or container.unit.file.path


def _grown_names(project: Project) -> frozenset[str]:
    """The names of everything that anybody adds to: a container of another name cannot grow."""
    grow = project.knowledge.vocabulary.grow
    paths = {call.receiver for _, call in project.sites.named(grow)}
    stores = (store for unit in project.units for store in unit.function.stores)
    paths |= {store.path for store in stores if store.key is not None or store.kind == "augment"}
    paths |= {call.args[0].path for _, call in project.sites.named(["heappush"]) if _pushes(call)}
    return frozenset(path.rstrip("[]{}").rpartition(".")[2] for path in paths)


def _pushes(call: Call) -> bool:
    return call.path == "heapq.heappush" and bool(call.args)


def _containers(project: Project) -> Iterator[Container]:
    words = project.knowledge.vocabulary
    grown = _grown_names(project)
    for unit, store in project.shared(_made):
        if store.path.rpartition(".")[2] in grown:
            sort = _sort_made(words, unit, store)
            if sort:
                yield from _container(project, unit, store, sort)
    yield from _of_functions(project)
    yield from _of_defaults(project, grown)
    yield from _of_applications(project)


def _of_applications(project: Project) -> Iterator[Container]:
    """What all handlers of an application share, because that carries it."""
    words = project.knowledge.vocabulary
    for unit, store, place, within in carried(project):
        sort = sort_of(words, unit, store.value)
        if sort and not _has_a_bound(words, place):
            yield Container(place.path, sort, None, unit, store, True, place, within)


def _of_functions(project: Project) -> Iterator[Container]:
    """What handlers of connections share that one function defines, and what all calls share that is its default."""
    for unit, store, place, within in (*enclosed(project), *shared_defaults(project)):
        sort = sort_of(project.knowledge.vocabulary, unit, store.value)
        if sort:
            yield Container(store.path, sort, None, unit, store, True, place, within)


def _of_defaults(project: Project, grown: frozenset[str]) -> Iterator[Container]:
    """What all objects of a class share because it is the default of a parameter that each of them keeps."""
    for unit, store in kept_defaults(project):
        sort = sort_of(project.knowledge.vocabulary, unit, store.value)
        if sort and store.path.startswith("self.") and store.path.rpartition(".")[2] in grown:
            made = _container(project, unit, store, sort, bounded=False)
            yield from (each._replace(shared=True) for each in made)


def probed_containers(project: Project) -> Iterator[Container]:
    """All mappings that gain an entry when they are read, also those that nobody adds to on purpose."""
    found: dict[tuple[str, str], Container] = {}
    for unit, store in project.shared(_made):
        if unit.made_by(store.value) in project.knowledge.vocabulary.probing:
            for each in _container(project, unit, store, "dict", bounded=False):
                found.setdefault((unit.owner, each.path), each)
    yield from found.values()


def _made(project: Project) -> tuple[tuple[Unit, Store], ...]:
    """Every binding of an attribute or global that may make a container, with what is made as its value."""
    kept = ((unit, store) for unit in project.units for store in unit.function.stores if _may_make(unit, store))
    made = ((unit, as_made(project, unit, store)) for unit, store in kept)
    return tuple([(unit, store) for unit, store in made if store is not None])


def _may_make(unit: Unit, store: Store) -> bool:
    if store.kind != "set" or store.key is not None:
        return False
    if store.path.startswith("self."):
        return "." not in store.path[5:] and bool(unit.owner) and unit.function.kind != "module"
    return unit.function.kind == "module" and not store.path.startswith("%") and "[" not in store.path


def _container(
    project: Project, unit: Unit, store: Store, sort: Sort, *, bounded: bool | None = None
) -> Iterator[Container]:
    """The container made here; ``bounded`` says whether it has a limit of its own, where that is known."""
    family = project.families.family(unit.owner) if store.path.startswith("self.") else None
    place = family.places[store.path] if family else project.globals[store.path]
    if family is None and unit.owner:
        return
    if _has_a_bound(project.knowledge.vocabulary, place) if bounded is None else bounded:
        return
    shared = family is None or (unit.function.kind == "class" and _is_shared(store, place))
    yield Container(store.path, sort, family, unit, store, shared, place)


def _is_shared(store: Store, place: Place) -> bool:
    """Whether a container in a class body is used as it stands there, not as the default of each instance."""
    remade = any(did.what.kind == "set" and not did.part and did.unit.function.kind != "class" for did in place.set)
    declares = bool(store.annotation) and store.annotation != "typing.ClassVar"  # maybe a dataclass or model field
    return not remade and not declares and store.value.path not in _FACTORIES


def _has_a_bound(words: Vocabulary, place: Place) -> bool:
    """Whether the attribute ever holds a weak, bounded or unknown kind of container."""
    for did in place.set:
        store = did.what
        if not did.part and store.kind == "set":
            made = did.unit.made_by(store.value)
            if made in words.weak or made in words.bounded or store.annotation in words.weak | words.bounded:
                return True
            if made and not _sort_made(words, did.unit, store):
                return True
    return False


def _sort_made(words: Vocabulary, unit: Unit, store: Store) -> Sort | None:
    if store.value.path in _FACTORIES:
        call = unit.call_by_order(store.value.call)
        made = next((call.keyword(word) for word in _FACTORY_KEYWORDS if call and call.keyword(word)), None)
        return _sort_named(words, made.path) if made else None
    return sort_of(words, unit, store.value)


def sort_of(words: Vocabulary, unit: Unit, value: Value) -> Sort | None:
    """What kind of growing container a value is; None for anything else, also for one with a bound."""
    if value.kind in ("display", "comprehension"):
        return _DISPLAYS.get(value.path.removesuffix("()"))
    call = unit.call_by_order(value.call) if value.kind in ("call", "path") else None
    if call is None:
        return None
    name = call.path
    if name in words.sized:
        limit = call.argument(1, words.sized[name])
        if limit is not None and limit.path != "None":
            return None
    return _sort_named(words, name)


def _sort_named(words: Vocabulary, name: str) -> Sort | None:
    if name not in words.growing or name in words.bounded or name in words.weak:
        return None
    return _SORTS.get(name.rpartition(".")[2].lower().removeprefix("sorted"))
