# Who is given the session keeps it or closes it; or it is closed behind the calls that borrow it.
import asyncio

import aiohttp


class Client:
    def __init__(self, session, name):
        self.session, self.name = session, name

    async def close(self):
        await self.session.close()


def clients(names):
    session = aiohttp.ClientSession("http://rates")
    return [Client(session, name) for name in names]


def pairs(names):
    session = aiohttp.ClientSession("http://rates")
    return [(name, session) for name in names]


async def rate(session, currency):
    async with session.get(f"/{currency}") as response:
        return await response.json()


async def gathered(currencies):
    session = aiohttp.ClientSession("http://rates")
    try:
        return await asyncio.gather(*(rate(session, each) for each in currencies))
    finally:
        await session.close()
