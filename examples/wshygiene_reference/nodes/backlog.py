"""What waits between this node and the others: bounded in messages and in bytes, the oldest go first."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

#: Messages that are handed on before others may run.
CHUNK = 64


class Backlog:
    """A queue of at most ``messages`` and ``size`` bytes; one too many pushes out the oldest, which are counted.

    News are worth more than olds: what a client missed it asks for when it next looks, and a state that comes last is
    the state that holds.
    """

    def __init__(self, messages: int, size: int) -> None:
        self._most = messages
        self._most_bytes = size
        self._waiting: deque[bytes] = deque()
        self._more = asyncio.Event()
        #: Bytes that wait.
        self.size = 0
        #: Messages that were pushed out.
        self.dropped = 0

    def put(self, data: bytes) -> None:
        """Append a message. Never waits."""
        self._waiting.append(data)
        self.size += len(data)
        self._trim()
        self._more.set()

    def take(self, messages: int, size: int) -> list[bytes]:
        """Remove the oldest, at most ``messages`` and, after the first, at most ``size`` bytes."""
        taken: list[bytes] = []
        room = size
        while self._waiting and len(taken) < messages and (not taken or len(self._waiting[0]) <= room):
            data = self._waiting.popleft()
            self.size -= len(data)
            room -= len(data)
            taken.append(data)
        return taken

    def put_back(self, taken: Sequence[bytes]) -> None:
        """Undo a ``take``: what does not fit any more is dropped."""
        self._waiting.extendleft(reversed(taken))
        self.size += sum(map(len, taken))
        self._trim()

    async def hand_on(self, receive: Callable[[bytes], None]) -> None:
        """Give each message to ``receive``, in order, until cancelled."""
        while True:
            await self._more.wait()
            self._more.clear()
            while some := self.take(CHUNK, self._most_bytes):
                for data in some:
                    receive(data)
                await asyncio.sleep(0)

    def clear(self) -> None:
        """Drop what waits, uncounted, for a node that leaves."""
        self._waiting.clear()
        self.size = 0

    def _trim(self) -> None:
        while len(self._waiting) > self._most or self.size > self._most_bytes:
            self.size -= len(self._waiting.popleft())
            self.dropped += 1

    def __len__(self) -> int:
        return len(self._waiting)
