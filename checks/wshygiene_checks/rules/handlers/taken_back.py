"""Whether anything in a project may take a handler off its emitter: by name, by owner, all at once, or the emitter."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from wshygiene_checks.facts import Call, Function, Value
from wshygiene_checks.project import Family, Project, Unit, root_of
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around, methods_at
from wshygiene_checks.rules.handlers.names import NAMES, undoes
from wshygiene_checks.rules.handlers.registrations import Registration, registrations

_LETS_GO = frozenset("remove discard pop popleft popitem clear difference_update".split())
_DROPS = frozenset("drop forget reset flush prune purge evict".split())


def may_be_taken_back(project: Project, registration: Registration) -> bool:
    """Whether some code may remove this handler; in doubt it does."""
    return (
        any(_is_undone_by(project, registration, unit, call) for unit, call in _undoing(project, registration))
        or removal_is_handed_on(project, registration)
        or _sheds(project, registration)
    )


def _undoing(project: Project, registration: Registration) -> Iterator[tuple[Unit, Call]]:
    """The calls that undo something of an emitter which may be this one."""
    emitters = _emitters(project, registration)
    own = {each for type_ in emitters for each in _family_names(project, type_)}
    names = {name for name in project.sites.names if name in registration.undo or _lets_go(name)}
    for unit, call in project.sites.named(names):
        if call is registration.call or not call.receiver or project.types.class_of(unit) in own:
            continue
        if _may_be_same(project, registration, emitters, unit, call):
            yield unit, call


@lru_cache(NAMES)
def _lets_go(name: str) -> bool:
    return undoes(name) or name.lstrip("_").partition("_")[0] in _DROPS


def _emitters(project: Project, registration: Registration) -> frozenset[str]:
    """The types of the emitter, as full names."""
    types = project.types.of(registration.unit, registration.call.receiver)
    return frozenset(map(project.families.resolve, types))


def _family_names(project: Project, type_: str) -> frozenset[str]:
    family = project.families.family(type_)
    return family.names if family else frozenset()


def _may_be_same(
    project: Project, registration: Registration, emitters: frozenset[str], unit: Unit, call: Call
) -> bool:
    """Whether a call may be on the same emitter: by its place, its type, or its name where the type is not known."""
    receiver = call.receiver
    if receiver == registration.call.receiver and not receiver.startswith("%"):
        return True
    types = frozenset(map(project.families.resolve, project.types.of(unit, receiver)))
    if types and emitters and any(type_ in project.families.classes for type_ in types):
        return bool(types & emitters)
    if call.name in registration.undo and not types and unit.file is registration.unit.file:
        return True
    return _last(receiver) == _last(registration.call.receiver) or bool(types & emitters)


def _last(path: str) -> str:
    """The name of an emitter, whoever holds it: ``bus`` of ``bus`` and of ``self._bus``."""
    return path.rstrip("[]{}()").rpartition(".")[2].lstrip("%_").lower()


def _is_undone_by(project: Project, registration: Registration, unit: Unit, call: Call) -> bool:
    """Whether the call does not plainly name another handler."""
    handler = registration.handler
    values = (*call.args, *[value for _, value in call.keywords])
    if handler is None or not values:
        return True
    return any(_may_mean(project, unit, handler, value) for value in values)


def _may_mean(project: Project, unit: Unit, handler: Value, value: Value) -> bool:
    """Whether a value is the handler, its object, or a name that may stand for either."""
    if value.kind == "constant":
        return False
    if value.path == handler.path or handler.path in value.names:
        return True
    if value.kind in ("function", "lambda"):
        return False
    if "." in value.path and "." in handler.path and value.path.startswith(("self.", "%")):
        return _last(value.path) == _last(handler.path) or not project.types.callee(unit, value.path)
    return value.path == "self" or value.path.startswith("%") or value.path.endswith(("[]", "{}"))


def removal_is_handed_on(project: Project, registration: Registration) -> bool:
    """Whether a removal is passed on to be called later: ``stack.callback(FEED.off, event, passenger.hear)``."""
    mentions, emitter = project.shared(_Mentions), _last(registration.call.receiver)
    return any(
        last in registration.undo or _lets_go(last)
        for unit in _near(project, registration)
        for last in mentions.of(unit).get(emitter, ())
    )


class _Mentions:
    """The removals that code names in what it passes on, keeps or returns; many handlers share a large family."""

    def __init__(self, project: Project) -> None:
        self._undo = frozenset[str]().union(*[each.undo for each in registrations(project)])
        self._known: dict[int, dict[str, set[str]]] = {}

    def of(self, unit: Unit) -> dict[str, set[str]]:
        """Those of one function: the names of what may be removals by the name of the object that has them."""
        key = id(unit.function)  # there as long as the project is, and found faster than by all that it says
        if key not in self._known:
            self._known[key] = self._find(unit.function)
        return self._known[key]

    def _find(self, function: Function) -> dict[str, set[str]]:
        values = [value for call in function.calls for value in (*call.args, *[each for _, each in call.keywords])]
        values += [store.value for store in function.stores] + [leaving.value for leaving in function.exits]
        found: dict[str, set[str]] = {}
        for name in {name for value in values for name in (value.path, *value.names)}:
            receiver, _, last = name.rpartition(".")
            if receiver and (last in self._undo or _lets_go(last)):
                found.setdefault(_last(receiver), set()).add(last)
        return found


def _near(project: Project, registration: Registration) -> Iterator[Unit]:
    """The code that may be expected to take it back: the module, the class, and that of the handler's object."""
    outer = method_around(project, registration.unit)
    yield from (Unit(outer.file, function) for function in outer.file.functions)
    family = family_of(project, registration.unit)
    yield from family.units if family else ()
    if registration.handler is not None:
        for method in methods_at(project, registration.unit, registration.handler.path):
            theirs = project.family(method)
            yield from theirs.units if theirs else ()


def _sheds(project: Project, registration: Registration) -> bool:
    """Whether the emitter lets go of handlers by itself: it holds them weakly, or takes them out again at some time."""
    for type_ in _emitters(project, registration):
        family = project.families.family(type_)
        kept = _kept_in(project, family, registration.call.name) if family else set[str]()
        if family and any(_is_shed(project, registration, family, root) for root in kept):
            return True
    return False


def _kept_in(project: Project, family: Family, method: str) -> set[str]:
    """The attributes that the registering method puts handlers into."""
    grow = project.knowledge.vocabulary.grow
    calls = [call for unit in family.methods.get(method, ()) for call in unit.function.calls if call.name in grow]
    return {root_of(call.receiver)[0] for call in calls if call.receiver.startswith("self.")}


def _is_shed(project: Project, registration: Registration, family: Family, root: str) -> bool:
    place = family.places[root]
    stored = [did.what.value for did in place.set if not did.part and hasattr(did.what, "value")]
    if any(name.startswith("weakref.") for value in stored for name in (value.path, *value.names)):
        return True
    if not (_LETS_GO | {"set", "delete"}).isdisjoint(project.elsewhere.get(root[5:])):
        return True
    emptied = [did.unit for did in place.called if did.what.name in _LETS_GO]
    emptied += [did.unit for did in place.set if did.what.kind in ("set", "delete")]
    known = {registration.call.name, *registration.undo}
    return any(
        each.function.kind == "function"
        and each.function.name not in known
        and not _lets_go(each.function.name)
        and not project.roles.is_setup(each)
        and not project.roles.is_teardown(each)
        for each in emptied
    )
