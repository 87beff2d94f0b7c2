"""What makes two findings the same finding, today and after the next hundred edits."""

from __future__ import annotations

import re
from hashlib import blake2b
from os import PathLike, fspath
from pathlib import PureWindowsPath

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_INDEX = re.compile(r"\[\d+\]")


def fingerprint(code: str, path: str | PathLike[str], owner: str, subject: str) -> str:
    """Sixteen hexadecimal digits that stand for one cause.

    ``code`` is the rule, ``path`` the file relative to the project, ``owner`` the qualified name of the class,
    function, test or fixture that is responsible, and ``subject`` the thing itself.

    A line number would change whenever somebody edits the file above it, and an object's address with every run;
    a baseline made of such findings would be out of date by the next commit, and "the same leak in three tests" could
    not be said. So lines take no part, and in the subject addresses and list indices are blurred: ``0x7f1c`` becomes
    ``0x``, ``TASKS[12]`` becomes ``TASKS[x]``. Paths are compared in posix form, whatever system wrote them.
    """
    posix_path = PureWindowsPath(fspath(path)).as_posix()  # reads both kinds of separators
    steady_subject = _INDEX.sub("[x]", _ADDRESS.sub("0x", subject))
    parts = "\0".join((code, posix_path, owner, steady_subject))
    return blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
