# Fine: the application decides elsewhere, and nothing says that it decides for no limit.
import websockets


async def main(handler, settings):
    async with websockets.serve(handler, "0.0.0.0", 8765, max_size=settings.largest_message) as server:
        await server.serve_forever()
