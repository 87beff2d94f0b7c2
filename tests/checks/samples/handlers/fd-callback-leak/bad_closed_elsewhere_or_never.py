# Nothing closes the descriptor here; that the object ends is all that is known.
import asyncio


class Inotify:
    def __init__(self, fd: int, events) -> None:
        self._fd = fd
        self._events = events

    def start(self) -> None:
        asyncio.get_running_loop().add_reader(self._fd, self._readable)  # expect: WSH109 medium

    def _readable(self) -> None:
        self._events.put_nowait(self._fd)

    def stop(self) -> None:
        self._events.shutdown()
