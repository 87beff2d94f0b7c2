# Fine: it waits before it tries again.
import asyncio

import websockets


async def follow(url):
    while True:
        try:
            async with websockets.connect(url) as websocket:
                async for message in websocket:
                    print(message)
        except Exception as error:
            print("lost", error)
            await asyncio.sleep(5)
