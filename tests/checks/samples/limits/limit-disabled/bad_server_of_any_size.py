# Any peer may send one message as large as the memory.
import websockets


async def main(handler):
    async with websockets.serve(handler, "0.0.0.0", 8765, max_size=None) as server:  # expect: WSH503
        await server.serve_forever()
