# Fine: for one event only, or taken off; "ready" may come once for all.
import asyncio

from pyee.asyncio import AsyncIOEventEmitter


class Rpc:
    def __init__(self, emitter: AsyncIOEventEmitter, send):
        self.emitter = emitter
        self.send = send

    async def call(self, number, method):
        reply = asyncio.get_running_loop().create_future()
        self.emitter.once(f"reply:{number}", reply.set_result)
        await self.send(number, method)
        return await reply


class Stages:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def reached(self, stage):
        reached = asyncio.Event()
        self.emitter.on(stage, reached.set)
        try:
            await reached.wait()
        finally:
            self.emitter.remove_listener(stage, reached.set)


class Program:
    def __init__(self, emitter: AsyncIOEventEmitter):
        self.emitter = emitter

    async def main(self):
        ready = asyncio.get_running_loop().create_future()
        self.emitter.on("ready", ready.set_result)
        await ready
