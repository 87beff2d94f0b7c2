"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from types import TracebackType
from typing import IO


class Replacement:
    """What is written inside takes a file's place when all has gone well; else the file stays as it was.

    Devices and pipes have nothing to replace: they are written to as they stand. A symbolic link stays one, and a file
    keeps its permissions. Missing folders are made. Raises OSError on entering where a file cannot be written.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self._unfinished = ""
        self._file: IO[bytes] | None = None

    def __enter__(self) -> IO[bytes]:
        if _is_special(self._path):
            self._file = open(self._path, "wb", buffering=0)
            return self._file
        self._path = os.path.realpath(self._path)
        folder, name = os.path.split(self._path)
        if not os.path.exists(folder):
            os.makedirs(folder)
        handle, self._unfinished = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        self._file = os.fdopen(handle, "wb")
        return self._file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        try:
            self._file.close()
            if error is None and self._unfinished:
                os.chmod(self._unfinished, _mode(self._path))
                os.replace(self._unfinished, self._path)
                self._unfinished = ""
        finally:
            if self._unfinished:
                os.unlink(self._unfinished)


def replace_file(path: str | os.PathLike[str], text: str) -> None:
    """Replace a file by ``text`` in UTF-8; missing folders are made. Raises OSError where that cannot be."""
    with Replacement(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def _is_special(path: str) -> bool:
    """True for what is there and is no file: a device, a pipe, a terminal. A folder is told by the error of others."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "is a folder")
    return not stat.S_ISREG(mode)


def _mode(path: str) -> int:
    """The permissions of a file, or those of a new one: the mask for these can only be read by setting it."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
