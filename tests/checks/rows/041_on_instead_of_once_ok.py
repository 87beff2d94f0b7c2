# The repair: what is waited for once is listened to for good no longer.
import asyncio

from pyee.asyncio import AsyncIOEventEmitter

bus = AsyncIOEventEmitter()


async def handler(ws):
    ready = asyncio.Event()

    def on_ready(*_):
        ready.set()

    bus.once("ready", on_ready)
    await ready.wait()
    async for message in ws:
        await ws.send(message)


async def main():
    from websockets.asyncio.server import serve

    async with serve(handler, "127.0.0.1", 1) as server:
        await server.serve_forever()
