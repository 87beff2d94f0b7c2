"""Methods that come in pairs, of which each undoes the other: before the next ``connect()`` comes ``disconnect()``."""

from __future__ import annotations

from collections.abc import Iterable

from wshygiene_checks.project import Project, Unit
from wshygiene_checks.rules.counterparts import BEGINNING


def begins_once(project: Project, begins: Unit, ends: Iterable[Unit]) -> bool:
    """Whether one of these methods is, by its name, the other half of the one that begins something.

    Then it comes in between before that begins anew, unless the class itself begins anew, as after a lost connection.
    """
    halves = {end for word in _words(begins) for end in BEGINNING.get(word, ())}
    return any(halves.intersection(_words(end)) for end in ends) and not _begins_anew(project, begins)


def _begins_anew(project: Project, begins: Unit) -> bool:
    """Whether other code of the class runs the method than what begins something as well: ``open()`` calls it."""
    family, seen, waiting = project.family(begins), {begins.name}, [begins]
    while family is not None and waiting:
        path = f"self.{waiting.pop().function.name}"
        for unit in family.units:
            if unit.name not in seen and any(call.path == path for call in unit.function.calls):
                if BEGINNING.keys().isdisjoint(_words(unit)):
                    return True
                seen.add(unit.name)
                waiting.append(unit)
    return False


def _words(unit: Unit) -> list[str]:
    return unit.function.name.lower().strip("_").split("_")
