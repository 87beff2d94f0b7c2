# The timer calls a static method with a future: it holds no object, and finds nothing to do when all is over.
import asyncio


class Batches:
    def __init__(self, linger: float) -> None:
        self._linger = linger
        self._handle = None
        self._closed = False

    def schedule(self, waiter: asyncio.Future) -> None:
        self._handle = asyncio.get_running_loop().call_later(self._linger, self._wake, waiter)

    @staticmethod
    def _wake(waiter: asyncio.Future) -> None:
        if not waiter.done():
            waiter.set_result(None)

    async def close(self) -> None:
        self._closed = True
