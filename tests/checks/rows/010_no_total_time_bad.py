# Nothing ends the wait for a server that says nothing.
import aiohttp


async def listen(url):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
        async with session.ws_connect(url) as ws:  # expect: WSH502
            async for msg in ws:
                print(msg.data)
