# A session that is closed already needs no closing.
import aiohttp


async def try_out(url):
    session = aiohttp.ClientSession(url)
    print(session.headers)
    if not session.closed:
        await session.close()
        return True
    return False
