# Both ways out close the session.
import aiohttp


async def fetch(url, kind):
    session = aiohttp.ClientSession()
    if kind == "text":
        response = await session.get(url)
        text = await response.text()
        await session.close()
        return text
    await session.close()
    return None
