# Fine: each of these is emptied, cut, bounded by its connection, or given to somebody who empties it.
import io

import websockets


class Hub:
    def __init__(self, parser):
        self.parser = parser
        self.line = ""
        self.rest = b""
        self.out = io.StringIO()
        self.received = bytearray()
        self.given = bytearray()
        self.count = 0

    async def handler(self, websocket):
        async for message in websocket:
            self.count += 1
            self.line += message
            if self.line.endswith("\n"):
                await websocket.send(self.line)
                self.line = ""
            self.rest += message.encode()
            self.rest = self.rest[-4096:]
            self.out.write(message)
            if self.count % 100 == 0:
                self.out.truncate(0)
            self.received += message.encode()
            del self.received[:-4096]
            self.given += message.encode()
            self.parser.feed(self.given)


class Session:
    def __init__(self, websocket):
        self.websocket = websocket
        self.text = ""

    async def run(self):
        async for message in self.websocket:
            self.text += message
        return self.text


async def serve(websocket):
    print(await Session(websocket).run())


async def main(parser):
    hub = Hub(parser)
    async with websockets.serve(hub.handler, "localhost", 8765), websockets.serve(serve, "localhost", 8766) as server:
        await server.serve_forever()
