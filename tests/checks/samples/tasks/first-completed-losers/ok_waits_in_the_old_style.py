# Fine: `yield from` waits like `await` in a coroutine of the old style, and what is pending is cancelled.
import asyncio


class Client:
    def __init__(self):
        self._connected = asyncio.Event()
        self._closed = asyncio.Event()

    @asyncio.coroutine
    def ready(self):
        _, pending = yield from asyncio.wait(
            [self._connected.wait(), self._closed.wait()], return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
