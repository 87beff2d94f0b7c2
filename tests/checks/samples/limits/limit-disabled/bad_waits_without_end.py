# A peer that says nothing keeps its connection, here as there.
import websockets
from websockets.sync.client import connect


async def main(handler):
    async with websockets.serve(handler, "0.0.0.0", 8765, open_timeout=None) as server:  # expect: WSH503 medium
        await server.serve_forever()


def ask(uri, question):
    with connect(uri, open_timeout=5, close_timeout=None) as ws:  # expect: WSH503 medium
        ws.send(question)
        return ws.recv(timeout=5)
