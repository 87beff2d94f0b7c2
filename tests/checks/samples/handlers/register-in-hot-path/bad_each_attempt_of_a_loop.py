# The loop opens one connection after the other; the emitter keeps what each of them has registered.
import asyncio

import websockets
from pyee.asyncio import AsyncIOEventEmitter

BUS = AsyncIOEventEmitter()


class Relay:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def run(self, url):
        async for ws in websockets.connect(url):
            self.emitter.on("word", ws.send)  # expect: WSH106
            async for message in ws:
                print(message)


async def follow(url):
    while True:
        async with websockets.connect(url) as line:
            BUS.on("word", lambda word: line.send(word))  # expect: WSH106
            async for message in line:
                print(message)
        await asyncio.sleep(1)


async def follow_by_hand(url, emitter: AsyncIOEventEmitter):
    while True:
        ws = await websockets.connect(url)  # expect: WSH401 medium

        async def send(word):
            await ws.send(word)

        emitter.on("word", send)  # expect: WSH106
        async for message in ws:
            print(message)
        await ws.close()
