"""One finding of the linter, and what makes two findings the same, today and after the next hundred edits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Literal, NamedTuple

from wshygiene_checks.digests import blake2b

Confidence = Literal["high", "medium", "info"]
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "info")  # from the surest down

Applicability = Literal["safe", "unsafe"]

_ADDRESS = r"0x[0-9a-fA-F]+"
_INDEX = r"\[\d+\]"


def fingerprint(code: str, path: str | PathLike[str], owner: str, subject: str) -> str:
    """Sixteen hexadecimal digits that stand for one cause.

    ``code`` is the rule, ``path`` the file relative to the project, ``owner`` the qualified name of the class,
    function, test or fixture that is responsible, and ``subject`` the thing itself.

    A line number would change whenever somebody edits the file above it, and an object's address with every run;
    a baseline made of such findings would be out of date by the next commit, and "the same leak in three tests" could
    not be said. So lines take no part, and in the subject addresses and list indices are blurred: ``0x7f1c`` becomes
    ``0x``, ``TASKS[12]`` becomes ``TASKS[x]``. Paths are compared in posix form, whatever system wrote them.
    """
    from pathlib import PureWindowsPath  # where nothing is found, nobody needs it

    posix_path = PureWindowsPath(fspath(path)).as_posix()  # reads both kinds of separators
    steady_subject = re.sub(_INDEX, "[x]", re.sub(_ADDRESS, "0x", subject))
    parts = "\0".join((code, posix_path, owner, steady_subject))
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class Evidence(NamedTuple):
    """A second place that bears a finding out: the sibling that is released, the teardown that misses it."""

    path: str
    line: int
    message: str


class Edit(NamedTuple):
    """Replace the text between two places; lines and columns count from 1, the end is not part of it."""

    line: int
    column: int
    end_line: int
    end_column: int
    content: str


class Fix(NamedTuple):
    """Edits of the finding's own file that make the finding go away, to be applied together or not at all."""

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something acquired that nobody releases.

    ``path`` is relative to the project's root, in posix form, and "" where no file can be named; lines and columns
    count from 1, columns count characters, and a column of 0 is one that nobody knows. ``owner`` is the qualified
    name of the class or function that should release it, ``subject`` the thing itself in source terms, such as
    ``self._pump``: together with code and path they make the fingerprint. ``known_as`` is the fingerprint of a finding
    that has one already, ``title`` the name of the rule where it depends on what was found.
    """

    code: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    confidence: Confidence
    owner: str
    subject: str
    evidence: tuple[Evidence, ...] = ()
    fix: Fix | None = None
    known_as: str = ""
    title: str = ""

    @property
    def fingerprint(self) -> str:
        """What baselines and services know this finding by."""
        return self.known_as or fingerprint(self.code, self.path, self.owner, self.subject)


class FileError(NamedTuple):
    """A file that could not be checked, and why; ``line`` is 0 where no line is to blame."""

    path: str
    line: int
    message: str
