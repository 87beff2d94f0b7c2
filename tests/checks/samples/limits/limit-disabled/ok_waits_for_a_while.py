# Each wait has an end, and the last one waits for a peer on this machine; that pings have no time-out is another matter.
import websockets


async def main(handler):
    async with websockets.serve(handler, "0.0.0.0", 8765, open_timeout=5, close_timeout=2) as server:
        await server.serve_forever()


async def follow(uri, show):
    async with websockets.connect(uri, open_timeout=60, ping_timeout=None) as ws:
        async for message in ws:
            show(message)
