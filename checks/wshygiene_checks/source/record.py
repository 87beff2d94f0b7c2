"""One file of Python, and what decides which files are taken."""

from __future__ import annotations

from typing import NamedTuple

from wshygiene_checks.settings.patterns import Patterns


class SourceFile(NamedTuple):
    """A file to read.

    ``place`` is its absolute path, ``name`` the path relative to the project in posix form. ``reported`` is false for
    a file that only tells the others' fate: what is found in it is not shown. ``size`` in bytes and ``changed``, the
    time of the last change in nanoseconds, recognise it later without reading it.
    """

    place: str
    name: str
    reported: bool
    size: int
    changed: int


class Scope(NamedTuple):
    """What is taken: ``exclude`` are folders and files left out; ``force`` applies that to files named one by one."""

    exclude: Patterns
    tests: bool = False
    force: bool = False
