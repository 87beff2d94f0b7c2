# What every message says is added to one text, one stream and one buffer, which nobody ever empties.
import io

import websockets


class Hub:
    def __init__(self):
        self.protocol = ""
        self.received = bytearray()
        self.out = io.StringIO()

    async def handler(self, websocket):
        async for message in websocket:
            self.protocol += message  # expect: WSH306 medium
            self.received.extend(message.encode())  # expect: WSH306 medium
            self.out.write(message)  # expect: WSH306 medium
            await websocket.send(f"{len(self.protocol)} characters")


async def main():
    hub = Hub()
    async with websockets.serve(hub.handler, "localhost", 8765) as server:
        await server.serve_forever()
