# Fine: each receive has a time limit.
import asyncio

import websockets


async def follow(uri):
    async with websockets.connect(uri, ping_interval=None) as socket:
        while True:
            print(await asyncio.wait_for(socket.recv(), 60))
