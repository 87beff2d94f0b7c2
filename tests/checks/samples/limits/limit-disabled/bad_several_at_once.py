# Each limit that is off is told, the worst among them as well: they are set, and excused, one by one.
import websockets

PORT = 8765


async def main(handler):
    async with websockets.serve(handler, "", PORT, max_size=None, open_timeout=None):  # expect: WSH503, WSH503 medium
        pass
