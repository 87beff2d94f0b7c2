# Leaks: one handler serves all messages, and each call replaces the task of the one before.
import asyncio

import websockets


class Handler:
    def __init__(self):
        self._watch = None

    async def handle_order(self, message):
        self._watch = asyncio.create_task(self._check(message))  # expect: WSH206

    async def _check(self, message):
        while True:
            await asyncio.sleep(1)
            print(message)

    async def close(self):
        if self._watch:
            self._watch.cancel()


async def follow():
    handler = Handler()
    async with websockets.connect("wss://prices.example") as websocket:
        async for message in websocket:
            await handler.handle_order(message)
    await handler.close()
