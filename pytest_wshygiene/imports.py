"""Knowing when the program imports a library, the moment it has: a test may import it and use it in the next line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class ImportWatch:
    """A finder that finds nothing: for awaited names it lets the others find, and listens to the loading."""

    def __init__(self, awaits: Callable[[str], bool], on_loaded: Callable[[ModuleType], None]) -> None:
        self._awaits = awaits
        self._on_loaded = on_loaded
        self._asking = False

    def start(self) -> None:
        """Listen from now on."""
        sys.meta_path.insert(0, self)

    def stop(self) -> None:
        """Listen no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders have for an awaited name, with a listener on its loader."""
        if self._asking or not self._awaits(name):
            return None
        self._asking = True
        try:
            for finder in sys.meta_path:
                find = getattr(finder, "find_spec", None)
                spec: ModuleSpec | None = find(name, path, target) if find is not None and finder is not self else None
                if spec is not None:
                    self._listen(spec.loader)
                    return spec
        finally:
            self._asking = False
        return None

    def _listen(self, loader: Any) -> None:
        execute = getattr(loader, "exec_module", None)
        if execute is None:
            return

        def exec_module(module: ModuleType) -> None:
            del loader.exec_module  # the loader is the module's from here on, and is left as it was
            execute(module)
            self._on_loaded(module)

        try:
            loader.exec_module = exec_module
        except AttributeError:  # a loader that is a class, or has no room: the next phase of the test will catch up
            return
