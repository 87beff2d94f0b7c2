"""Containers that only ever grow, with the evidence for it: the view that several rules of this family share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.growth.aliases import shrinks_under_another_name
from wshygiene_checks.rules.growth.changes import (
    Addition,
    Removal,
    additions,
    empties_whole,
    escapes,
    nested_additions,
    removals,
    shrinking,
)
from wshygiene_checks.rules.growth.constants import callers_pass_constants
from wshygiene_checks.rules.growth.containers import Container, class_of, containers
from wshygiene_checks.rules.growth.guarantees import undoes
from wshygiene_checks.rules.growth.members import may_lose_members, only_when_empty
from wshygiene_checks.rules.growth.own_entries import without_own
from wshygiene_checks.rules.growth.provenance import Origin, origin
from wshygiene_checks.rules.growth.timing import When, lives_long, surely_runs_again, when
from wshygiene_checks.rules.growth.unused import is_given_by_connections, unused_removal
from wshygiene_checks.rules.made_anew import is_made_for_each_connection, makes_at_first


class Growth(NamedTuple):
    """A container that gains entries and never loses one.

    ``addition`` is the most telling of ``additions``, ``origin`` where its key comes from, ``when`` when it happens;
    ``lives_long`` is None where the source does not say how long the owner lives; ``escapes`` that other code may hold
    the container itself; ``until`` is what empties it, though only when its owner ends; ``undone`` what takes an entry
    out again where the code that has added it fails; ``unused`` what would take one out, if anybody called it;
    ``empties`` what removes an entry that has no members, of which nobody takes any out.
    """

    container: Container
    additions: tuple[Addition, ...]
    addition: Addition
    origin: Origin
    when: When
    lives_long: bool | None
    escapes: bool
    until: Removal | None
    undone: Removal | None = None
    unused: Removal | None = None
    empties: Removal | None = None


_ORDER: tuple[Origin, ...] = ("connection", "message", "fresh", "parameter", "attribute", "unknown", "bounded")
_ENDINGS = frozenset(
    "close aclose shutdown stop terminate dispose destroy __aexit__ __exit__ close_all stop_all".split()
)
_LARGE = 1000  # files: beyond this, one attribute name has many meanings


def growths(project: Project, *, until_teardown: bool = False) -> list[Growth]:
    """All containers that only grow, while something runs, under keys that are not bounded.

    With ``until_teardown`` also those that are emptied when their owner ends, and at no other time.
    """
    return [each for each in project.shared(_all) if until_teardown or not each.until]


def _all(project: Project) -> tuple[Growth, ...]:
    return tuple([each for container in containers(project) for each in _growths_of(project, container)])


def _growths_of(project: Project, container: Container) -> Iterator[Growth]:
    """What makes it grow; that connections become members of its entries tells more than which entries there are."""
    found = list(_growth(project, container))
    is_told = any(each.origin == "connection" for each in found)
    members = [] if is_told or container.sort != "dict" else list(_of_members(project, container))
    yield from members or found


def _of_members(project: Project, container: Container) -> Iterator[Growth]:
    """A mapping of sets or lists of connections, such as rooms, that nobody ever leaves.

    Only connections count: what else becomes a member may be one of a few, and whoever is given a bucket may empty it.
    """
    yield from (each for each in of_members(project, container) if each.origin == "connection")


def of_members(project: Project, container: Container) -> Iterator[Growth]:
    """A mapping of sets or lists that gain members, and lose none, whatever they are; the surest sign of it only."""
    added = list(nested_additions(project, container))
    found = list(removals(project, container, nested=True)) if added else []
    empties = [each for each in found if only_when_empty(container, each)]
    removed = [each for each in found if each not in empties]
    if not added or any(not is_last(project, container, each) for each in removed):
        return
    if may_lose_members(project, container) or shrinks_elsewhere(project, container):
        return
    judged = judge(project, added)
    if judged and not shrinks_under_another_name(project, container):
        best, lives = judged[0], lives_long(project, container)
        alike = tuple([each[0] for each in judged if each[1] == best[1]])
        until, empty = next(iter(removed), None), next(iter(empties), None)
        yield Growth(container, alike, *best, lives, escapes(container), until, empties=empty)


def _growth(project: Project, container: Container) -> Iterator[Growth]:
    added, removed = without_own(project, additions(project, container), removals(project, container))
    undoing = [each for each in removed if _undoes(project, each)]
    removed = [each for each in removed if each not in undoing]
    unused = unused_removal(project, removed, added)
    removed = [] if unused else removed
    if any(not is_last(project, container, each) for each in removed) or shrinks_elsewhere(project, container):
        return
    added = [each for each in added if _counts(project, each)]
    undone = next(iter(undoing), None)
    if undone and any(each.unit.name != undone.unit.name for each in added):
        return
    if not added or any(_is_bounded_by_length(project, container, each) for each in added):
        return
    judged = judge(project, added, container.path)
    if judged and not _is_assembled(container) and not shrinks_under_another_name(project, container):
        best = judged[0]
        if unused and best[1] != "connection" and not is_given_by_connections(project, best[0]):
            return
        lives = lives_long(project, container)
        yield Growth(
            container,
            tuple([each for each in added if any(each is other for other, _, _ in judged)]),
            *best,
            lives,
            escapes(container),
            next(iter(removed), None),
            undone,
            unused,
        )


def judge(project: Project, added: Iterable[Addition], container: str = "") -> list[tuple[Addition, Origin, When]]:
    """The additions that go on for as long as something runs, under keys without a bound; the most telling first."""
    judged = [(each, _origin(project, each), when(project, each.unit)) for each in added if _counts(project, each)]
    judged = [each for each in judged if each[1] != "bounded" and each[2] != "setup"]
    judged = [each for each in judged if not callers_pass_constants(project, each[0].unit, each[0].key, container)]
    return sorted(judged, key=lambda each: (_ORDER.index(each[1]), each[2] != "event"))


def _enters_itself(project: Project, addition: Addition) -> bool:
    """Whether an object of which each connection has its own enters itself while it is made."""
    itself = any(each is not None and each.is_self for each in addition[2:])
    if not itself or not project.occasions.is_making(addition.unit):
        return False
    return is_made_for_each_connection(project, addition.unit)


def _origin(project: Project, addition: Addition) -> Origin:
    """Where the key comes from.

    An entry that holds the connection itself, or what its handler makes at first, is there once for each connection.
    """
    if project.occasions.is_making(addition.unit):
        return "connection"  # else it does not count
    of_key = origin(project, addition.unit, addition.key)
    value = addition.value
    if of_key == "fresh" and makes_at_first(project, addition.unit, addition.what.block):
        return "connection"
    if of_key in ("bounded", "connection") or value is None or value.kind != "path":
        return of_key
    return "connection" if origin(project, addition.unit, value) == "connection" else of_key


def is_last(project: Project, container: Container, removal: Removal) -> bool:
    """Whether it empties the whole container, when its owner is closed for good."""
    return empties_whole(container, removal) and project.occasions.only_in(removal.unit, _ENDINGS)


def _undoes(project: Project, removal: Removal) -> bool:
    """Whether it stands in a handler that cleans up after an error and raises on, under the key of the entry.

    Where the function waits for the end of a connection, an error is how that ends.
    """
    unit, what = removal.unit, removal.what
    if removal.key is None or not undoes(unit, what.block) or surely_runs_again(project, unit):
        return False
    return not any(leaving.kind == "yield" for leaving in unit.function.exits)


def _is_assembled(container: Container) -> bool:
    """Whether a list collects the pieces of one result: ``b"".join(self._chunks)``."""
    return container.sort == "list" and any(did.what.name == "join" and not did.part for did in container.place.handed)


def _counts(project: Project, addition: Addition) -> bool:
    if addition.unit.function.kind != "function":
        return False
    return not project.occasions.is_making(addition.unit) or _enters_itself(project, addition)


def _is_bounded_by_length(project: Project, container: Container, addition: Addition) -> bool:
    """Whether the function looks how long the container is, or another one that is kept, before it adds."""
    function = addition.unit.function
    made_of = {store.path for store in function.stores if container.path in store.value.names}
    for block in function.blocks:
        for atom in block.atoms:
            measured = next((path[4:-1] for path in (atom.path, atom.other) if path.startswith("len(")), "")
            is_kept = bool(measured) and (not measured.startswith("%") or measured in made_of)
            if atom.test == "compare" and is_kept and "0" not in (atom.path, atom.other):
                return _is_a_bound(project, container, measured)
    return False


def _is_a_bound(project: Project, container: Container, measured: str) -> bool:
    """Whether the length of ``measured`` tells how long the container is: not if entries leave the one alone."""
    family = container.family
    if family is None or measured == container.path or measured.startswith("%"):
        return True
    if measured == "self":
        lengths = family.methods.get("__len__", ())
        return not lengths or any(
            container.path in each.value.names for unit in lengths for each in unit.function.exits
        )
    other = family.places[measured]
    deleted = any(did.what.kind == "delete" and did.part == "[]" for did in other.set)
    return not (deleted or other.calls_to(project.knowledge.vocabulary.shrink, ""))


def shrinks_elsewhere(project: Project, container: Container) -> bool:
    """Whether code outside the family takes something out of a container in an attribute of this name."""
    if container.family is None:
        return False  # whoever reaches a global, reaches it by its own path
    shrunk = project.shared(_shrunk)
    names = {container.attribute, *_exposed_as(container)}
    return any(_means(project, container, *where) for name in names for where in shrunk.get(name, ()))


def _means(project: Project, container: Container, unit: Unit, base: str) -> bool:
    """Whether ``base``, through which an attribute of this name is reached, may be the container's owner."""
    names = container.family.names if container.family else frozenset()
    if base == "self":
        return class_of(project, unit) in _related(project, container)
    if base == container.unit.file.module:
        return False  # a global of that name beside the class: `rooms = Rooms()`
    types = frozenset(type_ for type_ in project.types.of(unit, base) if type_ in project.families.classes)
    if types:
        return bool(types & names)
    return _is_near(project, container, unit.file.module)


def _related(project: Project, container: Container) -> frozenset[str]:
    """Classes outside the family that are mixed into one of its classes all the same."""
    names = container.family.names if container.family else frozenset[str]()
    mixed = frozenset(base for name in names for base in project.families.ancestors(name))
    return mixed - names


def _is_near(project: Project, container: Container, module: str) -> bool:
    """Whether code of that module may mean this container; in a very large project only that of the same package."""
    own = container.unit.file.module
    package = f"{own.rpartition('.')[0]}."
    return len(project.files) <= _LARGE or f"{module}.".startswith(package) or own.startswith(f"{module}.")


def _exposed_as(container: Container) -> Iterator[str]:
    """Properties and methods that hand the container out: ``manager.rooms`` for ``self._rooms``."""
    for did in container.place.left:
        if not did.part and did.value is not None and did.value.kind == "path":
            yield did.unit.function.name


def _shrunk(project: Project) -> dict[str, list[tuple[Unit, str]]]:
    """Attributes that entries are taken out of, by name: through ``self`` of which class, or through another object."""
    shrink = shrinking(project)
    found: dict[str, list[tuple[Unit, str]]] = defaultdict(list)
    for unit, call in project.sites.named(shrink):
        _note(found, call.receiver.removesuffix("()"), unit)
    for unit in project.units:
        passed = (value.path for call in unit.function.calls if call.args for value in call.args)
        for base, _, name in (path.rpartition(".") for path in passed if "." in path):
            if name in shrink:
                _note(found, base, unit)
        for store in unit.function.stores:
            path = store.path
            if "." not in path:
                continue
            outside = path.startswith("%") or "." in path.removeprefix("self.")
            if store.kind == "delete" or (outside and not path.endswith("[]")):
                _note(found, store.path.removesuffix("[]"), unit)
    return found


def _note(found: dict[str, list[tuple[Unit, str]]], path: str, unit: Unit) -> None:
    base, _, attribute = path.rpartition(".")
    if base:
        found[attribute].append((unit, base))
