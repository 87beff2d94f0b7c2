"""Objects of the project's own classes that hold something open: from the moment they are made, or once started."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from wshygiene_checks.facts import Call
from wshygiene_checks.project import FINALIZER, Acquisition, Family, Flow, Obligation, Project, Unit
from wshygiene_checks.rules.connections.inferred import built, ends_itself
from wshygiene_checks.rules.connections.resources import kept_by_classes
from wshygiene_checks.rules.connections.teardown import reached_from

_ALWAYS = frozenset({"try", "with"})  # blocks that run whenever what is around them does
_KINDS = ("session", "connection", "socket", "descriptor")


def born_open(project: Project) -> tuple[Acquisition, ...]:
    """Where such objects are made, each with the methods that end it."""
    return project.shared(_all)


def opened_later(project: Project) -> Iterator[Acquisition]:
    """Where objects are made of which a method such as ``connect`` opens something, which ``starts`` then names."""
    return iter(project.shared(_opened_later))


def _opened_later(project: Project) -> tuple[Acquisition, ...]:
    opening: dict[str, set[str]] = defaultdict(set)
    for obligation, family in kept_by_classes(project, *_KINDS):
        if obligation.releases and not obligation.part and FINALIZER not in family.methods:
            opening[family.main.name].add(obligation.unit.name)
    starts: dict[str, tuple[str, ...]] = {}
    found = []
    for acquisition, family in _made(project, opening):
        name = family.main.name
        if name not in starts:
            units = {unit for each in (name, *project.families.ancestors(name)) for unit in opening.get(each, ())}
            starts[name] = tuple(_opens(project, family, acquisition.entry.starts, units))
        if starts[name]:
            found.append(acquisition._replace(entry=acquisition.entry._replace(starts=starts[name])))
    return tuple(found)


def _opens(project: Project, family: Family, starts: Iterable[str], opening: Container[str]) -> Iterator[str]:
    """Those of the methods that are there to start an object in which something is opened, by whatever it calls."""
    for name in starts:
        reached = reached_from(project, family, list(family.methods.get(name, ()))).reached
        if any(unit.name in opening for unit in reached):
            yield name


def started(acquisition: Acquisition, flow: Flow) -> Call | None:
    """The call by which a function starts what `opened_later` tells of."""
    return next((did.what for did in flow.methods if did.what.name in acquisition.entry.starts), None)


def called_at_last(unit: Unit, flow: Flow) -> Iterator[Call]:
    """What is called on such an object when anything fails, which may end it under a name that tells nothing."""
    calls = (did.what for did in flow.methods if did.unit.name == unit.name)
    return (call for call in calls if unit.is_within(call.block, "finally", "except"))


def _all(project: Project) -> tuple[Acquisition, ...]:
    owners = {
        family.main.name
        for obligation, family in kept_by_classes(project, *_KINDS)
        if _is_made_with_it(project, obligation) and FINALIZER not in family.methods
    }
    made = _made(project, owners)
    return tuple([each._replace(entry=each.entry._replace(starts=())) for each, _ in made])  # it need not be started


def _made(project: Project, owners: Container[str]) -> Iterator[tuple[Acquisition, Family]]:
    for acquisition, family, is_open in built(project):
        name = family.main.name
        if not is_open and not any(each in owners for each in (name, *project.families.ancestors(name))):
            continue
        methods = [did.what.name for did in project.flow(acquisition.unit, acquisition.call).methods]
        if not ends_itself(family, methods):
            yield acquisition, family


def _is_made_with_it(project: Project, obligation: Obligation) -> bool:
    """Whether every new object opens one of its own, whatever it is given, and the class closes it."""
    unit, call = obligation.unit, obligation.call
    if obligation.part or not obligation.releases or not project.occasions.is_making(unit):
        return False
    if any(block.kind not in _ALWAYS for block in unit.blocks_around(call.block)):
        return False
    given = [value for word, value in call.keywords if word in obligation.acquisition.entry.owns_args]
    made = [each for each in unit.function.stores if each.value.kind == "call" and each.value.call == call.order]
    names = {obligation.root, *[each.path for each in made]}  # not `session or ClientSession()`, which is no call alone
    return not given and any(
        each in made or each.value.path in names for each in unit.function.stores if each.path == obligation.root
    )
