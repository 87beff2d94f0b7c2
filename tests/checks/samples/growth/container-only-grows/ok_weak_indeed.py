# Fine: what is kept for a connection does not refer to it, refers to it weakly, or is taken out.
import weakref

import websockets


class Info:
    def __init__(self, websocket, name):
        self.number = websocket.id
        self.name = name


class Back:
    def __init__(self, websocket):
        self._websocket = weakref.ref(websocket)


class Whole:
    def __init__(self, websocket):
        self.websocket = websocket


class Hub:
    def __init__(self):
        self._infos = weakref.WeakKeyDictionary()
        self._backs = weakref.WeakKeyDictionary()
        self._wholes = weakref.WeakKeyDictionary()
        self._names = weakref.WeakKeyDictionary()

    async def handler(self, websocket):
        self._infos[websocket] = Info(websocket, "guest")
        self._backs[websocket] = Back(websocket)
        self._names[websocket] = websocket.request.path
        self._wholes[websocket] = Whole(websocket)
        try:
            async for message in websocket:
                await websocket.send(message)
        finally:
            del self._wholes[websocket]


async def main():
    hub = Hub()
    async with websockets.serve(hub.handler, "localhost", 8765) as server:
        await server.serve_forever()
