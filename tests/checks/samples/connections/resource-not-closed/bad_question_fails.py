# The session is closed behind a request that may fail, and the descriptor behind a write.
import os

import aiohttp


async def ask(url):
    session = aiohttp.ClientSession()  # expect: WSH401 medium
    response = await session.get(url)
    await session.close()
    return response.status


def note(path, text):
    file = os.open(path, os.O_WRONLY)  # expect: WSH401 medium
    os.write(file, text)
    os.close(file)
