"""Under which dotted name a file is imported, and what other names its own imports reach the project's files by."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

# What lies in a folder that programs are started in, where Python then begins to look for what they import: in any
# folder at all, and in one that is no package.
_SET_UP = frozenset("manage.py requirements.txt Pipfile Procfile Dockerfile".split())
_STARTED = _SET_UP | frozenset(
    "main.py app.py run.py server.py bot.py asgi.py wsgi.py __main__.py setup.py setup.cfg pyproject.toml".split()
)
_NOTHING: Mapping[str, str] = {}  # one for all: most have none


class Module(NamedTuple):
    """The name of a file, and of what it can import under another name than ours: theirs by what it calls them."""

    name: str
    local: Mapping[str, str]

    @property
    def key(self) -> str:
        """Differs wherever the same text would say something else."""
        return f"{self.name} {sorted(self.local.items())}" if self.local else self.name


class Modules:
    """Names the modules of one project, whose files are all at these ``places``."""

    def __init__(self, root: str, places: Iterable[str] = ()) -> None:
        self._root = root
        self._packages: dict[str, tuple[str, ...]] = {}
        self._files: dict[str, list[str]] = defaultdict(list)  # by the folder that they are in
        self._around: dict[str, Mapping[str, str]] = {}
        for place in places:
            folder, file = os.path.split(place)
            self._files[folder].append(file)
        self._folders = sorted(self._files)

    def module(self, place: str) -> Module:
        """What there is to know about the file at an absolute path."""
        return Module(self.name(place), self._local(os.path.dirname(place)))

    def name(self, place: str) -> str:
        """The name of the file at an absolute path.

        It starts at the outermost of the folders around it that have an ``__init__.py``. A folder without one can
        still be a namespace: then the name starts with that of the package it is in, or else at the project's root,
        or below a ``src`` folder in it.
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
        if not self._is_inside(folder):
            return ()
        parent, name = os.path.split(folder)
        if self._is_in_package(parent):
            return (*self._package(parent), name)
        parts = os.path.relpath(folder, self._root).split(os.sep)
        below = len(parts) - parts[::-1].index("src") if "src" in parts else 0
        return tuple(parts[below:])

    def _is_in_package(self, folder: str) -> bool:
        """Whether a folder of the project is a package, or a namespace somewhere inside of one."""
        if os.path.isfile(os.path.join(folder, "__init__.py")):
            return True
        return self._is_inside(folder) and self._is_in_package(os.path.dirname(folder))

    def _is_inside(self, folder: str) -> bool:
        return folder != self._root and folder.startswith(self._root.rstrip(os.sep) + os.sep)

    def _local(self, folder: str) -> Mapping[str, str]:
        """What the imports of a file in this folder mean: those of the nearest program around it come first."""
        known = self._around.get(folder)
        if known is None:
            inside = self._is_inside(folder)
            outer = self._local(os.path.dirname(folder)) if inside else _NOTHING
            starts = folder == self._root or (inside and self._starts_programs(folder))
            known = self._around[folder] = self._importable(folder, outer) if starts else outer
        return known

    def _starts_programs(self, folder: str) -> bool:
        is_package = "__init__.py" in self._files.get(folder, ())
        if is_package and len(self._package(folder)) > 1:
            return False  # part of another one
        try:
            beside = os.listdir(folder)
        except OSError:
            return False
        return not (_SET_UP if is_package else _STARTED).isdisjoint(beside)

    def _importable(self, folder: str, outer: Mapping[str, str]) -> Mapping[str, str]:
        """The other names of what a program that is started in this folder can import."""
        found: dict[str, str] = {}
        tops: set[str] = set()
        beginning = folder.rstrip(os.sep) + os.sep
        for file in self._files.get(folder, ()):
            stem = file.removesuffix(".py")
            tops.add(stem)
            _note(found, stem, self.name(os.path.join(folder, file)))
        for below in self._folders:
            if below.startswith(beginning):
                called = below[len(beginning) :].replace(os.sep, ".")
                tops.add(called.partition(".")[0])
                _note(found, called, ".".join(self._package(below)))
        kept = {called: name for called, name in outer.items() if called.partition(".")[0] not in tops}
        merged = {**kept, **found}
        return merged if merged else _NOTHING


def _note(found: dict[str, str], called: str, name: str) -> None:
    """Keep a name that does not follow from those kept before; the standard library is never meant."""
    if called.partition(".")[0] not in sys.stdlib_module_names and translated(found, called) != name:
        found[called] = name


def translated(local: Mapping[str, str], path: str) -> str:
    """Our name for what a file calls by this dotted path."""
    known = path
    while known:
        name = local.get(known)
        if name is not None:
            return (name + path[len(known) :]).lstrip(".") or path
        known = known.rpartition(".")[0]
    return path
