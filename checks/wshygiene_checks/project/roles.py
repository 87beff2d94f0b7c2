"""When code runs and how long objects live: teardown, set-up, once for each connection or message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from wshygiene_checks.facts import Value
from wshygiene_checks.packs import EntryPoint, Knowledge
from wshygiene_checks.packs.schema import Lifetime
from wshygiene_checks.project.families import Families, Family
from wshygiene_checks.project.handed import Handed
from wshygiene_checks.project.occasions import Occasions
from wshygiene_checks.project.points import Points
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit

Span = Literal["message", "connection", "component", "application", "unknown"]

_AGAIN = frozenset({"open", "message", "whole", "reconnect", "close"})
# Of several entry points that one function is, the one tells most that says what a single connection runs through.
_TELLING: tuple[Lifetime, ...] = ("connection", "message", "request", "receiver", "component", "application", "unknown")
_PARTS = frozenset({"Base", "Mixin", "Impl"})  # of a name, these tell nothing of what the class is
_ACCESSORS = frozenset({"property", "cached_property", "setter"})
_TIMERS = frozenset({"call_later", "call_at", "callLater", "add_timeout", "Timer"})
_WORDS = r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+"


class Roles:
    """Answers when a piece of code runs, as far as frameworks and names tell."""

    def __init__(
        self,
        knowledge: Knowledge,
        families: Families,
        types: Types,
        handed: Handed,
        occasions: Occasions,
        extra: frozenset[str],
    ) -> None:
        self._knowledge = knowledge
        self._words = knowledge.vocabulary
        self._families = families
        self._types = types
        self.handed = handed
        self._occasions = occasions
        self._extra = extra  # functions that the user names as entry points of a connection
        self._points = Points(knowledge.entry_points)
        self._teardown_names: dict[str, bool] = {}
        self._entries: dict[str, EntryPoint | None] = {}
        self._lifetimes: dict[str, Span] = {}

    def is_teardown(self, unit: Unit) -> bool:
        """Whether this function ends something: ``close``, ``__aexit__``, ``connection_lost``."""
        name, words = unit.function.name, self._words.teardown_methods
        if unit.function.kind != "function":
            return False
        if name not in self._teardown_names:
            self._teardown_names[name] = name in words or _plain(name) in words
        return self._teardown_names[name] and not _is_accessor(unit) and not self._comes_round(unit)

    def _comes_round(self, unit: Unit) -> bool:
        """Whether a timer calls this method again and again, which others have set: it tidies up, and ends nothing.

        One that only sets its own timer waits until it can end what it has to end.
        """
        if not unit.owner or not _sets_timer(unit, unit.function.name):
            return False
        family = self._families.family(unit.owner)
        others = (each for each in family.units if each.name != unit.name) if family else ()
        return any(_sets_timer(each, unit.function.name) and not self.is_teardown(each) for each in others)

    def is_ending(self, unit: Unit) -> bool:
        """Whether this function ends something, or is a part of one that does, which nobody else calls."""
        return self.is_teardown(unit) or self._occasions.only_in(unit, self._words.teardown_methods)

    def is_setup(self, unit: Unit) -> bool:
        """Whether this function runs once, while its object or the program is being set up."""
        if unit.function.kind != "function":
            return True
        words = self._words.setup_methods
        return _plain(unit.function.name) in words or self._occasions.only_in(unit, words)

    def is_hot(self, unit: Unit) -> bool:
        """Whether this function runs again and again: for each connection, reconnection or message."""
        name = _plain(unit.function.name)
        if name in self._words.hot_methods or name in self._words.reconnect_methods:
            return True
        entry = self.entry(unit)
        return entry is not None and entry.lifetime != "application" and entry.role in _AGAIN

    def entry(self, unit: Unit) -> EntryPoint | None:
        """The framework's entry point that this function is, if it is one; the most telling where it is several."""
        if unit.name not in self._entries:
            self._entries[unit.name] = self._find_entry(unit)
        return self._entries[unit.name]

    def _find_entry(self, unit: Unit) -> EntryPoint | None:
        function = unit.function
        if function.kind != "function":
            return None
        if self._extra & {unit.name, function.qualname, function.name}:
            return EntryPoint(pack="pyproject", lifetime="connection", role="whole")
        bases = set(self._families.ancestors(unit.owner)) if unit.owner else set()
        found = [point for point in self._points.likely(function) if self._matches(point, unit, bases)]
        found += [each.point for each in self.handed.of(unit)]
        return min(found, key=_how_telling, default=None)

    def _matches(self, point: EntryPoint, unit: Unit, bases: set[str]) -> bool:
        function = unit.function
        if point.bases and function.name in point.methods and not bases.isdisjoint(point.bases):
            return True
        if point.decorators and any(self.is_decorated(unit, each, point) for each in function.decorators):
            return True
        if any(parameter.annotation in point.annotations for parameter in function.params if parameter.annotation):
            return True
        return bool(point.creates) and any(call.path in point.creates for call in function.calls)

    def is_decorated(self, unit: Unit, decorator: Value, point: EntryPoint) -> bool:
        """Whether a decorator makes a function this entry point: by its name, its event, and that of the function."""
        path = decorator.path.removesuffix("()")
        if path not in point.decorators and f".{path.rpartition('.')[2]}" not in point.decorators:
            return False
        if point.methods and unit.function.name not in point.methods:
            return False
        return not point.events or self._event(unit, decorator) in point.events

    def _event(self, unit: Unit, decorator: Value) -> str:
        """The event that a decorator names: ``startup`` of ``@app.on_event("startup")``."""
        function = unit.function
        around = self._types.function(f"{unit.file.module}.{function.parent or function.owner or '<module>'}")
        call = around.call_by_order(decorator.call) if around else None
        return call.args[0].path.strip("'\"") if call is not None and call.args else ""

    def lifetime(self, family: Family) -> Span:
        """How long an instance lives: as long as a connection, as a component that is torn down, as the application."""
        name = family.main.name
        if name not in self._lifetimes:
            self._lifetimes[name] = self._lifetime(family)
        return self._lifetimes[name]

    def closing_hook(self, family: Family) -> str:
        """The method that a framework calls when a connection, which the object stands for, has ended; or nothing."""
        if self.lifetime(family) != "connection":
            return ""
        bases = self._bases(family)
        closing = (point for point in self._knowledge.entry_points if point.role == "close" and point.methods)
        return next((point.methods[0] for point in closing if not bases.isdisjoint(point.bases)), "")

    def _bases(self, family: Family) -> set[str]:
        return {base for name in family.names for base in self._families.ancestors(name)} | set(family.names)

    def _lifetime(self, family: Family) -> Span:
        bases = self._bases(family)
        for point in self._knowledge.entry_points:
            span = point.lifetime if point.object_lifetime == "unknown" else point.object_lifetime
            if not bases.isdisjoint(point.bases) and span in ("connection", "message", "request", "application"):
                return "message" if span == "request" else span
        named = [{_last_word(family.main.definition.name)}, {_last_word(name) for name in self._made(family)}]
        for words in filter(None, named):
            if words <= self._words.short_lived:
                return "message"
            if words <= self._words.long_lived:
                return "application"
        return "component" if any(self.is_teardown(unit) for unit in family.units) else "unknown"

    def _made(self, family: Family) -> Iterator[str]:
        """The names of the classes that objects are made of, rather than of those that others are derived from."""
        parts = {base for name in family.names for base in self._families.ancestors(name)}
        return (member.definition.name for member in family.members if member.name not in parts)


def _how_telling(point: EntryPoint) -> tuple[bool, int]:
    """Ranks entry points: those that name an event or method come before those that any function of a kind is."""
    return not (point.events or point.methods), _TELLING.index(point.lifetime)


def _sets_timer(unit: Unit, method: str) -> bool:
    """Whether a method has a timer call this one of the same object, by its name or in a lambda."""
    path = f"self.{method}"
    return any(
        path in (name.removesuffix("()") for value in call.args for name in (value.path, *value.names))
        for call in unit.function.calls
        if call.name in _TIMERS
    )


def _is_accessor(unit: Unit) -> bool:
    """Whether a property is what the method gets or sets, such as the handler that ``on_disconnect`` names."""
    return any(each.path.rpartition(".")[2] in _ACCESSORS for each in unit.function.decorators)


def _plain(name: str) -> str:
    """A method name without leading underscores, unless it is a special one."""
    return name.lstrip("_") if not name.endswith("__") else name


def _last_word(name: str) -> str:
    words = re.findall(_WORDS, name)
    return next((word for word in reversed(words) if word not in _PARTS), words[-1] if words else name)
