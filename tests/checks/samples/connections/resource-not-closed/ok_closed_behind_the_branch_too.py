# Both ways out close the session.
import aiohttp


async def try_out(url, kind):
    session = aiohttp.ClientSession(url)
    if kind == "text":
        text = str(session.headers)
        await session.close()
        return text
    await session.close()
    return None
