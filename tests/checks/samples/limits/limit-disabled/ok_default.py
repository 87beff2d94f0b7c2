# Fine: the library's own limit stays.
import websockets


async def follow(uri):
    async with websockets.connect(uri) as socket:
        async for message in socket:
            print(message)
