"""What must be closed: which attribute keeps it, and whether anything in the project may close it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from wshygiene_checks.facts import Block, Call, Exit, Store, Value
from wshygiene_checks.packs import Entry
from wshygiene_checks.project import Acquisition, Did, Family, Obligation, Project, Unit, obligations_of, root_of
from wshygiene_checks.rules.computed import is_dynamic, releases_computed
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.lending import Lending
from wshygiene_checks.rules.connections.teardown import ENDS, teardown_of

KINDS = ("connection", "session", "socket", "server", "executor", "process", "descriptor", "loop", "queue")
SERVING = ("server", "executor")  # these have a rule of their own where no sibling tells of a teardown

_GETTERS = ("get", "ensure", "_get", "_ensure", "__aenter__", "__enter__", "async_get", "_async_get")
# Methods that an event loop, a socket, an executor or a process is given for the time of the call.
_LENT_TO = frozenset(
    "select poll run_coroutine_threadsafe run_in_executor ensure_future create_task gather wait_for sleep "
    "set_blocking sock_connect sock_recv sock_sendall sock_accept sock_recv_into iscoroutine wrap_future".split()
)
_SETS = ("setattr", "delattr")
_EXITS = ("__exit__", "__aexit__")
_DOUBLES = ("Mock", "Fake", "Stub", "Dummy", "Test")


def is_resource(acquisition: Acquisition) -> bool:
    """Whether the call returns something that its own method closes."""
    entry = acquisition.entry
    return entry.returns == "handle" and entry.release_on == "handle" and bool(entry.release)


def is_number(entry: Entry) -> bool:
    """Whether it is a number, such as a descriptor: no object that can be collected, and ended by a function."""
    return "." in entry.release[0]


def kept_by_classes(project: Project, *kinds: str) -> Iterator[tuple[Obligation, Family]]:
    """What classes acquire for themselves and keep in an attribute, with the family of the class."""
    for acquisition in acquired(project, *kinds):
        if not is_resource(acquisition):
            continue
        for obligation in obligations_of(project, acquisition):
            family = obligation.family
            # An entry that is a queue holds nothing but memory, which is free once the entry is gone.
            parts = ("",) if acquisition.entry.kind == "queue" else ("", "[]")
            if family and obligation.part in parts and _is_live(project, obligation) and not is_double(family):
                yield obligation, family


def is_double(family: Family) -> bool:
    """Whether the class is a stand-in for tests."""
    name = family.main.definition.name.lstrip("_")
    return name.startswith(_DOUBLES) or name.endswith(_DOUBLES)


def _is_live(project: Project, obligation: Obligation) -> bool:
    """Whether anything is acquired yet, as `is_started` says."""
    place, flow = obligation.place, obligation.flow
    called, handed = [*place.called, *flow.methods], [*place.handed, *flow.handed]
    units = obligation.family.units if obligation.family else (obligation.unit,)
    return is_started(project, obligation.acquisition.entry, called, handed, {obligation.root}, units)


def is_started(
    project: Project,
    entry: Entry,
    called: Iterable[Did[Call]],
    handed: Iterable[Did[Call]],
    names: Iterable[str],
    units: Sequence[Unit],
) -> bool:
    """Whether anything is acquired yet: some handles do nothing until a method such as ``start`` is called.

    It may be called by what the handle is lent to, and a bound method that is passed on is there to be called.
    """
    starts = frozenset(entry.starts)
    if not starts or any(did.what.name in starts for did in called):
        return True
    if any(hands_on(unit, name, starts) for unit in units for name in names):
        return True
    lending = Lending(project, entry.release)
    return any(not did.part and lending.uses(did.unit, did.what, did.value, starts) for did in handed)


def is_open(project: Project, obligation: Obligation) -> bool:
    """Whether no code of the project can be seen to close it, or to give it to somebody who may."""
    family = obligation.family
    return not (
        any(not _undoes_opening(project, obligation, did) for did in obligation.releases)
        or any(did.part.startswith(".") for did in obligation.place.calls_to(ENDS))  # `self.redis.pool.disconnect()`
        or _is_managed(obligation)
        or obligation.awaits
        or any(gives_away(project, obligation, did) for did in obligation.transfers)
        or (obligation.flow.returned and not is_getter(obligation.unit))
        or _released_outside(obligation)
        or _ended_with_companion(obligation)
        or _ended_by_receiver(obligation.acquisition, family)
        or _released_in_loop(obligation)
        or (family is not None and _may_release(project, family, obligation))
        or (family is not None and _released_through_property(family, obligation))
        or any(is_given_away(project, obligation.acquisition, did) for did in obligation.flow.handed)
    )


def _undoes_opening(project: Project, obligation: Obligation, did: Did[Call]) -> bool:
    """Whether it is closed where opening it fails, by the function that opens it: what is open then is another one."""
    opens, unit = obligation.unit, did.unit
    if unit.name == opens.name:
        return unit.is_within(did.what.block, "except")
    calls = list(project.sites.named([unit.function.name]))
    return bool(calls) and all(
        caller.name == opens.name and caller.is_within(call.block, "except") for caller, call in calls
    )


def _is_managed(obligation: Obligation) -> bool:
    """Whether ``with`` ends it."""
    if obligation.acquisition.entry.stays_open:
        return False
    blocks = (did for did in obligation.place.iterated if did.what.kind.endswith("with"))
    exits = obligation.place.calls_to(_EXITS, "")
    return obligation.flow.managed or bool(exits) or any(is_it(obligation, did) for did in blocks)


def gives_away(project: Project, obligation: Obligation, did: Did[Call] | Did[Store] | Did[Exit]) -> bool:
    """Whether somebody else may release it from here on; a local alias and a getter give nothing away."""
    if not is_it(obligation, did):
        return False
    if isinstance(did.what, Exit):
        return did.what.kind != "raise" and not is_getter(did.unit)
    if isinstance(did.what, Store):
        value = did.value
        is_alias = did.what.path.startswith("%") and "." not in did.what.path and "[" not in did.what.path
        return not (is_alias and value is not None and value.kind in ("path", "element", "copy", "values"))
    return is_given_away(project, obligation.acquisition, Did(did.unit, did.what, did.part, did.value))


def is_it(obligation: Obligation, did: Did[Call] | Did[Store] | Did[Exit] | Did[Block]) -> bool:
    """Whether what is used is the thing that was opened: not so a response, which ``session.get()`` gives."""
    if obligation.part or obligation.acquisition.entry.elements:
        return True
    value = did.value
    if value is None or did.part:
        return not did.part
    beyond = obligation.root if value.kind == "element" else f"{obligation.root}["  # `.text` of `session.get(url)`
    return not (value.kind in ("element", "path") and value.path.startswith(beyond))


def is_given_away(project: Project, acquisition: Acquisition, did: Did[Call]) -> bool:
    """Whether a call may keep what it is given; what packs and common names know as a loan is none."""
    call = did.what
    if call.path in acquisition.entry.release:
        return False  # that ends it
    if call.path in _SETS and call.args and did.value is call.args[0]:
        return False  # it is given something: `setattr(session, "verify", False)`
    lending = Lending(project, acquisition.entry.release)
    if lending.is_lent(did.unit, call, did.value):
        return False
    owners = project.matcher.owners(did.unit, call)
    if owners and acquisition.entry.kind == "socket" and call.args and did.value is not call.args[0]:
        return True  # what serves on a socket closes it: `SockSite(runner, sock)` only borrows the runner
    if owners:
        return any(owner.takes != "borrows" for owner in owners)
    if acquisition.entry.kind == "loop":
        is_fallback = acquisition.unit.is_within(acquisition.call.block, "except")
        if call.name == "set_event_loop":
            runs = _runs_loop(acquisition.unit) or _runs_loop(did.unit)
            return is_fallback or not runs  # the thread had no loop, and keeps this one
        if _keyword_of(call, did.value) == "loop" or call.path.startswith("asyncio."):
            return False
    return not (call.name in _LENT_TO or lending.reads_method(call))


def _runs_loop(unit: Unit) -> bool:
    """Whether a function runs an event loop, whichever."""
    return any(call.name.startswith("run_") for call in unit.function.calls)


def _keyword_of(call: Call, value: Value | None) -> str:
    return next((word for word, given in call.keywords if given is value), "")


def is_getter(unit: Unit) -> bool:
    """Whether the method only lends what it returns: a property, or ``get_session``."""
    paths = {decorator.path for decorator in unit.function.decorators}
    is_property = any(path.rpartition(".")[2] in ("property", "cached_property") for path in paths)
    return is_property or unit.function.name.startswith(_GETTERS)


def _ended_with_companion(obligation: Obligation) -> bool:
    """Whether the protocol that came with a transport, or the other half of a pair, is what the class ends."""
    family, call = obligation.family, obligation.call
    if family is None or not obligation.acquisition.entry.elements or obligation.acquisition.entry.has_halves:
        return False
    paths = {store.path for store in obligation.unit.function.stores if store.value.call == call.order}
    paths.discard(obligation.root)
    return any(family.places[path].calls_to(ENDS) for path in paths if path.startswith("self."))


def _ended_by_receiver(acquisition: Acquisition, family: Family | None) -> bool:
    """Whether what it was opened on is ended, by the class or right here, and with it all that is open on it."""
    ends, root = acquisition.entry.release_all, root_of(acquisition.call.receiver)[0]
    if not ends:
        return False
    if family is not None and root.startswith("self."):
        return bool(family.places[root].calls_to(ends))
    return any(call.receiver == root and call.name in ends for call in acquisition.unit.function.calls)


def _released_through_property(family: Family, obligation: Obligation) -> bool:
    """Whether a property that returns it is what the class closes or gives away: ``await self.client.aclose()``."""
    names = {did.unit.function.name for did in obligation.place.left if is_it(obligation, did) and is_getter(did.unit)}
    places = [family.places[f"self.{name}"] for name in names]
    return any(
        place.handed or place.kept or place.calls_to((*obligation.acquisition.entry.release, *_EXITS), "")
        for place in places
    )


def _released_outside(obligation: Obligation) -> bool:
    """Whether other code may close it through its owner: ``client.session.close()``."""
    wanted = set(obligation.acquisition.entry.release)
    attribute = obligation.root.rpartition(".")[2]
    if obligation.acquisition.entry.kind != "loop" and not attribute.startswith("_"):
        wanted |= {"hand", "leave", "await"}
    return bool(obligation.elsewhere & wanted)


def _released_in_loop(obligation: Obligation) -> bool:
    """``for each in (self._ws, self._session): await each.close()``."""
    names = obligation.acquisition.entry.release
    return any(
        (call.name in names and call.receiver.lstrip("%") in _bound(did.what))
        or (call.path in names and any(value.path.lstrip("%") in _bound(did.what) for value in call.args))
        for did in obligation.place.iterated
        for call in did.unit.function.calls
    )


def _may_release(project: Project, family: Family, obligation: Obligation) -> bool:
    """Whether a method hands the release on, or reaches attributes by computed names to end them, not to print them."""
    names = obligation.acquisition.entry.release
    if any(hands_on(unit, obligation.root, names) for unit in family.units):
        return True
    dynamic = [unit for unit in family.units if is_dynamic(unit)]
    ends = {*names, *ENDS}
    return any(teardown_of(project, family).runs(unit) or releases_computed(unit, ends) for unit in dynamic)


def hands_on(unit: Unit, path: str, names: Iterable[str]) -> bool:
    """Whether one of these methods is itself handed on, or kept, to be called later: ``stack.callback(it.close)``."""
    wanted = {f"{path}.{name}" for name in names}
    calls, stores = unit.function.calls, unit.function.stores
    return any(
        not wanted.isdisjoint(value.names)
        for call in calls
        for value in (*call.args, *[value for _, value in call.keywords])
        if value.kind != "call"
    ) or any(store.value.path in wanted for store in stores if store.value.kind in ("path", "partial"))


def _bound(block: Block) -> frozenset[str]:
    return frozenset(name.lstrip("%") for name in block.names)
