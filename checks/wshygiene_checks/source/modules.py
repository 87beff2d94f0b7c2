"""Under which dotted name a file is imported."""

from __future__ import annotations

import os


class Modules:
    """Names the modules of one project; what it has learned about folders it keeps."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._packages: dict[str, tuple[str, ...]] = {}

    def name(self, place: str) -> str:
        """The name of the file at an absolute path.

        It starts at the outermost of the folders around it that have an ``__init__.py``. A folder without one can
        still be a namespace: then the name starts at the project's root, or below a ``src`` folder in it.
        """
        folder, file = os.path.split(place)
        stem = file.removesuffix(".py")
        package = self._package(folder)
        return ".".join(package if stem == "__init__" and package else (*package, stem))

    def _package(self, folder: str) -> tuple[str, ...]:
        known = self._packages.get(folder)
        if known is None:
            known = self._packages[folder] = self._find(folder)
        return known

    def _find(self, folder: str) -> tuple[str, ...]:
        parent, name = os.path.split(folder)
        if not name or not os.path.isfile(os.path.join(folder, "__init__.py")):
            return self._namespace(folder)
        if os.path.isfile(os.path.join(parent, "__init__.py")):
            return (*self._package(parent), name)
        return (name,)

    def _namespace(self, folder: str) -> tuple[str, ...]:
        if folder == self._root or not folder.startswith(self._root.rstrip(os.sep) + os.sep):
            return ()
        parts = os.path.relpath(folder, self._root).split(os.sep)
        below = len(parts) - parts[::-1].index("src") if "src" in parts else 0
        return tuple(parts[below:])
