# Leaks: the wait that loses goes on; a plain method hands on the coroutine of an event.
import asyncio


class Promise:
    def __init__(self):
        self._event = asyncio.Event()

    def wait(self):
        return self._event.wait()


class Channel:
    def __init__(self):
        self._closed = asyncio.Event()

    async def response(self, promise: Promise):
        for first in asyncio.as_completed([promise.wait(), self._closed.wait()]):  # expect: WSH205
            await first
            break
