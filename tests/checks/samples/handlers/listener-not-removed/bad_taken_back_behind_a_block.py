# What goes wrong in the `with` block is raised at the `yield`, and the radio keeps the handler: that is one leak.
import asyncio
import contextlib


class Radio:
    def __init__(self):
        self._handlers = []

    def add_handler(self, handler):
        self._handlers.append(handler)

    def remove_handler(self, handler):
        self._handlers.remove(handler)


@contextlib.asynccontextmanager
async def songs(radio: Radio):
    queue = asyncio.Queue(maxsize=10)

    def heard(song):
        queue.put_nowait(song)

    radio.add_handler(heard)  # expect: WSH101
    yield queue
    radio.remove_handler(heard)
