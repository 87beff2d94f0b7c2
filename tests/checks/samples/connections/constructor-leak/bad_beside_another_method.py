# Two methods of one class have a local of the same name: each leaves its own session open, and each is told.
import aiohttp


class Refused(Exception):
    pass


class Rates:
    async def raised(self, url):
        session = aiohttp.ClientSession()  # expect: WSH404 medium
        answer = await session.get(url)
        if answer.status != 200:
            raise Refused
        await session.close()
        return answer

    async def returned(self, url):
        session = aiohttp.ClientSession()  # expect: WSH401 medium
        answer = await session.get(url)
        if answer.status != 200:
            return None
        await session.close()
        return answer
