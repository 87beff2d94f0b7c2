# The repair: nothing ends the wait for a server that says nothing no longer.
import aiohttp


async def listen(url):
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url, heartbeat=30) as ws:
            async for msg in ws:
                print(msg.data)
