# Each follower of the log stays a follower.
import logging

from websockets.asyncio.server import serve


class Follow(logging.Handler):
    def __init__(self, ws):
        super().__init__()
        self.ws = ws

    def emit(self, record):
        self.ws.line = self.format(record)


async def handler(ws):
    follow = Follow(ws)
    logging.getLogger("chat").addHandler(follow)  # expect: WSH110
    async for message in ws:
        logging.getLogger("chat").info(message)


async def main():
    async with serve(handler, "127.0.0.1", 8765) as server:
        await server.serve_forever()
