"""What the project's own code opens for its caller: functions that return a connection, classes that own one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import NOTHING, Block, Call
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import FINALIZER, Acquisition, Family, Flow, Project, Unit
from wshygiene_checks.rules.connections.closable import WAYS, closable
from wshygiene_checks.rules.connections.opened_for import opened_for
from wshygiene_checks.rules.counterparts import bare_name

_KEEPS = ("add", "register")
_DEEPEST = 3  # functions that pass it on, one to the next
_ITSELF = "self"  # how the facts call the first parameter, which is the class in ``return cls(url)``
_NOT_OWNED = ("property", "cached_property", "contextmanager", "asynccontextmanager", "fixture")


def acquired(project: Project, *kinds: str) -> Iterator[Acquisition]:
    """What calls acquire, as the packs know it or as the project's own functions pass it on."""
    return (each for each in project.shared(_all) if each.entry.kind in kinds)


def _all(project: Project) -> tuple[Acquisition, ...]:
    found = [each for each in project.acquisitions if not _closes_itself(project, each)]
    return (*found, *_passed_on_by_functions(project, found))


def _passed_on_by_functions(project: Project, opened: list[Acquisition]) -> Iterator[Acquisition]:
    """The calls of functions that open one of these for their caller, and of those that pass that on again."""
    known: set[str] = set()
    level = opened
    for _ in range(_DEEPEST):
        made_by = {unit.name: entry for unit, entry in _factories(project, level) if unit.name not in known}
        known.update(made_by)
        level = list(_from_factories(project, made_by)) if made_by else []
        yield from level


def _closes_itself(project: Project, acquisition: Acquisition) -> bool:
    """Whether it is an object of one of the project's classes that is closed when it is collected: by ``__del__``."""
    name = project.families.resolve(acquisition.call.path)
    family = project.families.made_as(name) if name in project.families.classes else None
    return family is not None and FINALIZER in family.methods


def _from_factories(project: Project, made_by: dict[str, Entry]) -> Iterator[Acquisition]:
    last_names = {name.rpartition(".")[2] for name in made_by}
    for unit, call in project.sites.named(last_names):
        yield from _passed_on(project, unit, call, made_by)


def _factories(project: Project, opened: Iterable[Acquisition]) -> Iterator[tuple[Unit, Entry]]:
    """The functions that open one of these for their caller: a single thing, or a pair with its two ends."""
    for acquisition in opened:
        unit, entry = acquisition.unit, acquisition.entry
        if entry.returns != "handle" or not entry.release or entry.kind == "loop":
            continue
        if not _hands_over(unit):
            continue
        flow = project.flow(unit, acquisition.call, entry.elements)
        closed = flow.ended_by(entry.release)
        over = any(not did.unit.is_within(did.what.block, "except") for did in closed)  # not only when it fails
        kept = any(bare_name(did.what.name).startswith(_KEEPS) for did in flow.handed)  # `root.addHandler(handler)`
        if not (over or kept) and _is_all_it_returns(unit, flow, entry.elements):
            started = any(did.what.name in entry.starts for did in flow.methods)
            starts = () if started else entry.starts
            own = entry._replace(acquire=(unit.name,), awaited=unit.function.is_async, starts=starts)
            yield unit, own._replace(context_manager=False, async_context_manager=False)


def _is_all_it_returns(unit: Unit, flow: Flow, elements: tuple[int, ...]) -> bool:
    """Whether every ``return`` of the function gives this new thing away, never something that existed before."""
    returned = [
        leaving.value for leaving in unit.function.exits if leaving.kind == "return" and leaving.value != NOTHING
    ]
    made = flow.outermost.order
    bound = tuple(store.path for store in unit.function.stores if store.value.call == made)
    is_new = all(
        value.call == made or (value.names == bound if elements else value.path in bound) for value in returned
    )
    return bool(returned) and is_new and not (flow.kept or flow.managed or flow.deferred)


def _hands_over(unit: Unit) -> bool:
    """Whether what the function returns is the caller's: no generator, no property, nothing that caches."""
    names = {decorator.path.removesuffix("()").rpartition(".")[2] for decorator in unit.function.decorators}
    return (
        unit.function.kind == "function"
        and not names & {*_NOT_OWNED, "cache", "lru_cache"}
        and not any(leaving.kind == "yield" for leaving in unit.function.exits)
    )


def _passed_on(project: Project, unit: Unit, call: Call, made_by: dict[str, Entry]) -> Iterator[Acquisition]:
    callees = project.types.callee(unit, call.path)
    entries = [made_by[callee.name] for callee in callees if callee.name in made_by]
    if entries and len(entries) == len(callees):
        yield Acquisition(unit, call, entries[0], "typed")


class Built(NamedTuple):
    """An object of one of the project's own ``family``, which has to be ended.

    ``is_open``: it was made around something that had been opened for it, and need not be started to hold that.
    """

    acquisition: Acquisition
    family: Family
    is_open: bool


def built(project: Project) -> tuple[Built, ...]:
    """Where the project builds objects of its own classes that have to be ended.

    What a function of the project builds for its caller counts where that is called: ``await Client.create(url)``.
    """
    return project.shared(_built)


def _built(project: Project) -> tuple[Built, ...]:
    here = list(_built_here(project))
    found = [each for each in here if each.acquisition.call.use != "return"]
    for is_open in (False, True):
        alike = [each for each in here if each.is_open is is_open]
        classes = {each.acquisition.entry.id: each.family for each in alike}
        passed_on = _passed_on_by_functions(project, [each.acquisition for each in alike])
        found += [Built(each, classes[each.entry.id], is_open) for each in passed_on]
    return tuple(found)


def _built_here(project: Project) -> Iterator[Built]:
    entries: dict[str, Entry | None] = {}
    names: dict[str, str] = {}
    ending = project.families.with_methods(WAYS)
    stands_for = {path: name for path, name in _aliases(project).items() if project.families.resolve(name) in ending}
    for unit, call in project.sites.named({_ITSELF, *[name.rpartition(".")[2] for name in (*ending, *stands_for)]}):
        if call.use not in ("store", "argument", "return"):
            continue
        path = unit.owner if call.path == _ITSELF and _is_of_class(unit) else call.path
        if path not in names:
            names[path] = project.families.resolve(stands_for.get(path, path))
        name = names[path]
        family = project.families.made_as(name)
        if family is None:
            continue
        if name not in entries:
            entries[name] = _entry(name, family)
        entry, given = entries[name], opened_for(project, unit, call, family)
        if given:
            entry = _entry(name, family, given)
        if entry and (given or call.use != "return"):
            yield Built(Acquisition(unit, call, entry, "typed"), family, bool(given))


def _is_of_class(unit: Unit) -> bool:
    return any(each.path == "classmethod" for each in unit.function.decorators)


def _aliases(project: Project) -> dict[str, str]:
    """Globals that stand for a class: ``DefaultResolver = AsyncResolver``."""
    return {
        store.path: store.value.path
        for unit in project.units
        if unit.function.kind == "module"
        for store in unit.function.stores
        if store.value.kind == "path"
    }


_STARTS = frozenset({"start", "connect", "open", "run", "listen", "begin", "async_start", "async_connect", "astart"})


def ends_itself(family: Family, methods: Iterable[str]) -> bool:
    """Whether one of these methods does its work to the end and then closes the object: ``download.run()``."""
    ends = set(closable(family))
    units = [unit for name in methods if name not in ends for unit in family.methods.get(name, ())]
    return any(
        call.receiver == "self" and call.name in ends and unit.is_within(call.block, "finally")
        for unit in units
        for call in unit.function.calls
    ) or any(_is_left_closed(block) for unit in units for block in unit.function.blocks)


def _is_left_closed(block: Block) -> bool:
    """``with closing(self):``, or ``async with self:``."""
    return block.kind in ("with", "async with") and any("self" in value.names for value in block.values)


def _entry(name: str, family: Family, given: frozenset[str] = frozenset()) -> Entry | None:
    """What a pack would say of the class: an object that is there to be started holds nothing until it is.

    Unless it is ``given`` something open for some of its attributes.
    """
    release, starts = closable(family, given), () if given else tuple(sorted(_STARTS & set(family.methods)))
    if not release:
        return None
    own = f"project.{name}"
    return Entry(id=own, pack="project", kind="connection", acquire=(name,), release=release, starts=starts)
