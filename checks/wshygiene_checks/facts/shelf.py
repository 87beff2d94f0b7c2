"""Packed facts, in memory or, when there are many, in a temporary file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO


class Shelf:
    """Takes packed facts of one project: the first ``room`` bytes stay in memory, the rest goes into a nameless file.

    Where no file can be written, all stays in memory.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._size = 0
        self._file: IO[bytes] | None = None

    def take(self, packs: Sequence[Packed]) -> None:
        """Put these away together, and let go of their bytes in memory."""
        held = [content for pack in packs if (content := pack.held) is not None]
        size = sum(map(len, held))
        if self._room > 0:
            self._room -= size
        elif len(held) == len(packs) and self._write(b"".join(held)):
            for pack in packs:
                pack.put_away(self, self._size)
                self._size += pack.size

    def _write(self, content: bytes) -> bool:
        try:
            if self._file is None:
                from tempfile import TemporaryFile

                # Pieces are small and asked for in any order: there is nothing to gain from a buffer.
                self._file = TemporaryFile(prefix="wshygiene-", buffering=0)  # noqa: SIM115 - closed with the shelf
            self._file.seek(self._size)
            return self._file.write(content) == len(content)
        except OSError:
            return False

    def read(self, position: int, size: int) -> bytes:
        """These bytes again; raises `OSError` where the file fails."""
        if self._file is None:
            raise OSError("nothing has been put away")
        self._file.seek(position)
        return self._file.read(size)

    def close(self) -> None:
        """Throw away what is on it; nobody may ask for that any more."""
        if self._file is not None:
            self._file.close()


class Packed:
    """Bytes that are held here or lie on a shelf."""

    __slots__ = ("_position", "_where", "size")

    def __init__(self, content: bytes) -> None:
        self._where: bytes | Shelf = content
        self._position = 0
        self.size = len(content)

    @property
    def held(self) -> bytes | None:
        """The bytes, if they are in memory."""
        return self._where if isinstance(self._where, bytes) else None

    @property
    def content(self) -> bytes:
        """The bytes."""
        where = self._where
        return where if isinstance(where, bytes) else where.read(self._position, self.size)

    def put_away(self, shelf: Shelf, position: int) -> None:
        """Let go of the bytes, which are on this shelf now."""
        self._where, self._position = shelf, position

    def __reduce__(self) -> tuple[type[Packed], tuple[bytes]]:
        return type(self), (self.content,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Packed) and self.content == other.content

    def __hash__(self) -> int:
        return hash(self.content)
