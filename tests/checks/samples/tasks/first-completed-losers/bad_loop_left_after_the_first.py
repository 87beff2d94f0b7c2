# The loop is left with the first result, and the other coroutine keeps waiting.
import asyncio


class Channel:
    def __init__(self):
        self._closed = asyncio.Event()

    async def answer(self, promise):
        for first in asyncio.as_completed([promise.wait(), self._closed.wait()], timeout=5):  # expect: WSH205
            await first
            break
        return promise.value
