# `async with` closes it on every way out.
import aiohttp


async def rates(url):
    async with aiohttp.ClientSession() as session:
        response = await session.get(url)
        return await response.json()
