# Fine: `finally` closes it whatever is raised at the `yield`.
import contextlib

import aiohttp


@contextlib.asynccontextmanager
async def session_for(url):
    session = aiohttp.ClientSession(url)
    try:
        yield session
    finally:
        await session.close()


async def lines(url):
    async with aiohttp.ClientSession() as session:
        async for line in (await session.get(url)).content:
            yield line.decode()
