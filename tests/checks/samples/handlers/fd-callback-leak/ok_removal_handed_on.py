# An exit stack is given the method that removes the reader.
import asyncio
import contextlib


class Pipe:
    def __init__(self, fd: int, stack: contextlib.ExitStack) -> None:
        loop = asyncio.get_running_loop()
        self._fd = fd
        loop.add_reader(fd, self._readable)
        stack.callback(loop.remove_reader, fd)

    def _readable(self) -> None:
        print(self._fd)
