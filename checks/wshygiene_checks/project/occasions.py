"""Methods that run on one occasion only: what `__init__` calls, and nobody else, is part of `__init__`."""

from __future__ import annotations

from collections.abc import Iterator, Set

from wshygiene_checks.facts import Call
from wshygiene_checks.project.families import Families
from wshygiene_checks.project.sites import Sites
from wshygiene_checks.project.types import Types
from wshygiene_checks.project.units import Unit

# Methods that run once for each object, before anybody else can see it.
MAKERS = frozenset(
    "__init__ __new__ __post_init__ __attrs_post_init__ __setstate__ __cinit__ __init_subclass__".split()
)

_DEEPEST = 3  # from method to method
_MOST = 20  # calls of one name: what is called from more places runs on more than one occasion


class Occasions:
    """Answers whether a piece of code runs as part of some methods, and at no other time."""

    def __init__(self, sites: Sites, types: Types, families: Families) -> None:
        self._sites = sites
        self._types = types
        self._families = families
        self._known: dict[tuple[str, Set[str]], bool] = {}

    def is_making(self, unit: Unit) -> bool:
        """Whether a function runs while its object is made, and never again: ``__init__``, and what only that calls."""
        return self.only_in(unit, MAKERS)

    def only_in(self, unit: Unit, names: Set[str], depth: int = 0) -> bool:
        """Whether a function has one of these names, or is a private method that only such methods call."""
        function = unit.function
        if function.kind != "function":
            return False
        if function.name in names:
            return True
        if not function.owner or not function.name.startswith("_") or function.name.endswith("__") or depth > _DEEPEST:
            return False
        key = (unit.name, names)
        if key not in self._known:
            self._known[key] = False  # while it is asked for: what only calls itself runs on no occasion
            self._known[key] = self._only_called_in(unit, names, depth)
        return self._known[key]

    def _only_called_in(self, unit: Unit, names: Set[str], depth: int) -> bool:
        found = 0
        for caller, call in self._calls(unit):
            found += 1
            own = call.receiver in ("self", "super()")  # else it is part of what another object does
            if not own or found > _MOST or not self.only_in(caller, names, depth + 1):
                return False
        return bool(found) and not self._is_handed_on(unit)

    def _calls(self, unit: Unit) -> Iterator[tuple[Unit, Call]]:
        """The calls that run a method."""
        for caller, call in self._sites.named([unit.function.name]):
            if any(callee.name == unit.name for callee in self._types.callee(caller, call.path)):
                yield caller, call

    def _is_handed_on(self, unit: Unit) -> bool:
        """Whether the method itself is given to somebody, who may call it at any time."""
        family = self._families.family(unit.owner)
        place = family.places[f"self.{unit.function.name}"] if family else None
        return place is not None and bool(place.handed or place.kept or place.left)
