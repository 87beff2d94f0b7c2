# Whoever stops at the first line ends the generator at its `yield`, and nobody closes the session.
import aiohttp


async def lines(url):
    session = aiohttp.ClientSession()  # expect: WSH401 medium
    response = await session.get(url)
    async for line in response.content:
        yield line.decode()
    await session.close()
