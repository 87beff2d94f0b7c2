# Fine: the root ends all the endpoints that it was given.
import asyncio


class Endpoint:
    def __init__(self):
        self._children = {}

    def add(self, path, child):
        self._children[path] = child

    async def start(self):
        self._server = await asyncio.start_server(print, port=80)

    async def shutdown(self):
        for child in self._children.values():
            await child.shutdown()
        self._server.close()


class Rest:
    def __init__(self):
        self._root = None
        self._events = None

    async def run(self):
        self._events = Endpoint()
        await self._events.start()
        self._root = Endpoint()
        await self._root.start()
        self._root.add("/events", self._events)

    async def shutdown(self):
        await self._root.shutdown()
