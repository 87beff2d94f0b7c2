# A session of a class of one's own is a session all the same.
import aiohttp


class Web(aiohttp.ClientSession):
    def __init__(self, token):
        super().__init__(headers={"Authorization": token})


async def fetch(url, token):
    web = Web(token)  # expect: WSH401
    async with web.get(url) as response:
        return await response.text()
