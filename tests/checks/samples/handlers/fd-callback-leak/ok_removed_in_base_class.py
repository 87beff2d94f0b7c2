# The base class stops reading for all of them.
import asyncio


class Reading:
    _loop: asyncio.AbstractEventLoop
    _fd: int

    def close(self) -> None:
        self._loop.remove_reader(self._fd)


class Pipe(Reading):
    def __init__(self, loop: asyncio.AbstractEventLoop, fd: int) -> None:
        self._loop = loop
        self._fd = fd
        loop.add_reader(fd, self._readable)

    def _readable(self) -> None:
        print(self._fd)
