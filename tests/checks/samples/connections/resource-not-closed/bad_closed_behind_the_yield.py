# What goes wrong in the `with` block is raised at the `yield`, and the close behind it is never reached.
import contextlib

import aiohttp


@contextlib.asynccontextmanager
async def session_for(url):
    session = aiohttp.ClientSession(url)  # expect: WSH401
    await session.get("/login")
    yield session
    await session.close()
