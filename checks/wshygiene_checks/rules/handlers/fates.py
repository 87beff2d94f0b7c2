"""What becomes of a disposer, and whether a handler is taken back by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Did, Project, Unit
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around
from wshygiene_checks.rules.handlers.names import undoes
from wshygiene_checks.rules.handlers.owners import scope_of
from wshygiene_checks.rules.handlers.registrations import Registration, registrations


def dropped(project: Project, registration: Registration) -> bool:
    """Whether nobody can ever call the disposer."""
    flow = registration.flow(project)
    waits = registration.entry is not None and registration.entry.awaited
    unused = flow.unused or (waits and flow.outermost.use == "drop")
    if not unused or flow.deferred:
        return False
    names = frozenset(flow.locals)
    scope = (registration.unit, *project.nested(registration.unit))
    return not any(call.path.rstrip("[]{}") in names for unit in scope for call in unit.function.calls)


def kept(project: Project, registration: Registration) -> bool:
    """Whether the function that registers sees to the disposer: it keeps it, calls it or gives it to an owner."""
    return not dropped(project, registration) and not registration.flow(project).returned


def by_scope(project: Project) -> dict[str, list[Registration]]:
    """Registrations that return disposers, by the class or function that makes them."""
    found: dict[str, list[Registration]] = defaultdict(list)
    for registration in registrations(project):
        if registration.gives in ("disposer", "handle"):
            found[scope_of(project, registration)].append(registration)
    return found


def removals(project: Project, registration: Registration) -> Iterator[Did[Call]]:
    """Calls in the class or module that undo registrations of this kind, whatever their handler."""
    family = family_of(project, registration.unit)
    outer = method_around(project, registration.unit)
    undoing = project.shared(_Undoing)
    found = undoing.of(family.main.name, family.units) if family else undoing.of(outer.file.path, _module(outer))
    for did in found:
        known = did.what.name in registration.undo or is_named_otherwise(registration, did.what)
        if known and did.what is not registration.call:
            yield did


class _Undoing:
    """The calls of a class or module that may undo something, looked for once: a class may have many handlers."""

    def __init__(self, project: Project) -> None:
        self._undo = frozenset[str]().union(*[each.undo for each in registrations(project)])
        self._known: dict[str, list[Did[Call]]] = {}

    def of(self, name: str, units: Iterable[Unit]) -> list[Did[Call]]:
        """Those in ``units``, which is the code of the class, or the file, of this name."""
        if name not in self._known:
            self._known[name] = [
                Did(unit, call, "")
                for unit in units
                for call in unit.function.calls
                if call.name in self._undo or undoes(call.name)
            ]
        return self._known[name]


def is_named_otherwise(registration: Registration, call: Call) -> bool:
    """Whether a method of the same emitter takes handlers off that no pack knows: it is given the handler, the object
    itself, or what the object has noted."""
    if not call.args or not undoes(call.name) or not on_same_emitter(registration, call):
        return False
    handler = registration.handler.path if registration.handler else ""
    return any(
        value.path in (handler, "self") or (value.kind == "element" and value.path.startswith("self."))
        for value in call.args
        if value.path
    )


def on_same_emitter(registration: Registration, call: Call) -> bool:
    """Whether both are called on what has one name, whoever holds it: ``bus`` of ``bus`` and of ``self._bus``."""
    return _last(call.receiver) == _last(registration.call.receiver)


def _last(receiver: str) -> str:
    return receiver.rpartition(".")[2].lstrip("%_")


def _module(outer: Unit) -> Iterator[Unit]:
    return (Unit(outer.file, function) for function in outer.file.functions)


def takes_back(project: Project, registration: Registration, call: Call) -> bool:
    """Whether this removal names the same handler, one that cannot be told, or none, which means everything."""
    handler = registration.handler
    if handler is None or not (call.args or call.keywords):
        return True
    values = (*call.args, *[value for _, value in call.keywords])
    if any(value.path == handler.path or handler.path in value.names for value in values):
        return True
    return any(_passed_on(value) for value in values) and not (
        _only_from_lists(values) and _is_in_no_list(project, registration, handler)
    )


def _only_from_lists(values: tuple[Value, ...]) -> bool:
    """Whether all that may be a handler comes out of collections of the object itself."""
    return all(value.path.startswith("self.") for value in values if _passed_on(value))


def _is_in_no_list(project: Project, registration: Registration, handler: Value) -> bool:
    """Whether a method of the object is given to this emitter alone, so that no collection can have it."""
    family = family_of(project, registration.unit)
    if family is None or not handler.path.startswith("self.") or handler.path[5:] not in family.methods:
        return False
    place = family.places[handler.path]
    return not place.kept and all(did.what.receiver == registration.call.receiver for did in place.handed)


def held_weakly(registration: Registration) -> bool:
    """Whether the emitter, as its pack describes it, lets go of a handler whose object ends."""
    entry = registration.entry
    if entry is None or not entry.weak:
        return False
    told = registration.call.keyword(entry.weak_keyword) if entry.weak_keyword else None
    return told is None or told.path != "False"


def _passed_on(value: Value) -> bool:
    """Whether the value is a parameter, a local or an element: any handler may be meant."""
    return value.kind in ("path", "element") and (value.path.startswith("%") or value.path.endswith(("[]", "{}")))


def handed_elsewhere(project: Project, registration: Registration) -> bool:
    """Whether other code passes the handler on as an attribute of the object: it may remove it from outside."""
    handler = registration.handler
    if handler is None or not handler.path.startswith("self."):
        return False
    return "hand" in project.elsewhere.get(handler.path[5:], ())
