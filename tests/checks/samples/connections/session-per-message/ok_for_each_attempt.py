# Fine: each attempt to connect has a session of its own, however many messages come.
import asyncio

import aiohttp


async def follow(url):
    while True:
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url, heartbeat=20) as ws:
                while True:
                    message = await ws.receive()
                    if message.type is aiohttp.WSMsgType.CLOSED:
                        break
                    print(message.data)
        await asyncio.sleep(5)
