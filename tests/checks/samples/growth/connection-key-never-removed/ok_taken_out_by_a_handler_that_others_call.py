# Fine: whoever uses the hub calls its handler, which adds the client and takes it out.
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
                await self._clients[name].send(message)
        finally:
            self.leave(name)
