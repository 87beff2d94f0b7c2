"""Subclasses that replace the teardown of a base without calling it, so that what the base opened stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Call
from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Did, Family, Obligation, Project, Unit
from wshygiene_checks.rules.computed import is_dynamic
from wshygiene_checks.rules.connections.resources import is_double
from wshygiene_checks.rules.findings import finding, lower, plain, seen, seen_at

_ABSTRACT = frozenset({"abstractmethod", "abc.abstractmethod"})


class Replaced(NamedTuple):
    """The method of a subclass that runs ``instead`` of the one in which a base releases what it opened."""

    instead: Unit
    obligation: Obligation
    released: Did[Call]


def replaced_teardowns(project: Project, kept: Iterable[tuple[Obligation, Family]]) -> Iterator[Replaced]:
    """One for each method and attribute: where every release of the family is out of reach for a subclass."""
    told: set[tuple[str, str]] = set()
    for obligation, _ in kept:
        owner = obligation.unit.owner
        if not obligation.releases or obligation.awaits or obligation.transfers or obligation.released_outside:
            continue
        for name in project.families.derived(project.families.resolve(owner)) if owner else ():
            line = _Line(project, name)
            instead = line.instead(obligation)
            if instead is not None and (instead.name, obligation.root) not in told:
                told.add((instead.name, obligation.root))
                yield Replaced(instead, obligation, obligation.releases[0])


class _Line:
    """A class and its bases: what an object of the class runs."""

    def __init__(self, project: Project, name: str) -> None:
        self._project = project
        self._family = project.families.made_as(name)
        self._classes = {name, *project.families.ancestors(name)}

    def instead(self, obligation: Obligation) -> Unit | None:
        """The method that runs in place of all that release, on an object that acquires as its base does."""
        releasing = (self._method(did.unit) for did in obligation.releases)
        releases = [method for method in releasing if method.owner in self._classes]
        if not self._family or not releases or is_double(self._family) or self._family.unknown_bases:
            return None
        if not self._runs(self._method(obligation.unit)) or any(map(self._runs, releases)):
            return None
        if any(is_dynamic(unit) for unit in self._family.units):
            return None
        for method in releases:
            over = next((unit for unit in self._over(method) if not _calls_base(unit, method)), None)
            if over and self._project.roles.is_teardown(method) and _does_something(over):
                return over
        return None

    def _method(self, unit: Unit) -> Unit:
        """The method that this code stands in."""
        around = self._project.types.parent(unit)
        return unit if around is None else self._method(around)

    def _runs(self, method: Unit, depth: int = 0) -> bool:
        """Whether anything on an object of the class runs the method: a call from outside, a base's, or its own."""
        if any(not _calls_base(over, method) for over in self._over(method)):
            return any(_calls_base(unit, method) for unit in self._others(method))
        callers = [self._method(unit) for unit in self._callers(method)] if depth < 3 else []
        private = method.function.name.startswith("_") and not method.function.name.endswith("__")
        return not (private and callers) or any(self._runs(each, depth + 1) for each in callers)

    def _over(self, method: Unit) -> list[Unit]:
        """The methods of that name in classes below that of this one, the lowest first."""
        found = self._family.methods.get(method.function.name, ()) if self._family else ()
        return [unit for unit in found if method.owner in self._project.families.ancestors(unit.owner)]

    def _others(self, method: Unit) -> Iterator[Unit]:
        """The code of the class under other names, which may call the method of the base by the name of that."""
        units = self._family.units if self._family else ()
        return (unit for unit in units if unit.function.name != method.function.name)

    def _callers(self, method: Unit) -> Iterator[Unit]:
        path = f"self.{method.function.name}"
        for unit in self._family.units if self._family else ():
            calls = (name for call in unit.function.calls for value in _given(call) for name in value)
            if any(call.path == path for call in unit.function.calls) or path in calls:
                yield unit


def _given(call: Call) -> Iterator[Iterable[str]]:
    return (value.names for value in (*call.args, *[value for _, value in call.keywords]))


def _calls_base(unit: Unit, method: Unit) -> bool:
    """Whether a method calls the one it replaces: ``super().close()``, ``Base.close(self)``."""
    calls = (call for call in unit.function.calls if call.name == method.function.name)
    return any("super()" in call.receiver or not call.receiver.startswith(("self", "%")) for call in calls)


def _does_something(unit: Unit) -> bool:
    """Whether it is a teardown of its own, and no blank to be filled in, nor a refusal to be ended."""
    function = unit.function
    abstract = any(each.path in _ABSTRACT for each in function.decorators)
    return bool(function.calls) and not abstract and all(leaving.kind != "raise" for leaving in function.exits)


def report(code: str, found: Replaced) -> Finding:
    """A finding about a method that leaves out what the method of its base does."""
    unit, name = found.instead, plain(found.obligation.root)
    base = found.obligation.unit.owner.rpartition(".")[2]
    method = unit.function.name
    message = (
        f"`{method}` of `{unit.function.owner}` replaces that of `{base}`, which ends `{name}`, and does not call it. "
        f"`{name}` stays open. Call `super().{method}()` too."
    )
    evidence = (
        seen(found.obligation.unit, found.obligation.call, f"`{base}` opens `{name}` here"),
        seen_at(found.released, f"`{base}` ends `{name}` here, which no `{unit.function.owner}` does"),
    )
    return finding(
        code,
        unit,
        unit.function.line,
        message,
        subject=name,
        confidence=lower("high"),
        owner=unit.function.owner,
        evidence=evidence,
    )
