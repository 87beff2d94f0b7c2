# Fine: a large limit is a limit.
import websockets


async def main(handler):
    async with websockets.serve(handler, "0.0.0.0", 8765, max_size=2**26, max_queue=64) as server:
        await server.serve_forever()
