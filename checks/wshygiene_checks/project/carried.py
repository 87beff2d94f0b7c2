"""What an application object carries for all its code: ``app["rooms"]``, ``app.state.rooms``, ``app.ctx.rooms``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from wshygiene_checks.facts import Store
from wshygiene_checks.project.units import Unit

# aiohttp keeps what is shared by name, Starlette in `state`, Sanic in `ctx`; whoever has the application has these.
_CARRIED = re.compile(r"(?:.*[.%])?(?:app|application|_app)(\.(?:__getitem__|__key__|state|ctx)\.\w+)(.*)", re.DOTALL)


def of_application(path: str) -> tuple[str, str] | None:
    """Split what an application carries from the part beyond; None for all other paths.

    What it carries has one name however the application is reached: ``request.app`` or ``self._app``.
    """
    if "app" not in path:
        return None
    found = _CARRIED.fullmatch(path)
    return (f"app{found[1]}", found[2]) if found else None


def given_to_application(units: Iterable[Unit]) -> dict[str, list[tuple[Unit, Store]]]:
    """Where code gives things to an application, by the names under which that carries them."""
    found: dict[str, list[tuple[Unit, Store]]] = defaultdict(list)
    for unit in units:
        for store in unit.function.stores:
            if "app" in store.path and store.kind == "set" and store.key is None:
                carried = of_application(store.path)
                if carried is not None and not carried[1]:
                    found[carried[0]].append((unit, store))
    return dict(found)
