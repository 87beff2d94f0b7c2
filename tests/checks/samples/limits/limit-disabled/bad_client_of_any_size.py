# The server is chosen, and yet one broken answer can fill the memory.
import websockets


async def follow(uri):
    async with websockets.connect(uri, max_queue=None) as socket:  # expect: WSH503 info
        async for message in socket:
            print(message)
