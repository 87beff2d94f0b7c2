"""What is acquired and kept must be released: who keeps it, and everything the project does towards releasing it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Await, Call, Exit, Store
from wshygiene_checks.packs import Owner
from wshygiene_checks.project.acquisitions import Acquisition
from wshygiene_checks.project.families import Family
from wshygiene_checks.project.finalizers import holds_its_object, runs_at_collection
from wshygiene_checks.project.flows import Flow
from wshygiene_checks.project.join import Project
from wshygiene_checks.project.places import Did, Place, root_of
from wshygiene_checks.project.units import Unit

# They wait for what they are given, as long as nothing else ends first: enough for something that is kept.
_WAITS = frozenset({"asyncio.wait", "asyncio.shield"})

_CACHED = "functools.cached_property"  # keeps what the function returns in the attribute of its name

_COPIES = frozenset({"list", "tuple", "set", "sorted", "reversed"})
# Calls that only look at what they are given.
_LOOKS = frozenset("len bool id repr str print isinstance hasattr discard remove add_done_callback".split())


class Obligation(NamedTuple):
    """Something acquired and kept in an attribute or global, or in a container there.

    ``root`` is the place (``self._task``), ``part`` is ``[]`` when it is an element of a container. ``family`` is the
    class that keeps it; None for a global. ``releases`` are the calls that release it, ``awaits`` where it is waited
    for, ``transfers`` where it is handed, returned or stored on, so that somebody else may release it. ``elsewhere``
    is what other code does to an attribute of that name (see `Project.done_to`). ``vain`` is what would release it, but
    stands in a ``__del__`` that does not run before it has ended.
    """

    acquisition: Acquisition
    flow: Flow
    root: str
    part: str
    family: Family | None
    place: Place
    releases: tuple[Did[Call], ...]
    awaits: tuple[Did[Call] | Did[Await], ...]
    transfers: tuple[Did[Call] | Did[Store] | Did[Exit], ...]
    elsewhere: frozenset[str]
    vain: tuple[Did[Call], ...] = ()

    @property
    def unit(self) -> Unit:
        """The code that acquires."""
        return self.acquisition.unit

    @property
    def call(self) -> Call:
        """The call that acquires."""
        return self.acquisition.call

    @property
    def released_outside(self) -> bool:
        """Whether other code does something to an attribute of this name that may release it."""
        wanted = {"await", "hand", "leave", *self.acquisition.entry.release}
        return bool(self.elsewhere & wanted)

    @property
    def discharged(self) -> bool:
        """Whether anything at all may release it."""
        return bool(self.releases or self.awaits or self.transfers or self.released_outside or self.flow.managed)


def obligations(project: Project, *kinds: str) -> Iterator[Obligation]:
    """The obligations of all acquired resources of these kinds: one for each place that keeps one."""
    for acquisition in project.of_kind(*kinds):
        yield from obligations_of(project, acquisition)


def obligations_of(project: Project, acquisition: Acquisition) -> Iterator[Obligation]:
    """One obligation for each place beyond its function that keeps what was acquired."""
    flow = project.flow(acquisition.unit, acquisition.call, acquisition.entry.elements)
    if flow.outermost is not acquisition.call and not acquisition.entry.awaited:
        return  # what is kept is what it gave when it was waited for
    for root, part in dict.fromkeys(flow.kept):
        if not root.startswith("%"):
            yield _obligation(project, acquisition, flow, root, part)
    function = acquisition.unit.function
    if flow.returned and function.owner and any(each.path == _CACHED for each in function.decorators):
        yield _obligation(project, acquisition, flow, f"self.{function.name}", "")


def _obligation(project: Project, acquisition: Acquisition, flow: Flow, root: str, part: str) -> Obligation:
    family = project.family(acquisition.unit) if root.startswith("self.") else None
    place = family.places[root] if family else project.globals[root]
    found = Obligation(
        acquisition=acquisition,
        flow=flow,
        root=root,
        part=part,
        family=family,
        place=place,
        releases=tuple(_releases(acquisition, family, place, flow)),
        awaits=tuple(_awaits(project, place)),
        transfers=tuple(_transfers(project, place)),
        elsewhere=frozenset(project.done_to(family, root.rpartition(".")[2])),
    )
    return _without_vain(project, found) if holds_its_object(project, acquisition, family) else found


def _without_vain(project: Project, obligation: Obligation) -> Obligation:
    """Leave out what is done only when the object is collected, which what was acquired does not let happen."""
    vain = [did for did in obligation.releases if runs_at_collection(project, did.unit)]
    return obligation._replace(
        releases=tuple([did for did in obligation.releases if did not in vain]),
        awaits=tuple([did for did in obligation.awaits if not runs_at_collection(project, did.unit)]),
        transfers=tuple([did for did in obligation.transfers if not runs_at_collection(project, did.unit)]),
        vain=tuple(vain),
    )


def _releases(acquisition: Acquisition, family: Family | None, place: Place, flow: Flow) -> Iterator[Did[Call]]:
    names = frozenset(acquisition.entry.release)
    yield from place.calls_to(names)
    yield from (did for did in place.cut_off() if did.what.name not in names)
    yield from (did for did in flow.methods if did.what.name in names)
    for did in (*place.handed, *flow.handed):
        handed_over = did.part.lstrip("[].")  # `stack.callback(self._pump.cancel)`
        if did.what.path in names or did.what.name in names or handed_over in names:
            yield did
    yield from _in_loops(place, names)
    if family and not acquisition.entry.has_halves:
        for root in {root for root, _ in flow.kept if root.startswith("self.") and root != place.path}:
            yield from family.places[root].calls_to(names)  # the same thing under another name
    if acquisition.entry.returns == "disposer" and family:  # calling it is the release: `self._unsubscribe()`
        yield from _called(family, place.path)


def _in_loops(place: Place, names: frozenset[str]) -> Iterator[Did[Call]]:
    """``for each in (self._reader, self._writer): each.cancel()``, also as a comprehension."""
    for did in place.iterated:
        if did.value is not None and did.value.kind == "display":
            bound = {name.lstrip("%") for name in did.what.names}
            for call in did.unit.function.calls:
                if call.name in names and call.receiver.lstrip("%") in bound:
                    yield Did(did.unit, call, "")


def _called(family: Family, path: str) -> Iterator[Did[Call]]:
    for unit in family.units:
        for call in unit.function.calls:
            if call.path.rstrip("[]{}") == path:
                yield Did(unit, call, "")


def _awaits(project: Project, place: Place) -> Iterator[Did[Call] | Did[Await]]:
    yield from place.awaited
    for did in place.handed:
        if (did.what.path in _WAITS and not _abandons(did)) or any(
            owner.takes == "awaits" for owner in _owners(project, did)
        ):
            yield did


def _abandons(did: Did[Call]) -> bool:
    """Whether a call stops waiting when the first of several things is done, and nobody looks after the others."""
    until = did.what.keyword("return_when")
    if until is None or not until.path.rpartition(".")[2].strip("'\"").startswith("FIRST_"):
        return False
    function = did.unit.function
    results = {store.path for store in function.stores if store.value.call == did.what.order}
    used = {root_of(value.path)[0] for call in function.calls for value in call.args}
    used.update(root_of(call.receiver)[0] for call in function.calls if call.name == "cancel")
    return not results & used


def _transfers(project: Project, place: Place) -> Iterator[Did[Call] | Did[Store] | Did[Exit]]:
    yield from (did for did in place.left if did.part in ("", "[]") and not _is_alias_within(did.unit))
    yield from (did for did in place.kept if did.part in ("", "[]") and not _is_alias(did.what))
    for did in place.handed:
        takes = {owner.takes for owner in _owners(project, did)}
        looks = did.what.name in _LOOKS or _is_read_as_the_place(place, did)
        if did.part in ("", "[]") and not looks and not (takes and "owns" not in takes):
            yield did


def _is_read_as_the_place(place: Place, did: Did[Call]) -> bool:
    """Whether it makes a copy, and what is done with the elements of that counts as done to those of the place.

    What a copy is joined with, ``own + others``, is not followed.
    """
    call, stores = did.what, did.unit.function.stores
    if call.path not in _COPIES:
        return False
    if call.use == "iterate":
        return True
    joined = any(store.value.kind == "other" and place.path in store.value.names for store in stores)
    return call.use == "store" and not joined and all(path.startswith("%") for path in call.targets)


def _is_alias_within(unit: Unit) -> bool:
    """Whether a property only gives the class another name for what it has: ``_open_tasks``."""
    function = unit.function
    return function.name.startswith("_") and any(each.path == "property" for each in function.decorators)


def _is_alias(store: Store) -> bool:
    """Whether a local name merely stands for the place: what is done through it counts as done to the place."""
    return store.path.startswith("%") and store.value.kind in ("path", "element", "copy", "values")


def _owners(project: Project, did: Did[Call]) -> tuple[Owner, ...]:
    return project.matcher.owners(did.unit, did.what)
