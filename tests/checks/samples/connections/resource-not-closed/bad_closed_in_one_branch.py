# Only one kind of page closes the session before it returns.
import aiohttp


async def fetch(url, kind):
    session = aiohttp.ClientSession()  # expect: WSH401
    if kind == "text":
        response = await session.get(url)
        text = await response.text()
        await session.close()
        return text
    return None
