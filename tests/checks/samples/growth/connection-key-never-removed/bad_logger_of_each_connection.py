# A logger stays in `logging` under its name; so does a time series in its metric.
import logging

import websockets
from prometheus_client import Counter

RECEIVED = Counter("received", "messages by client", ["client"])
logger = logging.getLogger(__name__)


class Session:
    def __init__(self, websocket, name):
        self.websocket = websocket
        self.log = logger.getChild(name)  # expect: WSH302

    async def run(self):
        async for message in self.websocket:
            self.log.info(message)


async def handler(websocket):
    log = logging.getLogger(f"{__name__}.{websocket.id}")  # expect: WSH302
    async for message in websocket:
        RECEIVED.labels(client=str(websocket.id)).inc()  # expect: WSH302
        log.info(message)


async def serve(websocket):
    session = Session(websocket, websocket.request.path)
    await session.run()


async def main():
    async with websockets.serve(handler, "localhost", 8765), websockets.serve(serve, "localhost", 8766) as server:
        await server.serve_forever()
