# The name belongs to the function around both: what one of them opens, the other one closes.
import aiohttp


def lifespan(url):
    session = None

    async def on_startup():
        nonlocal session
        session = aiohttp.ClientSession(url)

    async def on_shutdown():
        await session.close()

    return on_startup, on_shutdown
