"""WSH507: a broadcast awaits while it iterates over a set of connections that may change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wshygiene_checks.facts import Call, Store, Value
from wshygiene_checks.finding import Confidence, Finding
from wshygiene_checks.project import Did, Place, Project, Unit
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import finding, plain, seen_at
from wshygiene_checks.rules.growth.enclosed import enclosed_as
from wshygiene_checks.rules.growth.unused import is_called
from wshygiene_checks.rules.limits.blocks import exits_inside, waits_inside
from wshygiene_checks.rules.limits.peers import is_named_for_peers, is_peer

CODE = "WSH507"
_LIVE = frozenset(("path", "values", "items", "keys"))
#: Methods of a dictionary that give what is in it, and leave it there.
_LOOK_UP = frozenset({"get", "setdefault"})
_LOCKS = ("lock", "mutex", "semaphore", "condition")


def find(project: Project) -> Iterator[Finding]:
    """Loops over shared containers in which other tasks get to run and change the container."""
    for unit in project.units:
        if not unit.function.is_async or not unit.function.blocks:
            continue
        for index, block in enumerate(unit.function.blocks):
            if block.kind in ("for", "comprehension") and block.values:
                live = _live(unit, block.values[0])
                if live is not None:
                    yield from _judged(project, unit, index, live)


def _live(unit: Unit, value: Value) -> Value | None:
    """What is gone through itself, and not a copy of it; also what stands under a key: a room's members."""
    if value.kind in _LIVE:
        return value
    call = unit.call_by_order(value.call) if value.call >= 0 else None
    if value.kind == "enumerate" and call is not None and call.args:
        return _live(unit, call.args[0])
    if value.kind == "element" and (call is None or call.name in _LOOK_UP):
        return value
    return None


def _judged(project: Project, unit: Unit, index: int, live: Value) -> Iterator[Finding]:
    path, inside, _ = live.path.partition("[]")
    place = _shared(project, unit, path) if live.path == path + inside else None
    if place is None or _copied(unit, live) or _locked(unit, index) or not _waits_and_goes_on(unit, index):
        return
    grown, shrunk = _changes(project, place, inside)
    if grown and shrunk:
        confidence = _confidence(project, unit, index, live, shrunk)
        yield _finding(unit, index, live, [*shrunk[:2], *grown[:1]], confidence)


def _shared(project: Project, unit: Unit, path: str) -> Place | None:
    """The container, if it is an attribute or a global that others reach too, or the handlers of a factory share it."""
    if path.startswith("self.") and "." not in path[5:] and "[" not in path:
        family = project.family(unit)
        return family.places[path] if family else None
    if path.startswith("%") and "." not in path:
        return enclosed_as(project, unit, path)
    return None if path.startswith(("%", "self")) else project.globals.get(path)


def _copied(unit: Unit, live: Value) -> bool:
    """Whether the view is one of a copy: ``self._rooms.copy().values()``; or there is one, which has a name."""
    copies = (store for store in unit.function.stores if store.path.startswith("%") and store.value.kind == "copy")
    if any(store.value.path == live.path and store.order < live.call for store in copies):
        return True
    view = live.call
    return view >= 0 and any(call.use == "receiver" and call.consumer == view for call in unit.function.calls)


def _locked(unit: Unit, index: int) -> bool:
    """Whether a lock is held around the loop, which the code that changes the container is expected to take too."""
    around = (block for block in unit.blocks_around(index) if block.kind in ("with", "async with"))
    return any(name in value.path.lower() for block in around for value in block.values for name in _LOCKS)


def _waits_and_goes_on(unit: Unit, index: int) -> bool:
    """Whether the loop awaits, and then takes the next element."""
    waits = waits_inside(unit, index)
    leaving = {leaving.block for leaving in exits_inside(unit, index, "return", "break", "raise")}
    return any(wait.block not in leaving for wait in waits)


def _changes(
    project: Project, place: Place, part: str
) -> tuple[list[Did[Call] | Did[Store]], list[Did[Call] | Did[Store]]]:
    """Where the container, or that part of it, itself grows and shrinks while the program runs."""
    words = project.knowledge.vocabulary
    shared = any(did.unit.function.kind == "class" and not did.part for did in place.set)
    called = [did for did in place.called if did.part == part and not _setting_up(project, did.unit, shared)]
    stored = [did for did in place.set if did.part == part + "[]" and not _setting_up(project, did.unit, shared)]
    grown: list[Did[Call] | Did[Store]] = [did for did in called if did.what.name in words.grow - {"update"}]
    shrunk: list[Did[Call] | Did[Store]] = [did for did in called if did.what.name in words.shrink - {"get"}]
    grown += [did for did in stored if did.what.kind == "set"]
    shrunk += [did for did in stored if did.what.kind == "delete"]
    return grown, shrunk


def _setting_up(project: Project, unit: Unit, shared: bool) -> bool:
    """Whether a change is made while nothing is connected yet; what the class has is in use when an object is made."""
    if shared and project.occasions.is_making(unit):
        return False
    first = bare_name(unit.function.name).partition("_")[0]
    words = project.knowledge.vocabulary
    return project.roles.is_setup(unit) or first in words.startup_methods | words.setup_methods


def _confidence(
    project: Project, unit: Unit, index: int, live: Value, shrunk: Sequence[Did[Call] | Did[Store]]
) -> Confidence:
    """Surest when the loop sends to what it iterates over; otherwise the container is named for connections.

    A teardown that is the only one to take anything out has to fear what is still added, and no more; one of what the
    project is seen to take nothing out of has little to fear.
    """
    path = live.path
    words = project.knowledge.vocabulary
    sends = words.send_methods | words.ping_methods | {"close"}
    waits = [wait for wait in waits_inside(unit, index) if isinstance(wait, Call)]
    to_element = any(is_peer(wait.receiver, path + "[]") and wait.name in sends for wait in waits)
    last = project.roles.is_teardown(unit) and all(did.unit.name == unit.name for did in shrunk)
    if project.roles.is_teardown(unit) and not any(is_called(project, did.unit) for did in shrunk):
        return "info"
    if to_element:
        return "medium" if last else "high"
    return "medium" if is_named_for_peers(path) else "info"


def _finding(
    unit: Unit, index: int, live: Value, changes: Sequence[Did[Call] | Did[Store]], confidence: Confidence
) -> Finding:
    path, inside, _ = live.path.partition("[]")
    name = plain(path) if path.startswith(("self.", "%")) else path.rpartition(".")[2]
    what, copy = (f"what is under a key of `{name}`", "list(...)") if inside else (f"`{name}`", f"list({name})")
    message = (
        f"the loop over {what} awaits in its body, and other tasks may change {'that' if inside else what} meanwhile. "
        f"Then the loop ends in `RuntimeError`, or skips a connection, and the rest gets nothing. Iterate over a copy: "
        f"`{copy}`."
    )
    return finding(
        CODE,
        unit,
        unit.function.blocks[index].line,
        message,
        subject=plain(path),
        confidence=confidence,
        evidence=[seen_at(did, f"`{did.unit.function.name}()` changes `{name}`") for did in changes],
    )
