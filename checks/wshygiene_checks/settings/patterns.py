"""Shell patterns for files and folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate

#: Folders of tools, environments and builds: the list that ruff leaves out, and our own cache.
DEFAULT_EXCLUDE = (
    ".bzr .direnv .eggs .git .git-rewrite .hg .ipynb_checkpoints .mypy_cache .nox .pants.d .pyenv .pytest_cache "
    ".pytype .ruff_cache .svn .tox .venv .vscode .wshygiene_cache __pypackages__ _build buck-out dist node_modules "
    "site-packages venv"
).split()


class Patterns:
    """Patterns such as ``migrations``, ``*_pb2.py`` or ``app/vendored/**``.

    One without a slash is compared with the name of each file and folder, one with a slash with the path relative to
    the project; ``*`` also stands for slashes. What lies in a folder that matches, matches.
    """

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        cleaned = [pattern.removeprefix("./").rstrip("/") for pattern in patterns]
        self._name = _any([pattern for pattern in cleaned if "/" not in pattern])
        self._path = _any([pattern for pattern in cleaned if "/" in pattern])

    def match(self, name: str, path: str) -> bool:
        """True when the last part of a path, or the path itself, fits one of the patterns."""
        if self._name is not None and self._name(name):
            return True
        return self._path is not None and self._path(path) is not None

    def match_file(self, path: str) -> bool:
        """The same for a path in posix form, and for every folder on the way to it."""
        ends = [index for index, sign in enumerate(path) if sign == "/"]
        starts = (path[:end] for end in [*ends, len(path)])
        return any(self.match(start.rpartition("/")[2], start) for start in starts)


def _any(patterns: list[str]) -> Callable[[str], object] | None:
    return re.compile("|".join(map(_expression, patterns))).match if patterns else None


def _expression(pattern: str) -> str:
    # `app/**` also stands for the folder itself: it is not even entered then.
    folder = pattern.removesuffix("/**")
    return translate(pattern) if folder == pattern else f"{translate(folder)}|{translate(pattern)}"
