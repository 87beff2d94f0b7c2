"""Knowing what the program imports, as it does: a test may import a library and use it in the next line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

#: Makes the context in which the body of a module runs.
Around = Callable[[ModuleType], AbstractContextManager[object]]


class ImportWatch:
    """A finder that finds nothing of its own: it lets the others find, and listens to the loading.

    ``on_loaded`` gets each module when its body has run; the body runs inside a context that is made for the module by
    what ``start`` was given.
    """

    def __init__(self, on_loaded: Callable[[ModuleType], None]) -> None:
        self._on_loaded = on_loaded
        self._around: Around = nullcontext
        self._asking = False

    def start(self, around: Around) -> None:
        """Listen from now on."""
        self._around = around
        sys.meta_path.insert(0, self)

    def stop(self) -> None:
        """Listen no more."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders have, with a listener on its loader."""
        if self._asking:
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
        """Wrap ``exec_module`` of one loader for its next module; loaders that are classes are left alone."""
        own = getattr(loader, "__dict__", None)
        if isinstance(loader, type) or not isinstance(own, dict) or "exec_module" in own:
            return
        execute = getattr(loader, "exec_module", None)
        if execute is None:
            return

        own["exec_module"] = partial(_exec_module, own, execute, self._around, self._on_loaded)


def _exec_module(
    own: dict[str, Any],
    execute: Callable[[ModuleType], None],
    around: Around,
    on_loaded: Callable[[ModuleType], None],
    module: ModuleType,
) -> None:
    __tracebackhide__ = True  # pytest shows the user's own lines of a failing import
    own.pop("exec_module", None)  # some loaders serve many modules, and all of them are left as they were
    with around(module):
        execute(module)
    on_loaded(module)


# Where a module warns about its own import, `warnings` skips the frames of importlib to find who imports it, and
# Python leaves them out of tracebacks: ours stands among them.
_exec_module.__code__ = _exec_module.__code__.replace(co_filename="<frozen importlib._bootstrap>")
