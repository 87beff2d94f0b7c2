# A session that is closed already needs no closing.
import aiohttp


async def fetch(url):
    session = aiohttp.ClientSession()
    response = await session.get(url)
    print(await response.text())
    if not session.closed:
        await session.close()
        return True
    return False
