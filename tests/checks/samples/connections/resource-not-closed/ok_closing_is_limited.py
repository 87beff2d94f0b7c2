# Only the closing has a time limit.
import asyncio

import aiohttp


async def look(url, cache):
    session = aiohttp.ClientSession()
    jar = dict(session.headers)
    async with asyncio.timeout(5):
        await session.close()
    return jar
