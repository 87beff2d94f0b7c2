"""Discovered containers while their test is run again: additions recorded, and the content of the first run kept."""

from __future__ import annotations

import gc
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from copy import copy
from functools import partial
from types import ModuleType
from typing import Any

from pytest_wshygiene.birth import Site
from pytest_wshygiene.census.discovery import Place
from pytest_wshygiene.census.recording import Attribute, Entry, Home, record_at
from pytest_wshygiene.census.registries import Registry, token_of

# Types whose content can be taken out and put in again without calling anything of the program's.
_KEPT = frozenset({dict, list, set, deque, defaultdict, OrderedDict, Counter})


class Recorded(Registry):
    """A container as if it had been declared; with all modules that have imported it by name."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.path, place.find)
        self._restores: list[Callable[[], None] | None] = []
        if place.is_inside:
            for key in list(place.find()):
                added = partial(self._added_inside, token_of(key))
                self._restores.append(record_at([Entry(place.find(), key)], added))
        else:
            self._restores.append(record_at(_homes(place), self._added))

    def restore(self) -> None:
        """Give the container back as it was found."""
        for restore in self._restores:
            if restore is not None:
                restore()

    def _added_inside(self, key: Any, member: Any, sites: tuple[Site, ...]) -> None:
        self.births[("in", key, token_of(member))] = sites


def keeper(place: Place) -> Callable[[], None]:
    """Remembers what is in a container; the returned function takes out what reruns have added since."""
    kept = {key: copy(container) for key, container in _contents(place).items() if type(container) in _KEPT}

    def put_back() -> None:
        for key, container in _contents(place).items():
            content = kept.get(key)
            if content is not None and type(content) in type(container).__mro__ and len(container) > len(content):
                container.clear()
                (container.update if hasattr(container, "update") else container.extend)(content)

    return put_back


def _contents(place: Place) -> dict[Any, Any]:
    """The container itself, or the containers in it, by key."""
    return dict(place.find()) if place.is_inside else {None: place.find()}


def _homes(place: Place) -> list[Home]:
    """Every module that has the container under some name, and the instance or class that it was found in."""
    modules = {id(vars(module)): module for module in list(sys.modules.values()) if type(module) is ModuleType}
    spaces = [space for space in gc.get_referrers(place.find()) if id(space) in modules]
    homes: list[Home] = [
        Attribute(modules[id(space)], name) for space in spaces for name in list(space) if space[name] is place.find()
    ]
    holder = place.holder()
    return homes if type(holder) is ModuleType else [*homes, Attribute(holder, place.names[-1])]
