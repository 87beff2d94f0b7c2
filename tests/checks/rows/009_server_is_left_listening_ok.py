# The repair: stopping closes the clients and leaves the server listening no longer.
import websockets


class Gateway:
    def __init__(self, port):
        self.port = port
        self.clients = set()
        self.server = None

    async def start(self):
        self.server = await websockets.serve(self.handle, "0.0.0.0", self.port)

    async def handle(self, ws):
        self.clients.add(ws)
        try:
            async for message in ws:
                await ws.send(message)
        finally:
            self.clients.discard(ws)

    async def stop(self):
        for ws in list(self.clients):
            await ws.close(1001, "Server shutting down")
        if self.server is not None:
            self.server.close()
            await self.server.wait_closed()
