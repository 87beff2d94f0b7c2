# The close is registered as a partial, and the exit stack runs it.
import contextlib
import functools

import httpx
import websockets


class Feed:
    def __init__(self):
        self._stack = contextlib.ExitStack()

    async def open(self, url):
        self._client = httpx.Client()
        self._stack.callback(functools.partial(self._client.close))
        self._socket = await websockets.connect(url)

    async def close(self):
        self._stack.close()
        await self._socket.close()
