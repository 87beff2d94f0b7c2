# Fine: by default the library pings every 20 seconds.
import websockets


async def follow(uri):
    async with websockets.connect(uri) as socket:
        async for message in socket:
            print(message)
