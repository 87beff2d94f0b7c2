"""Finds the project that the checked files belong to: paths, settings and the cache all hang on its root."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple


class Project(NamedTuple):
    """``root`` is the folder that paths are relative to. ``found`` is false where nothing marks a project: then only
    the named files are read. ``repository`` is the folder of version control around it, or else the root.
    """

    root: str
    repository: str
    found: bool


def find_project(places: Sequence[str], folder: str) -> Project:
    """The project around absolute paths, seen from an absolute ``folder``.

    The same file must get the same relative path whatever else is named beside it and wherever the command is called.
    So the nearest ``pyproject.toml`` with a ``[tool.wshygiene]`` table is the root; without one the top of the
    version control; without that the nearest ``pyproject.toml``.
    """
    start = _common_folder(places, folder)
    plain = configured = repository = ""
    for place in _upwards(start):
        kind = _kind(os.path.join(place, "pyproject.toml"))
        configured = configured or (place if kind == "configured" else "")
        plain = plain or (place if kind else "")
        if os.path.exists(os.path.join(place, ".git")):
            repository = place
            break
    root = configured or repository or plain
    if root:
        return Project(root, repository or root, found=True)
    inside = start == folder or start.startswith(folder.rstrip(os.sep) + os.sep)
    root = folder if inside else start
    return Project(root, root, found=False)


def _common_folder(places: Sequence[str], folder: str) -> str:
    folders = [place if os.path.isdir(place) else os.path.dirname(place) for place in places]
    try:
        return os.path.commonpath(folders) if folders else folder
    except ValueError:  # on different drives
        return folder


def _upwards(place: str) -> list[str]:
    places = [place]
    while (parent := os.path.dirname(places[-1])) != places[-1]:
        places.append(parent)
    return places


def _kind(path: str) -> str:
    """``configured`` for a file with our table, ``plain`` for one without, nothing for no file."""
    try:
        with open(path, "rb") as file:
            return "configured" if b"[tool.wshygiene" in file.read() else "plain"
    except OSError:
        return ""
