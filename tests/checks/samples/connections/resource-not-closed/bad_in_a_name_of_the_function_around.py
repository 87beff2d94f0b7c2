# The name belongs to the function around, where nobody closes what it stands for.
import aiohttp


def lifespan(url):
    session = None

    async def on_startup():
        nonlocal session
        session = aiohttp.ClientSession(url)  # expect: WSH401

    async def on_check():
        print(session.headers)

    return on_startup, on_check
