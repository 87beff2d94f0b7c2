# Fine: what closing leads to leaves the loop, by a flag, by an exception that nobody catches, or by the handler.
import asyncio

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed


class Flagged:
    def __init__(self, uri):
        self.uri = uri
        self.closing = False

    async def open(self):
        self.keeper = asyncio.create_task(self.keep_up())

    async def keep_up(self):
        while True:
            self.ws = await connect(self.uri)
            async for text in self.ws:
                print(text)
            if self.closing:
                return

    async def close(self):
        self.closing = True
        await self.ws.close()


class Unguarded:
    def __init__(self, uri):
        self.uri = uri

    async def open(self):
        self.keeper = asyncio.create_task(self.keep_up())

    async def keep_up(self):
        while True:
            self.ws = await connect(self.uri)
            print(await self.ws.recv())

    async def close(self):
        await self.ws.close()


class Handled:
    def __init__(self, uri):
        self.uri = uri

    async def open(self):
        self.keeper = asyncio.create_task(self.keep_up())

    async def keep_up(self):
        while True:
            try:
                self.ws = await connect(self.uri)
                print(await self.ws.recv())
            except ConnectionClosed:
                break

    async def close(self):
        await self.ws.close()
