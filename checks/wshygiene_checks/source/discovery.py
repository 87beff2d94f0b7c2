"""Collects the files: those that were named or lie in a named folder, and the rest of their project for its facts."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

from wshygiene_checks.finding import FileError
from wshygiene_checks.source.examples import is_exempt, is_exempt_file, is_exempt_folder
from wshygiene_checks.source.project import Project
from wshygiene_checks.source.record import Scope, SourceFile


class Discovery(NamedTuple):
    """``files`` in the order of their names, ``errors`` for what cannot be read, ``tests`` the number left out."""

    files: tuple[SourceFile, ...]
    errors: tuple[FileError, ...]
    tests: int


def discover(project: Project, places: Sequence[str], scope: Scope) -> Discovery:
    """Collect the files of absolute paths, and of the project around them."""
    search = _Search(project, scope)
    for place in places:
        search.take(place)
    if project.found and project.root not in places:
        search.reported = False
        search.walk(project.root)
    return search.result()


class _Search:
    def __init__(self, project: Project, scope: Scope) -> None:
        self._root = project.root
        self._scope = scope
        self.reported = True
        self._found: dict[str, SourceFile] = {}
        self._links: list[tuple[str, bool]] = []
        self._errors: dict[str, FileError] = {}
        self._tests: set[str] = set()

    def result(self) -> Discovery:
        for place, reported in self._links:
            if os.path.realpath(place) not in self._found:
                self._add(place, reported)
        files = sorted(self._found.values(), key=lambda file: file.name)
        return Discovery(tuple(files), tuple(sorted(self._errors.values())), len(self._tests - self._found.keys()))

    def take(self, place: str) -> None:
        """A path that was named."""
        name = self._name(place)
        if self._scope.force and self._excluded(name):
            return
        if os.path.isdir(place):
            self.walk(place)
        elif self._scope.force and not self._scope.tests and is_exempt(name.split("/")):
            self._tests.add(place)
        else:
            self._add(place, reported=True)

    def walk(self, folder: str) -> None:
        """Everything below a folder. Links to folders are not followed: they can lead in a circle."""
        top = self._name(folder)
        waiting = [(folder, "" if top == "." else f"{top}/", False)]
        while waiting:
            folder, prefix, exempt = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        self._look_at(entry, prefix, exempt, waiting)
            except OSError as error:
                self._fail(folder, f"cannot be listed: {error.strerror or error}.", self.reported)

    def _look_at(
        self, entry: os.DirEntry[str], prefix: str, exempt: bool, waiting: list[tuple[str, str, bool]]
    ) -> None:
        name = entry.name
        if not name.endswith(".py"):
            if entry.is_dir(follow_symlinks=False) and not self._scope.exclude.match(name, prefix + name):
                waiting.append((entry.path, f"{prefix}{name}/", exempt or is_exempt_folder(name)))
            return
        if name.startswith(".#") or self._scope.exclude.match(name, prefix + name):  # `.#` are locks of editors
            return
        if entry.is_dir(follow_symlinks=False):
            waiting.append((entry.path, f"{prefix}{name}/", exempt))
        elif not self._scope.tests and (exempt or is_exempt_file(name)):
            if self.reported:
                self._tests.add(entry.path)
        elif entry.is_symlink():
            self._links.append((entry.path, self.reported))
        elif entry.path not in self._found:
            self._add_entry(entry, prefix + name)

    def _add_entry(self, entry: os.DirEntry[str], name: str) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:  # it has gone since the folder was listed
            self._fail(entry.path, f"cannot be read: {error.strerror or error}.", self.reported)
            return
        if stat.S_ISREG(status.st_mode):  # of a pipe named like a module nobody knows when it ends
            file = SourceFile(entry.path, name, self.reported, status.st_size, status.st_mtime_ns)
            self._found[entry.path] = file

    def _add(self, place: str, reported: bool) -> None:
        try:
            status = os.stat(place)
        except OSError as error:
            self._fail(place, f"cannot be read: {error.strerror or error}.", reported)
            return
        if stat.S_ISREG(status.st_mode):
            file = SourceFile(place, self._name(place), reported, status.st_size, status.st_mtime_ns)
            self._found[place] = file
        else:
            self._fail(place, "is neither a file nor a folder.", reported)

    def _fail(self, place: str, message: str, reported: bool) -> None:
        if reported:
            name = self._name(place)
            self._errors[name] = FileError(name, 0, message)

    def _excluded(self, name: str) -> bool:
        parts = name.split("/")
        return any(self._scope.exclude.match(part, "/".join(parts[: end + 1])) for end, part in enumerate(parts))

    def _name(self, place: str) -> str:
        return os.path.relpath(place, self._root).replace(os.sep, "/")
