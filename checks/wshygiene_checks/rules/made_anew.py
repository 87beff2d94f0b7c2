"""Objects of which each connection has its own, because its handler makes them."""

from __future__ import annotations

from wshygiene_checks.project import Family, Project, Unit
from wshygiene_checks.rules.wrapped import entry_of


def made_for_each_connection(project: Project, family: Family) -> bool:
    """Whether all objects of a class are made by handlers of connections, before these go on to messages."""
    names = {name.rpartition(".")[2] for name in family.names}
    made = [each for each in project.sites.named(names) if _makes(project, each[1].path, family)]
    return bool(made) and all(makes_at_first(project, where, call.block) for where, call in made)


def is_made_for_each_connection(project: Project, unit: Unit) -> bool:
    """Whether code runs while an object is made of which each connection has its own."""
    family = project.family(unit) if project.occasions.is_making(unit) else None
    return family is not None and made_for_each_connection(project, family)


def _makes(project: Project, path: str, family: Family) -> bool:
    return project.families.resolve(path) in family.names


def makes_at_first(project: Project, unit: Unit, block: int) -> bool:
    """Whether code runs once for each connection, before its handler goes on to messages."""
    entry = entry_of(project, unit)
    if entry is None or entry.lifetime != "connection" or entry.role not in ("whole", "open"):
        return False
    return not unit.is_within(block, "while", "for", "async for")
