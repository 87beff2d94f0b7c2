# Leaks: each client that is closed leaves, and so changes the dictionary that the loop goes through.
class Hub:
    def __init__(self):
        self._clients = {}

    def add(self, name, websocket):
        self._clients[name] = websocket

    def leave(self, name):
        del self._clients[name]

    async def handle(self, name, websocket):
        self.add(name, websocket)
        try:
            async for message in websocket:
                await self.send(name, message)
        finally:
            self.leave(name)

    async def send(self, name, message):
        await self._clients[name].send(message)

    async def close(self):
        for websocket in self._clients.values():  # expect: WSH507
            await websocket.close()
