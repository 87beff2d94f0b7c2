"""A rule of the linter: a code, and a function from the joined project to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from wshygiene_checks.finding import Finding
from wshygiene_checks.project import Project


class SourceRule(NamedTuple):
    """``find`` is pure: it reads the project and yields findings, in any order."""

    code: str
    find: Callable[[Project], Iterator[Finding]]
