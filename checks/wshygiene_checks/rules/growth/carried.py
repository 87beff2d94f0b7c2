"""Containers that the application object carries for all its handlers: ``app["rooms"]``, ``app.state.rooms``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wshygiene_checks.facts import Store
from wshygiene_checks.project import Place, Project, Unit, places_in

# aiohttp keeps what is shared by name, Starlette in `state`, Sanic in `ctx`; whoever has the application has these.
_CARRIED = re.compile(r"(?:.*[.%])?(?:app|application|_app)(\.(?:__getitem__|state|ctx)\.\w+)(.*)", re.DOTALL)


class Carried(NamedTuple):
    """What an application carries under a name: where it is put there, and all that the project does with it."""

    unit: Unit
    store: Store
    place: Place
    within: tuple[Unit, ...]


def carried(project: Project) -> Iterator[Carried]:
    """What some code makes and gives to the application; the path of its place is the same however it is reached."""
    stored = ((unit, store) for unit in project.units for store in unit.function.stores if "app" in store.path)
    given = [(unit, store) for unit, store in stored if _is_made_and_given(store)]
    names = {store.path.rpartition(".")[2] for _, store in given}
    units = tuple([unit for unit in project.units if names and not names.isdisjoint(unit.file.loaded)])
    places = places_in(units, _of_application)
    for unit, store in given:
        yield Carried(unit, store, places[_CARRIED.sub(r"app\1", store.path)], units)


def _is_made_and_given(store: Store) -> bool:
    made = store.kind == "set" and store.key is None and store.value.is_new
    found = _of_application(store.path) if made else None
    return found is not None and not found[1]


def _of_application(path: str) -> tuple[str, str] | None:
    """Split what an application carries from the part beyond; None for all other paths."""
    if "app" not in path:
        return None
    found = _CARRIED.fullmatch(path)
    return (f"app{found[1]}", found[2]) if found else None
