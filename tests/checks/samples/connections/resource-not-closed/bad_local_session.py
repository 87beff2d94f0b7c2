# The session is a local name, and no path closes it.
import aiohttp


async def rates(url):
    session = aiohttp.ClientSession()  # expect: WSH401
    response = await session.get(url)
    return await response.json()
