"""Heartbeats of the application's own: pings that go out again and again, wherever in the project, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from wshygiene_checks.facts import Call, Value
from wshygiene_checks.project import Acquisition, Project, Unit, root_of
from wshygiene_checks.rules.growth.timing import receives
from wshygiene_checks.rules.tasks.timers import called_back

# "own": it pings the connections in question. "unknown": nobody can tell whom it pings.
Heartbeat = Literal["own", "unknown"]

_ANSWERS = frozenset({"pong"})  # sent because the peer has asked: it says nothing of a peer that is silent
_DEEPEST = 4
_LARGE = 1000  # files: of a larger project not all parts know each other
_MOST_CALLS = 40  # of a name that is called more often than this, only so many are looked at


def heartbeat_for(project: Project, acquisition: Acquisition) -> Heartbeat | None:
    """The heartbeat elsewhere in the project that reaches these connections, or may reach them."""
    found: Heartbeat | None = None
    reach: _Reach | None = None
    for unit, call in project.shared(_beats):
        reach = reach or _Reach(project, acquisition)
        if reach.holds(unit, call):
            return "own"
        if _is_near(project, acquisition, unit) and not _of_others(project, unit, call):
            found = "unknown"
    return found


def _beats(project: Project) -> tuple[tuple[Unit, Call], ...]:
    """The pings of the project that go out again and again, of themselves."""
    pings = project.sites.named(project.knowledge.vocabulary.ping_methods - _ANSWERS)
    return tuple(
        [
            (unit, call)
            for unit, call in pings
            if not _is_relayed(project, unit, call) and _again_and_again(project, unit, call, 0)
        ]
    )


def _is_relayed(project: Project, unit: Unit, call: Call) -> bool:
    """Whether it is sent when something is received: a peer that is silent brings about none."""
    return receives(project, unit, call) and not unit.is_within(call.block, "except")


def _again_and_again(project: Project, unit: Unit, call: Call, depth: int) -> bool:
    """Whether a call is in a loop, or in a function that a loop or a timer calls."""
    if unit.is_within(call.block, "while", "for", "async for", "comprehension"):
        return True
    if depth > _DEEPEST or unit.function.kind != "function":
        return False
    if unit.name in project.shared(_timed):
        return True
    return any(
        any(callee.name == unit.name for callee in project.types.callee(caller, outer.path))
        and _again_and_again(project, caller, outer, depth + 1)
        for caller, outer in islice(project.sites.named([unit.function.name]), _MOST_CALLS)
    )


def _timed(project: Project) -> frozenset[str]:
    """The functions of the project that timers call, by name."""
    timers = project.of_kind("timer", "periodic")
    return frozenset(callee.name for each in timers for callee in called_back(project, each))


def _is_near(project: Project, acquisition: Acquisition, unit: Unit) -> bool:
    """Whether code may know of these connections; in a very large project only that of the same package."""
    own = acquisition.unit.file.module
    package = f"{own.rpartition('.')[0]}."
    return len(project.files) <= _LARGE or f"{unit.file.module}.".startswith(package)


def _of_others(project: Project, unit: Unit, call: Call) -> bool:
    """Whether the receiver is known to be something else: another class of the project, or of another library."""
    return bool(project.types.of(unit, call.receiver)) or call.receiver in ("", "self")


class _Reach:
    """The code that one connection runs through, from the handler that it is given to, and the classes met there."""

    def __init__(self, project: Project, acquisition: Acquisition) -> None:
        self._project = project
        given = list(_given(acquisition))
        begin = [callee for name in given for callee in project.types.callee(acquisition.unit, name)]
        self._units: dict[str, Unit] = {}
        self._follow(begin or [acquisition.unit])
        self._classes = {project.families.resolve(name) for name in (*given, *self._met())} - {""}

    def _follow(self, units: list[Unit]) -> None:
        for _ in range(_DEEPEST):
            fresh = [unit for unit in units if unit.name not in self._units]
            self._units.update((unit.name, unit) for unit in fresh)
            units = [callee for unit in fresh for callee in self._called(unit)]

    def _called(self, unit: Unit) -> Iterator[Unit]:
        for path in dict.fromkeys(call.path for call in unit.function.calls):
            yield from self._project.types.callee(unit, path)

    def _met(self) -> Iterator[str]:
        """Classes that this code belongs to, makes objects of, or is handed objects of."""
        known = self._project.families.classes
        for unit in self._units.values():
            yield self._project.types.class_of(unit)
            yield from (parameter.annotation for parameter in unit.function.params)
            made = (self._project.families.resolve(call.path) for call in unit.function.calls)
            yield from (name for name in made if name in known)

    def holds(self, unit: Unit, call: Call) -> bool:
        """Whether a ping goes to one of these connections: by what sends it, or by what it is sent through."""
        if unit.name in self._units or self._project.types.class_of(unit) in self._classes:
            return True
        types = {name for path in _prefixes(call.receiver) for name in self._project.types.of(unit, path)}
        return bool({self._project.families.resolve(name) for name in types} & self._classes) or self._shares(call)

    def _shares(self, call: Call) -> bool:
        """Whether it is sent through a global that this code uses as well: ``for each in CLIENTS: each.ping()``."""
        root = root_of(call.receiver)[0]
        if self._project.globals.get(root) is None:
            return False
        return any(
            path == root or path.startswith((f"{root}.", f"{root}["))
            for unit in self._units.values()
            for path in (*[each.path for each in unit.function.calls], *[each.path for each in unit.function.stores])
        )


def _given(acquisition: Acquisition) -> Iterator[str]:
    """The names of what the call is given: the handler, the class of the connections; also inside partials."""
    values: tuple[Value, ...] = (*acquisition.call.args, *[value for _, value in acquisition.call.keywords])
    for value in values:
        if value.kind in ("path", "partial", "lambda", "function"):
            yield from (name.removesuffix("()") for name in (value.path, *value.names) if name)


def _prefixes(path: str) -> Iterator[str]:
    """``self._registry.all``, ``self._registry`` and ``self`` of ``self._registry.all[]``."""
    while path:
        yield path.rstrip("[]{}()")
        path = path.rpartition(".")[0]
