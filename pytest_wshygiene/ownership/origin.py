"""Whose code is this file: the user's, a library's, the test harness's or ours.

Births are told in the user's lines, so every file name met on a stack is sorted once and remembered.
"""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

FIRST_PARTY, LIBRARY, HARNESS, IMPORT, OURS = range(1, 6)

_OURS = str(Path(__file__).parents[1]) + os.sep
_STDLIB = tuple({sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")})
_INSTALLED = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
# Folders of the programs that call tests and fixtures: a stack walk that reaches them has left the user's code.
_HARNESS = tuple(
    f"{os.sep}{name}".replace("/", os.sep)
    for name in ("_pytest/", "pluggy/", "pytest_asyncio/", "xdist/", "anyio/pytest_plugin.py", "pytest_trio/")
)
_REWRITER = os.sep + os.path.join("_pytest", "assertion", "rewrite.py")

#: What has been sorted so far; births look here first.
KNOWN: dict[str, int] = {}


def origin(filename: str) -> int:
    """Sort a code object's file name; the answer is cached, because births ask on every frame."""
    found = KNOWN.get(filename)
    if found is None:
        found = KNOWN[filename] = _sort(filename)
    return found


def is_first_party(filename: str) -> bool:
    """True for code that is neither installed, nor the standard library, nor the test harness."""
    return origin(filename) == FIRST_PARTY


def is_stdlib(filename: str) -> bool:
    """True for the standard library, where a stack says little about who does what."""
    return filename.startswith(_STDLIB) and not any(part in filename for part in _INSTALLED)


def installed_package(filename: str) -> str:
    """The top-level name that an installed file is imported by; empty for one that is not installed."""
    for part in _INSTALLED:
        if part in filename:
            return filename.rpartition(part)[2].partition(os.sep)[0].removesuffix(".py")
    return ""


def _sort(filename: str) -> int:
    if filename.startswith("<"):
        if filename.startswith("<frozen importlib"):
            return IMPORT
        return FIRST_PARTY if filename.startswith(("<doctest", "<stdin")) else LIBRARY
    if filename.startswith(_OURS):
        return OURS
    if any(part in filename for part in _INSTALLED):
        if filename.endswith(_REWRITER):
            return IMPORT
        return HARNESS if any(part in filename for part in _HARNESS) else LIBRARY
    return LIBRARY if filename.startswith(_STDLIB) else FIRST_PARTY


def shown_path(filename: str, root: str) -> str:
    """The path as a person would type it: relative to ``root``, or from the package on for installed code."""
    if filename.startswith(root + os.sep) and not any(part in filename for part in _INSTALLED):
        return filename[len(root) + 1 :].replace(os.sep, "/")
    for part in _INSTALLED:
        if part in filename:
            return filename.rsplit(part, 1)[1].replace(os.sep, "/")
    for prefix in _STDLIB:
        if filename.startswith(prefix):
            return filename[len(prefix) :].replace(os.sep, "/")
    return filename
