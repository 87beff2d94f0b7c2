"""What a check is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from wshygiene_checks.finding import FileError, Finding
from wshygiene_checks.settings import Settings
from wshygiene_checks.source import Project, Scope
from wshygiene_checks.suppress import Comment

if TYPE_CHECKING:
    from wshygiene_checks.facts import FileFacts

#: Is told how many bytes of source are going to be read, and returns what is told whenever some have been.
Progress = Callable[[int], Callable[[int], None]]


class Request(NamedTuple):
    """One check.

    ``places`` are absolute paths. ``texts`` are the bytes of files, by absolute path, that are to be taken instead of
    what is on disk. ``cache`` is the folder for what is worth keeping, empty for none. ``jobs`` is the number of
    processes that may be used. Without ``indexed`` every file is read in full, and confirmed even where nothing
    is suspected; the answer must be the same.
    """

    project: Project
    places: tuple[str, ...]
    settings: Settings
    selected: frozenset[str]
    scope: Scope
    today: date
    texts: Mapping[str, bytes] = {}
    cache: str = ""
    jobs: int = 1
    indexed: bool = True
    progress: Progress | None = None


class Checked(NamedTuple):
    """The answer: findings by place, those that a comment suppresses, files that could not be checked.

    ``names`` are the files that were reported on, ``tests`` the number of those left out as tests and examples,
    ``hidden`` the number of suspicions whose confidence is too low to be reported.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[tuple[Finding, Comment], ...]
    errors: tuple[FileError, ...]
    names: frozenset[str]
    tests: int
    hidden: int = 0


class Repair(NamedTuple):
    """``before`` and ``after`` are the bytes of each changed file by absolute path; ``checked`` is what is left."""

    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    fixed: int
    checked: Checked


class Split(NamedTuple):
    """Findings that are new, and those that the baseline knows."""

    fresh: tuple[Finding, ...]
    known: tuple[Finding, ...]


class Extracted(NamedTuple):
    """What one file says, or why it could not be read; ``comments`` only where some are meant for this linter."""

    facts: FileFacts | None
    error: FileError | None
    comments: tuple[Comment, ...]


class Run(NamedTuple):
    """What the rules make of a project in one state: ``candidates`` have still to be confirmed."""

    candidates: tuple[Finding, ...]
    errors: tuple[FileError, ...]
    comments: Mapping[str, tuple[Comment, ...]]


class Confirmed(NamedTuple):
    """The findings of one file, and all its suppressing comments, or why it could not be read."""

    findings: tuple[Finding, ...]
    comments: tuple[Comment, ...]
    error: FileError | None = None


class Known(NamedTuple):
    """How a file is recognised without reading it: as long as size and time of change stay, so does its digest."""

    size: int
    changed: int
    module: str
    digest: bytes


class State(NamedTuple):
    """What is kept of a project beside its facts: read at each run.

    Files and confirmed findings by name, runs by the key of what the rules were told.
    """

    files: dict[str, Known]
    runs: dict[bytes, Run]
    confirmed: dict[str, tuple[bytes, Confirmed]]
