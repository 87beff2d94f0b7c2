"""Who should take a handler back: the class, its teardown, and what that already takes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.finding import Confidence, Evidence
from wshygiene_checks.project import FINALIZER, Family, Project, Unit
from wshygiene_checks.rules.counterparts import bare_name
from wshygiene_checks.rules.findings import lower, seen
from wshygiene_checks.rules.handlers.callbacks import family_of, method_around
from wshygiene_checks.rules.handlers.registrations import Registration
from wshygiene_checks.rules.made_anew import made_for_each_connection

# These empty an object that goes on, as often as they end one.
_EMPTIES = frozenset("clear clear_all reset purge drain".split())
# With an argument these end that argument, not the object they are called on.
_OF_OTHERS = frozenset("remove unregister unsubscribe unload release disconnect cancel delete leave detach".split())


class Owner(NamedTuple):
    """The class or function that a registration belongs to; ``teardown`` is its own, ``hook`` one of its bases."""

    name: str
    family: Family | None
    teardown: Unit | None
    hook: Unit | None

    @property
    def ends(self) -> Unit | None:
        """What ends the owner, its own or inherited."""
        return self.teardown or self.hook


def owner_of(project: Project, registration: Registration) -> Owner:
    """The class, or outside classes the outermost function."""
    outer = method_around(project, registration.unit)
    family = family_of(project, registration.unit)
    if family is None:
        return Owner(outer.function.qualname, None, None, None)
    ends = [unit for unit in family.units if project.roles.is_teardown(unit) and not _ends_less(family, unit)]
    own = [unit for unit in ends if unit.owner == family.main.name]
    inherited = [unit for unit in ends if unit.owner != family.main.name]
    return Owner(family.main.definition.qualname, family, _fullest(own), _fullest(inherited))


def _ends_less(family: Family, unit: Unit) -> bool:
    """Whether it only takes away one of the things that the object has, or ends what ``play()`` begins.

    So do ``remove(item)`` and ``unload_entry(entry)``; a player that is stopped plays the next piece.
    """
    first = bare_name(unit.function.name).partition("_")[0]
    if first in _OF_OTHERS and any(not parameter.optional for parameter in unit.function.params):
        return True
    return first == "stop" and "play" in family.methods


def _fullest(units: list[Unit]) -> Unit | None:
    """The one that does most; one that ends the object comes before one that may only empty it."""
    return max(units, key=lambda unit: (not _empties(unit), len(unit.function.calls), unit.function.line), default=None)


def _empties(unit: Unit) -> bool:
    return bare_name(unit.function.name) in _EMPTIES


def is_only_emptied(owner: Owner) -> bool:
    """Whether all that looks like an end of the owner is a method such as ``clear``, after which it goes on."""
    return owner.ends is not None and _empties(owner.ends)


def scope_of(project: Project, registration: Registration) -> str:
    """What siblings have in common: the class, or outside classes the outermost function."""
    outer = method_around(project, registration.unit)
    return outer.owner or outer.name


def long_lived(project: Project, owner: Owner) -> bool:
    """Whether the owner lives as long as the application, so that nothing is lost by not taking anything back."""
    family = owner.family
    if family is None:
        return False
    app = family.main.definition.name in project.app_classes
    return app or (owner.teardown is None and project.roles.lifetime(family) == "application")


def is_a_connection(project: Project, owner: Owner) -> bool:
    """Whether the owner stands for one connection: its framework ends it, or a handler has made it for that one."""
    family = owner.family
    if family is None:
        return False
    return project.roles.lifetime(family) == "connection" or made_for_each_connection(project, family)


def less_if_unknown(project: Project, owner: Owner, confidence: Confidence) -> Confidence:
    """One level lower where a base class outside the project may do the work."""
    if owner.family is None:
        return confidence
    above = project.families.ancestors(owner.family.main.name)  # a base of a subclass sees to that subclass
    return lower(confidence) if set(owner.family.unknown_bases).intersection(above) else confidence


def ending(owner: Owner) -> Iterator[Evidence]:
    """The teardown that misses it, as evidence."""
    if owner.teardown:
        name = owner.teardown.function.name
        fault = "cannot run as long as the handler is registered" if name == FINALIZER else "does not take it back"
        yield seen(owner.teardown, owner.teardown.function.line, f"{name}() {fault}")
    elif owner.hook:
        yield seen(owner.hook, owner.hook.function.line, f"{owner.hook.function.name}() ends the object")


def where(owner: Owner) -> str:
    """Where to take it back, as advice."""
    if owner.ends and owner.ends.function.name != FINALIZER:
        return f"in `{owner.ends.function.name}()`"
    return f"when `{owner.name}` ends"
