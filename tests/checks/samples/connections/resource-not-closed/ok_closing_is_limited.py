# Only the closing has a time limit.
import asyncio

import aiohttp


async def ask(url):
    session = aiohttp.ClientSession()
    response = await session.get(url)
    text = await response.text()
    async with asyncio.timeout(5):
        await session.close()
    return text
