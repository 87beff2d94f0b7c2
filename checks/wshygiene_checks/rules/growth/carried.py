"""Containers that the application object carries for all its handlers: ``app["rooms"]``, ``app.state.rooms``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Place, Project, Unit
from wshygiene_checks.rules.growth.named_first import as_made


class Carried(NamedTuple):
    """What an application carries under a name: where it is put there, and all that the project does with it."""

    unit: Unit
    store: Store
    place: Place
    within: tuple[Unit, ...]


def carried(project: Project) -> Iterator[Carried]:
    """What some code makes and gives to the application; the path of its place is the same however it is reached."""
    for path, given in project.types.carried.items():
        for unit, store in given:
            made = as_made(project, unit, store)
            if made is not None:
                yield Carried(unit, made, project.carried[path], project.carriers)
