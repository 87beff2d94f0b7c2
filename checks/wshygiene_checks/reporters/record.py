"""What a reporter is given."""

from __future__ import annotations

import os
from dataclasses import dataclass

from wshygiene_checks.catalogue import Side
from wshygiene_checks.finding import FileError, Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a check, ready to be shown.

    ``root`` is the folder that the paths of findings and errors are relative to, ``repository`` the one that code
    hosts resolve paths against, and ``folder`` the one the command was called in; all absolute. ``files`` counts the
    files that were checked, ``tests`` those left out because they are tests, documentation or examples, ``known`` the
    findings that the baseline allows, ``suppressed`` those that a comment does, and ``hidden`` those of a confidence
    that is not to be shown. ``side`` is the half that has found it: findings of the run-time half are leaks.
    """

    findings: tuple[Finding, ...] = ()
    errors: tuple[FileError, ...] = ()
    root: str
    repository: str
    folder: str
    files: int = 0
    tests: int = 0
    known: int = 0
    suppressed: int = 0
    hidden: int = 0
    side: Side = "source"

    def shown(self, path: str) -> str:
        """A path as a person in ``folder`` would write it; absolute for what lies outside."""
        place = os.path.normpath(os.path.join(self.root, path))
        prefix = self.folder.rstrip(os.sep) + os.sep
        return place[len(prefix) :] if place.startswith(prefix) else place

    def hosted(self, path: str) -> str:
        """A path relative to the repository, in posix form."""
        return os.path.relpath(os.path.join(self.root, path), self.repository).replace(os.sep, "/")
