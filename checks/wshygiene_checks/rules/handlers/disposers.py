"""Functions of the project that return what undoes them: found from what they return, without any annotation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Project, Unit, root_of
from wshygiene_checks.rules.handlers.names import expires, undoes

_DEEPEST = 6  # wrappers around wrappers


class Disposing(NamedTuple):
    """A function that returns a disposer; ``undo`` is what the disposer does, ``once`` whether it does so by itself."""

    unit: Unit
    undo: str
    once: bool


class DisposerCall(NamedTuple):
    """A call that returns a disposer."""

    unit: Unit
    call: Call
    made_by: Disposing


class Disposers:
    """The disposing functions of a project by full name, and every call of them."""

    def __init__(self, project: Project) -> None:
        self.functions: dict[str, Disposing] = {}
        for unit in project.units:
            undo = _undo(project, unit) if unit.function.exits else ""
            if undo:
                once = expires(unit.function.name) or _only_timers(project, unit)
                self.functions[unit.name] = Disposing(unit, undo, once)
        fresh = list(self.functions.values())
        resolved: dict[tuple[str, int], DisposerCall] = {}
        for _ in range(_DEEPEST):
            names = {each.unit.function.name for each in fresh}
            calls = [each for name in names for each in self._resolve(project, project.sites.named([name]))]
            resolved.update({(each.unit.name, each.call.order): each for each in calls})
            fresh = list(self._wrappers(project, calls))
            if not fresh:
                break
        self.calls = tuple(resolved.values())

    def _resolve(self, project: Project, calls: Iterable[tuple[Unit, Call]]) -> Iterator[DisposerCall]:
        for unit, call in calls:
            made_by = [self.functions.get(each.name) for each in project.types.callee(unit, call.path)]
            known = next((each for each in made_by if each), None)
            if known and not call.path.startswith("super()"):
                yield DisposerCall(unit, call, known)

    def _wrappers(self, project: Project, calls: list[DisposerCall]) -> Iterator[Disposing]:
        """Functions that hand on the disposer another one gives them."""
        for unit, call, made_by in calls:
            plain = unit.function.kind == "function" and unit.name not in self.functions
            if plain and not call.nested and _returns(project, unit, call):
                once = made_by.once or expires(unit.function.name)
                self.functions[unit.name] = Disposing(unit, made_by.undo, once)
                yield self.functions[unit.name]


def disposers(project: Project) -> Disposers:
    """The disposing functions of a project, worked out once."""
    return project.shared(Disposers)


def _returns(project: Project, unit: Unit, call: Call) -> bool:
    if unit.is_within(call.block, "lambda"):
        return False
    if call.use == "return":
        return True
    return call.use == "store" and project.flow(unit, call).returned


def _undo(project: Project, unit: Unit) -> str:
    """What the returned function takes back, in source terms; empty when the function returns no disposer."""
    values = [
        value
        for leaving in unit.function.exits
        if leaving.kind == "return"
        for value in _stands_for(unit, leaving.value)
        if value.kind in _CALLABLE and _may_undo(value)
    ]
    if not values or unit.function.kind != "function" or any(_builds(each) for each in unit.function.decorators):
        return ""
    grown = _grown(unit)
    return next((undo for value in values if (undo := _undone_by(project, unit, value, grown))), "")


_CALLABLE = frozenset({"function", "lambda", "partial", "path"})


def _may_undo(value: Value) -> bool:
    """Whether a method that is returned undoes something by its name; of what is no method, nobody knows yet."""
    return value.kind in ("function", "lambda") or undoes(value.path.rpartition(".")[2])


def _builds(decorator: Value) -> bool:
    return decorator.path.rpartition(".")[2] in ("property", "cached_property", "contextmanager", "fixture", "setter")


def _stands_for(unit: Unit, value: Value) -> Iterator[Value]:
    """The value itself, or what was stored in the local name that is returned."""
    yield value
    if value.kind == "path" and value.path.startswith("%") and "." not in value.path:
        yield from (store.value for store in unit.function.stores if store.path == value.path)


def _undone_by(project: Project, unit: Unit, value: Value, grown: frozenset[str]) -> str:
    if value.kind == "function":
        nested = project.types.function(f"{unit.name}.{value.path[1:]}")
        if nested and not any(not param.optional for param in nested.function.params):
            return _takes_back(nested.function.calls, nested, grown)
    elif value.kind == "lambda":
        inside = tuple(call for call in unit.function.calls if unit.is_within(call.block, "lambda"))
        return _takes_back(inside, unit, grown) if value.path or value.names else ""
    elif value.kind == "partial" or (value.kind == "path" and "." in value.path):
        return _bound(project, unit, value, grown)
    return ""


def _takes_back(calls: tuple[Call, ...], unit: Unit, grown: frozenset[str]) -> str:
    """The first thing that this code removes from what the registration filled, or undoes by name."""
    for call in calls:
        if undoes(call.name) and call.receiver and (_root(call.receiver) in grown or call.name not in _COMMON):
            return call.path
    for store in unit.function.stores:
        if store.kind == "delete" and _root(store.path) in grown:
            return store.path
    return ""


# Names that undo only what they are called on: they tell nothing unless the registration filled that very thing.
_COMMON = frozenset("pop clear stop close remove discard end finish release popitem cancel delete".split())

# Of these an attribute may as well be a value: the end of a window, the closing price of a day.
_NOUNS = frozenset({"close", "end", "finish", "release", "stop"})


def _bound(project: Project, unit: Unit, value: Value, grown: frozenset[str]) -> str:
    """``partial(self._listeners.remove, handler)``, ``partial(self._remove, handler)`` or ``tracker.cancel``."""
    path = value.path
    name = path.rpartition(".")[2]
    if not undoes(name):
        return ""
    if _root(path.rpartition(".")[0]) in grown and (value.kind == "partial" or name not in _NOUNS):
        return path
    callees = project.types.callee(unit, path)
    plain = any(not any(_builds(decorator) for decorator in each.function.decorators) for each in callees)
    return path if plain else ""


def _grown(unit: Unit) -> frozenset[str]:
    """What the function adds to: containers, whatever it calls a registering method on, what it makes of something."""
    adds = {_root(store.path) for store in unit.function.stores if store.kind == "set" and store.path.endswith("[]")}
    calls = {_root(call.receiver) for call in unit.function.calls if call.args and call.receiver}
    made = {store.path for store in unit.function.stores if store.value.kind == "call" and store.value.names}
    return frozenset(adds | calls | made)


def _root(path: str) -> str:
    root = root_of(path)[0]
    return root.removesuffix(".setdefault")


def _only_timers(project: Project, unit: Unit) -> bool:
    """Whether all that it starts are timers that fire once."""
    found = [each for call in unit.function.calls for each in project.matcher.match(unit, call)]
    return bool(found) and all(each.entry.kind == "timer" and each.entry.once for each in found)
