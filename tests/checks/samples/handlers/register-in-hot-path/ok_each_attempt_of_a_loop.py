# Fine: taken back behind each, for one event only, an emitter for each, one connection alone, or a few that stay.
import asyncio

import websockets
from pyee.asyncio import AsyncIOEventEmitter


class Relay:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def run(self, url):
        async for ws in websockets.connect(url):
            self.emitter.on("word", ws.send)
            try:
                async for message in ws:
                    print(message)
            finally:
                self.emitter.remove_listener("word", ws.send)


class Echo:
    async def run(self, url):
        async for ws in websockets.connect(url):
            emitter = AsyncIOEventEmitter()
            emitter.on("word", ws.send)
            async for message in ws:
                emitter.emit("word", message)


class Greeter:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def run(self, url):
        async for ws in websockets.connect(url):
            self.emitter.once("word", ws.send)
            async for message in ws:
                print(message)


class Caller:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def run(self, url):
        async with websockets.connect(url) as ws:
            self.emitter.on("word", ws.send)
            async for message in ws:
                print(message)


async def first_that_answers(url, emitter: AsyncIOEventEmitter):
    while True:
        try:
            ws = await websockets.connect(url)
            emitter.on("word", ws.send)
            break
        except OSError:
            await asyncio.sleep(1)
    async with ws:
        async for message in ws:
            print(message)


async def all_of_them(urls, emitter: AsyncIOEventEmitter, peers):
    for url in urls:
        ws = await websockets.connect(url)
        emitter.on("word", ws.send)
        peers.append(ws)
