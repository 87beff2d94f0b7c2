"""What a function opens several of, and keeps in a local collection: ``lines = [connect(each) for each in places]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Store, Value
from wshygiene_checks.project import Acquisition, Did, Flow, Place, Project, Unit, of_locals, places_in
from wshygiene_checks.rules.connections.inferred import acquired
from wshygiene_checks.rules.connections.locals import Local
from wshygiene_checks.rules.connections.programs import is_process, is_program
from wshygiene_checks.rules.connections.resources import hands_on, is_given_away, is_resource, is_started

_MAKERS = frozenset({"list()", "set()", "dict()", "collections.deque()"})
_COPIES = frozenset({"list", "tuple", "set", "sorted", "reversed", "enumerate"})
_VIEWS = frozenset({"values", "items", "keys"})
_FOLLOWED = frozenset({"path", "element", "copy", "values", "items", "enumerate"})


class Collected(NamedTuple):
    """One of several things that a function opens; ``name`` is the local collection that has them all."""

    each: Local
    name: str


def collected(project: Project, *kinds: str) -> Iterator[Collected]:
    """What stays in such a collection when its function ends, and is closed nowhere."""
    for acquisition in acquired(project, *kinds):
        unit = acquisition.unit
        if is_resource(acquisition) and not is_program(unit) and not is_process(project, unit):
            flow = project.flow(unit, acquisition.call)
            name = _collection(project, acquisition, flow)
            if name and _stays(project, acquisition, flow, name):
                yield Collected(Local(acquisition, flow, ()), name)


def _collection(project: Project, acquisition: Acquisition, flow: Flow) -> str:
    """The one collection into which it is put, if the function has made that; or nothing."""
    unit, outermost = acquisition.unit, flow.outermost
    put = {did.what.receiver for did in flow.handed if did.what.name in project.knowledge.vocabulary.grow}
    put |= {root for root, _ in flow.kept}
    if acquisition.call.nested and outermost.use == "store":
        put |= {*outermost.targets}
    name = put.pop() if len(put) == 1 else ""
    bound = [each for each in unit.function.stores if each.path == name and each.key is None]
    if len(bound) != 1 or not _is_made(bound[0].value) or name[:1] != "%":
        return ""
    beside = [each for each in unit.function.stores if each.line == bound[0].line]
    return name if beside == bound else ""  # not `first, second = lines = [...]`


def _is_made(value: Value) -> bool:
    """Whether nothing is in it but what is opened: ``{"app": app}`` is no collection."""
    if value.kind == "display":
        return not value.names
    return value.kind == "comprehension" or value.path in (*_MAKERS, "asyncio.gather()")


def _stays(project: Project, acquisition: Acquisition, flow: Flow, name: str) -> bool:
    """Whether all that is done with the collection and with what is in it is seen, and nothing of that closes it."""
    unit, entry = acquisition.unit, acquisition.entry
    units = (unit, *project.nested(unit))
    if flow.managed or flow.deferred or flow.returned or flow.streamed or entry.elements:
        return False
    if entry.awaited is not flow.outermost.awaited or flow.ended_by((*entry.release, "__exit__", "__aexit__")):
        return False
    if any(hands_on(each, local, entry.release) for each in units for local in flow.locals):
        return False
    if not is_started(project, entry, flow.methods, flow.handed, frozenset(flow.locals), units):
        return False
    if any(did.what.receiver != name and _may_close(project, acquisition, did) for did in flow.handed):
        return False
    place = places_in(units, of_locals)[name]
    return _only_grows(project, place) and all(_is_followed(each, name) for each in units)


def _may_close(project: Project, acquisition: Acquisition, did: Did[Call]) -> bool:
    """Whether a call that is given one of them, or all, may close what it gets, or gives them back."""
    call = did.what
    if (did.value is not None and did.value.is_of_calls) or (call.path in _COPIES and call.use == "iterate"):
        return False  # it gets what their methods give, or a loop goes through them
    return call.use != "drop" or is_given_away(project, acquisition, did)


def _only_grows(project: Project, place: Place) -> bool:
    """Whether nothing is ever taken out of it, and nobody else gets it."""
    known = project.knowledge.vocabulary.grow | _VIEWS
    called = all(did.part or did.what.name in known for did in place.called)
    named = all(_is_one_by_one(did) for did in place.kept)
    return called and named and not place.left and all(did.what.kind == "set" for did in place.set)


def _is_one_by_one(did: Did[Store]) -> bool:
    """Whether one of them gets a local name, as in a loop: what is done under that is followed."""
    return did.value is not None and did.value.kind == "element" and did.what.path[1:].isidentifier()


def _is_followed(unit: Unit, name: str) -> bool:
    """Whether the collection itself is gone through and handed on: of ``zip(places, lines)`` nobody tells the parts."""
    values = [value for block in unit.function.blocks for value in block.values]
    values += [store.value for store in unit.function.stores if store.path != name]
    for call in unit.function.calls:
        values += [*call.args, *[value for _, value in call.keywords]]
    return all(
        value.kind in _FOLLOWED or value.path == "len()" or value.is_of_calls for value in values if name in value.names
    )
