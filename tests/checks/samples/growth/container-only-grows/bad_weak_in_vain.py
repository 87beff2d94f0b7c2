# The mapping lets go of whoever is collected; its own values see to it that nobody is.
import functools
import weakref

import websockets


class Info:
    def __init__(self, websocket, name):
        self.websocket = websocket
        self.name = name


class Hub:
    def __init__(self):
        self._infos = weakref.WeakKeyDictionary()
        self._replies = weakref.WeakKeyDictionary()
        self._pairs = weakref.WeakKeyDictionary()

    async def handler(self, websocket):
        self._infos[websocket] = Info(websocket, "guest")  # expect: WSH311
        self._replies[websocket] = functools.partial(self.reply, websocket)  # expect: WSH311
        self._pairs[websocket] = (websocket, "guest")  # expect: WSH311
        async for message in websocket:
            await self._replies[websocket](message)

    async def reply(self, websocket, message):
        await websocket.send(message)


async def main():
    hub = Hub()
    async with websockets.serve(hub.handler, "localhost", 8765) as server:
        await server.serve_forever()
