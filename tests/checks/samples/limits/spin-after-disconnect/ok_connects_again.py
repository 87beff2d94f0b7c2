# Fine: each round has a connection of its own, after a pause.
import asyncio

import websockets


async def follow(url):
    while True:
        try:
            async with websockets.connect(url) as websocket:
                while True:
                    print(await websocket.recv())
        except Exception as error:
            print("lost", error)
            await asyncio.sleep(5)
