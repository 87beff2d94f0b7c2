"""Files of the cache: written whole or not at all, and read only if they are what was written."""

from __future__ import annotations

import io
import os
from functools import cache
from typing import TYPE_CHECKING, Any

from wshygiene_checks.digests import blake2b

if TYPE_CHECKING:
    import pickle

_SIZE = 16
_CLASSES = ("wshygiene_checks.facts.", "wshygiene_checks.finding", "wshygiene_checks.suppress.")
_RECORDS = "wshygiene_checks.engine.record"

_TAG = """\
Signature: 8a477f597d28d172789f06886806bc55
# This folder is a cache of wshygiene; it can be deleted at any time.
"""


@cache
def _reader() -> type[pickle.Unpickler]:
    """What loads records of ours and nothing else: a cache may come with somebody else's repository."""
    import pickle

    class Reader(pickle.Unpickler):
        def find_class(self, module: str, name: str) -> Any:
            found = None
            if module.startswith(_CLASSES) or module == _RECORDS:
                found = super().find_class(module, name)
            if not isinstance(found, type):
                raise pickle.UnpicklingError(f"{module}.{name} has no place in a cache")
            return found

    return Reader


def dump(value: object) -> bytes:
    """A value as bytes that `load` accepts."""
    import pickle  # where nothing is kept, nobody needs it

    content = pickle.dumps(value, protocol=5)
    return blake2b(content, digest_size=_SIZE).digest() + content


def load(data: bytes) -> Any:
    """The value, or None for bytes that are damaged or not ours."""
    content = memoryview(data)[_SIZE:]
    if blake2b(content, digest_size=_SIZE).digest() != data[:_SIZE]:
        return None
    try:
        return _reader()(io.BytesIO(content)).load()
    except Exception:  # a pickle that was made up can fail in any way
        return None


def read(path: str) -> Any:
    """The value in a file, or None where there is none that can be used."""
    try:
        with open(path, "rb") as file:
            return load(file.read())
    except OSError:
        return None


def write(path: str, value: object) -> bool:
    """Replace a file in one step; False where the folder cannot be written to."""
    unfinished = f"{path}.{os.getpid()}"
    try:
        with open(unfinished, "wb") as file:
            file.write(dump(value))
        os.replace(unfinished, path)
    except OSError:
        return False
    return True


def prepare(folder: str, home: str) -> bool:
    """Make the ``folder`` inside ``home`` and mark that as a cache which backups and git leave alone."""
    try:
        os.makedirs(folder, exist_ok=True)
        for name, content in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
            path = os.path.join(home, name)
            if not os.path.exists(path):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
    except OSError:
        return False
    return True


def prune(home: str, most: int) -> None:
    """Leave the ``most`` folders in ``home`` that were written to last: others are of versions no longer in use."""
    from shutil import rmtree

    with os.scandir(home) as entries:
        folders = sorted((entry for entry in entries if entry.is_dir(follow_symlinks=False)), key=_age)
    for folder in folders[most:]:
        rmtree(folder.path, ignore_errors=True)


def _age(entry: os.DirEntry[str]) -> float:
    """The younger, the smaller; what has gone meanwhile is old."""
    try:
        return -os.stat(os.path.join(entry.path, "state")).st_mtime
    except OSError:
        return 0.0
